using System.Net;
using System.Text.Json;
using Martin.Data;
using Martin.Hub.Ops;
using Martin.Hub.Tests.Http.Surface;
using Martin.Hub.Tests.Support;
using Martin.Hub.Users;
using Martin.Testing.Processes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Martin.Hub.Tests.Http;

/// <summary>The user's data: taking it along, and who has an account.</summary>
public sealed class OwnDataTests(SharedHost shared) : IClassFixture<SharedHost>
{
    // Owned tables that the export leaves out, and why.
    private static readonly Dictionary<string, string> LeftOut = new()
    {
        ["turns"] = "how an answer came about: its messages and actions are there",
        ["given_reminders"] = "bookkeeping: the notification is there",
        ["idempotency_keys"] = "answers to requests, kept for a day",
        ["conflicts"] = "computed from the events",
        ["memory_vectors"] = "computed from the memories",
    };

    private readonly MartinHost martin = shared.Host;

    [Fact]
    public async Task The_export_holds_what_is_ones_own_and_nothing_of_others()
    {
        using var ana = await martin.AddUserAsync("ana@export.example");
        using var bob = await martin.AddUserAsync("bob@export.example");
        for (var i = 0; i < 250; i++) (await ana.PostAsync("tasks", new { title = $"Ana's {i}" })).Data(HttpStatusCode.Created);
        (await bob.PostAsync("tasks", new { title = "Bob's secret" })).Data(HttpStatusCode.Created);
        (await ana.PostAsync("chat/message", new { clientMessageId = "1", text = "what's on my calendar tomorrow?" })).Data();
        var export = await ana.GetAsync("me/export");
        Assert.Equal(250, export.Json.GetProperty("tasks").EnumerateArray().Select(t => t.GetProperty("id").GetGuid()).Distinct().Count());
        Assert.Equal(2, export.Json.GetProperty("messages").GetArrayLength());
        Assert.Equal("ana@export.example", export.Json.GetProperty("user").GetProperty("email").GetString());
        Assert.DoesNotContain("Bob", export.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(ana.RefreshToken, export.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_table_of_the_users_is_exported_or_left_out_for_a_reason()
    {
        using var ana = await martin.AddUserAsync("ana@tables.example");
        var export = (await ana.GetAsync("me/export")).Json;
        var renamed = new Dictionary<string, string> { ["chat_messages"] = "messages", ["push_subscriptions"] = "pushSubscriptions", ["model_uses"] = "modelUses" };
        await using var db = martin.Databases.ForMaintenance();
        var missing = db.Model.GetEntityTypes().Where(e => e.ClrType.IsAssignableTo(typeof(IOwned))).Select(e => e.GetTableName()!)
            .Where(t => !LeftOut.ContainsKey(t) && !export.TryGetProperty(renamed.GetValueOrDefault(t, JsonNamingPolicy.CamelCase.ConvertName(t)), out _));
        Assert.Empty(missing);
    }

    [Fact]
    public async Task An_account_made_at_the_console_signs_in_and_a_new_key_ends_the_old_one()
    {
        var key = await ConsoleAsync(0, "add", "carla@console.example", "Carla", "Maier");
        using var carla = await martin.SignInAsync(new { ownerKey = key });
        Assert.Equal("Carla Maier", (await carla.GetAsync("me")).Data().GetProperty("name").GetString());
        Assert.Contains("user key", await ConsoleAsync(2, "add", "CARLA@console.example"), StringComparison.Ordinal);
        var next = await ConsoleAsync(0, "key", "carla@console.example");
        (await martin.Anonymous().PostAsync("auth/login", new { ownerKey = key })).Refused(HttpStatusCode.Unauthorized, "UNAUTHENTICATED");
        using var again = await martin.SignInAsync(new { ownerKey = next });
        Assert.Contains("carla@console.example", await ConsoleAsync(0, "list"), StringComparison.Ordinal);
        await ConsoleAsync(2, "add", "no address");
        await ConsoleAsync(2, "key", "nobody@console.example");
        await ConsoleAsync(2);
    }

    [Fact]
    public async Task An_account_is_made_by_the_program_itself_beside_a_martin_that_runs()
    {
        await using var hub = await HubProcess.StartAsync();
        var (code, lines) = await hub.RunBesideAsync("user", "add", "dora@process.example", "Dora", "Klein");
        Assert.Equal(0, code);
        using var http = new HttpClient { BaseAddress = hub.Url };
        using var dora = new Api(http);
        var session = (await dora.PostAsync("auth/login", new { ownerKey = lines[^1] })).Data();
        Assert.Equal("Dora Klein", session.GetProperty("user").GetProperty("name").GetString());
        Assert.Equal(2, (await hub.RunBesideAsync("user", "add", "dora@process.example")).Code);
        Assert.Contains((await hub.RunBesideAsync("user", "list")).Lines, l => l.StartsWith("dora@process.example\tDora Klein", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_a_user_sent_and_what_came_as_files_is_in_the_export()
    {
        var ana = await RestOwner.AddAsync(martin);
        var (mail, attachment) = await ana.AttachmentAsync();
        var draft = (await ana.Api.PostAsync("inbox/drafts", new
        {
            to = new[] { new { email = "cara@example.org" } }, bcc = new[] { new { email = "hidden@example.org" } }, subject = "S", content = "C",
        })).Data(HttpStatusCode.Created).GetProperty("id").GetString();
        (await ana.Api.PostAsync($"inbox/drafts/{draft}/send", new { version = 1 })).Data();
        var export = (await ana.Api.GetAsync("me/export")).Json;
        var file = Assert.Single(export.GetProperty("attachments").EnumerateArray());
        Assert.Equal((attachment, mail, "hello"), (file.GetProperty("id").GetString(), file.GetProperty("emailId").GetString(), System.Text.Encoding.UTF8.GetString(file.GetProperty("content").GetBytesFromBase64()).Trim()));
        var sent = export.GetProperty("emails").EnumerateArray().Single(m => m.GetProperty("direction").GetString() == "outgoing");
        Assert.Equal("hidden@example.org", sent.GetProperty("bcc")[0].GetProperty("email").GetString());
        Assert.Equal("hidden@example.org", (await ana.Api.GetAsync($"inbox/{sent.GetProperty("id").GetString()}")).Data().GetProperty("bcc")[0].GetProperty("email").GetString());
        Assert.False((await ana.Api.GetAsync($"inbox/{mail}")).Data().TryGetProperty("bcc", out _));  // what came tells nothing of it
    }

    [Fact]
    public async Task What_has_outlived_its_use_is_thrown_away_and_nothing_else()
    {
        using var ana = await martin.AddUserAsync("ana@tidy.example");
        (await ana.PostAsync("tasks", new { title = "Old" })).Data(HttpStatusCode.Created);
        (await ana.PostAsync("tasks", new { title = "New" })).Data(HttpStatusCode.Created);
        await using var db = martin.Databases.For(ana.UserId);
        await db.Notifications.Where(n => n.Seq == 1).ExecuteUpdateAsync(s => s.SetProperty(n => n.CreatedAt, DateTimeOffset.UtcNow.AddDays(-31)));
        await martin.Services.GetRequiredService<Housekeeping>().TidyAsync(CancellationToken.None);
        var sync = (await ana.GetAsync("notifications?afterSeq=0")).Data();
        Assert.Equal(2, Assert.Single(sync.GetProperty("notifications").EnumerateArray()).GetProperty("seq").GetInt32());
        Assert.True(sync.GetProperty("truncated").GetBoolean());
        Assert.Equal(2, (await ana.GetAsync("tasks")).Data().GetArrayLength());
    }

    [Fact]
    public async Task Refresh_tokens_exchanged_long_ago_are_thrown_away_but_for_the_last_two()
    {
        using var ana = await martin.AddUserAsync("ana@tokens.example");
        using var client = martin.Anonymous();
        var token = ana.RefreshToken;
        for (var i = 0; i < 4; i++) token = (await client.PostAsync("auth/refresh", new { refreshToken = token })).Data().GetProperty("refreshToken").GetString()!;
        await using var db = martin.Databases.For(ana.UserId);
        var session = await db.Sessions.Select(s => s.Id).SingleAsync();
        var tokens = db.RefreshTokens.Where(t => t.SessionId == session);
        await martin.Services.GetRequiredService<Housekeeping>().TidyAsync(CancellationToken.None);
        Assert.Equal(5, await tokens.CountAsync());
        await tokens.ExecuteUpdateAsync(s => s.SetProperty(t => t.IssuedAt, DateTimeOffset.UtcNow.AddDays(-8)));
        await martin.Services.GetRequiredService<Housekeeping>().TidyAsync(CancellationToken.None);
        Assert.Equal([3, 4], await tokens.OrderBy(t => t.Generation).Select(t => t.Generation).ToListAsync());
        (await client.PostAsync("auth/refresh", new { refreshToken = token })).Data();
        (await client.PostAsync("auth/refresh", new { refreshToken = ana.RefreshToken })).Refused(HttpStatusCode.Unauthorized, "UNAUTHENTICATED");
    }

    /// <returns>The last line that was written.</returns>
    private async Task<string> ConsoleAsync(int exitCode, params string[] words)
    {
        using var output = new StringWriter();
        Assert.Equal(exitCode, await new UserCommand(martin.Databases, TimeProvider.System, output).RunAsync(words, CancellationToken.None));
        return output.ToString().TrimEnd().Split('\n')[^1].Trim();
    }
}
