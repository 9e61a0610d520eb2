using System.Net;
using Martin.Data;
using Martin.Data.Conversations;
using Martin.Data.Notifications;
using Martin.Hub.Http;
using Martin.Hub.Tests.Http.Surface;
using Martin.Hub.Tests.Support;
using Martin.Testing.Servers;
using Microsoft.EntityFrameworkCore;

namespace Martin.Hub.Tests.Http;

public sealed class AccountRoutesTests(SharedHost shared) : IClassFixture<SharedHost>
{
    private readonly MartinHost martin = shared.Host;

    [Fact]
    public async Task Preferences_take_any_subset_and_null_clears()
    {
        using var ana = await martin.AddUserAsync("ana@prefs.example");
        var first = (await ana.GetAsync("me/preferences")).Data();
        Assert.Equal(("system", "friendly", "auto", 60), (first.GetProperty("theme").GetString(), first.GetProperty("persona").GetString(),
            first.GetProperty("hourCycle").GetString(), first.GetProperty("minNoticeMinutes").GetInt32()));
        (await ana.PutAsync("me/preferences", new { timeZone = "Asia/Tokyo", briefingAt = "07:30", phoneNumbers = new[] { "+4930123456" } })).Data();
        var hours = new[] { new { day = "monday", start = "09:00", end = "17:30" } };
        var next = (await ana.PutAsync("me/preferences", new { workingHours = hours, briefingAt = (string?)null })).Data();
        Assert.Equal(("Asia/Tokyo", "monday", 1), (next.GetProperty("timeZone").GetString(),
            next.GetProperty("workingHours")[0].GetProperty("day").GetString(), next.GetProperty("phoneNumbers").GetArrayLength()));
        Assert.False(next.TryGetProperty("briefingAt", out _));
        Assert.Equal(next.GetRawText(), (await ana.GetAsync("me/preferences")).Data().GetRawText());
        Assert.Equal("Asia/Tokyo", (await ana.GetAsync("me")).Data().GetProperty("timeZone").GetString());
    }

    [Theory]
    [InlineData("""{"timeZone":"Mars/Olympus"}""", "timeZone")]
    [InlineData("""{"theme":"pink"}""", "theme")]
    [InlineData("""{"theme":null}""", "theme")]
    [InlineData("""{"workingHours":[{"day":"monday","start":"17:00","end":"09:00"}]}""", "workingHours[0]")]
    [InlineData("""{"workingHours":[{"day":"noday","start":"09:00","end":"10:00"}]}""", "workingHours[0].day")]
    [InlineData("""{"meetingBufferMinutes":-1}""", "meetingBufferMinutes")]
    [InlineData("""{"briefingAt":"7:30"}""", "briefingAt")]
    [InlineData("""{"dailySpendCap":1e999}""", "dailySpendCap")]
    [InlineData("""{"phoneNumbers":["110"]}""", "phoneNumbers[0]")]
    [InlineData("""{"shoeSize":43}""", "shoeSize")]
    [InlineData("""{"\ud800":1}""", "body")]
    [InlineData("""{"persona":"\ud800"}""", "persona")]
    public async Task Preferences_that_make_no_sense_are_refused(string body, string field)
    {
        using var owner = await martin.OwnerAsync();
        var answer = await owner.SendAsync(new HttpRequestMessage(HttpMethod.Put, "api/v1/me/preferences") { Content = new StringContent(body, null, "application/json") });
        Assert.True(answer.Refused(HttpStatusCode.BadRequest, "INVALID_REQUEST").Details.TryGetProperty(field, out _), answer.Text);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Deleting_the_account_leaves_no_row_of_it_in_any_table(bool postgres)
    {
        await using var martin = MartinHost.Start(postgres ? new() { ["DATABASE_URL"] = await (await PostgresServer.SharedAsync()).CreateDatabaseAsync() } : null);
        var (ana, bob) = (await RestOwner.AddAsync(martin), await RestOwner.AddAsync(martin));
        // Whatever any route needs: mail with attachments, drafts, runs, memories, subscriptions, turns, conflicts, actions …
        foreach (var owner in (RestOwner[])[ana, bob])
        {
            foreach (var call in RestCalls.All.Where(c => c is not { Method: "DELETE", Template: "me" }))
            {
                var request = await call.Make(owner);
                if (call is { Method: "POST" } && request.As is null) await owner.Api.SendAsync((request with { Headers = [(IdempotencyEdge.Header, Guid.NewGuid().ToString())] }).ToMessage("POST"));
            }
            (await owner.Api.PostAsync("tasks", new { title = "Waits", dependsOn = new[] { await owner.TaskAsync() } })).Data(HttpStatusCode.Created);
            await using var db = martin.Databases.For(owner.Api.UserId);
            await db.WriteAsync(() => db.TryGiveReminderAsync(Guid.NewGuid(), DateTimeOffset.UtcNow, DateTimeOffset.UtcNow, DateTimeOffset.UtcNow, default), default);
            await db.SaveAsync(CancellationToken.None);
        }
        await Holdings.SettledAsync(martin, ana.Api.UserId);
        var held = await Holdings.OfAsync(martin, ana.Api.UserId);
        Assert.Equal([], held.Where(t => t.Value.Count == 0).Select(t => t.Key));  // of each table something
        var bobs = await Holdings.SettledAsync(martin, bob.Api.UserId);

        (await ana.Api.DeleteAsync("me")).Data();
        (await ana.Api.GetAsync("me")).Refused(HttpStatusCode.Unauthorized, "UNAUTHENTICATED");
        await using var all = martin.Databases.ForMaintenance();
        await Testing.Until.HoldsAsync(async () => !await all.VectorRemovals.AnyAsync());  // outlive the user until the index has heard of it
        foreach (var table in all.Model.GetEntityTypes().Where(t => t.FindProperty("UserId") is not null).Select(t => t.GetTableName()!))
            Assert.True(await CountAsync($"SELECT COUNT(*) AS \"Value\" FROM {table} WHERE user_id = {{0}}", ana.Api.UserId) == 0, table);
        // Rows that belong to somebody through others.
        foreach (var (table, key, of) in new[] { ("task_dependencies", "task_id", "tasks"), ("turn_steps", "turn_id", "turns"), ("refresh_tokens", "session_id", "sessions") })
            Assert.True(await CountAsync($"SELECT COUNT(*) AS \"Value\" FROM {table} WHERE {key} NOT IN (SELECT id FROM {of})") == 0, table);
        if (!postgres)
        {
            Assert.Equal(0, await CountAsync("SELECT COUNT(*) AS \"Value\" FROM email_search_keys WHERE email_id NOT IN (SELECT id FROM emails)"));
            Assert.Equal(await CountAsync("SELECT COUNT(*) AS \"Value\" FROM emails"), await CountAsync("SELECT COUNT(*) AS \"Value\" FROM emails_search"));
        }
        Assert.Equal(bobs, await Holdings.SettledAsync(martin, bob.Api.UserId));

#pragma warning disable EF1002 // names of tables of our own model
        async Task<int> CountAsync(string sql, params object[] values) => (await all.Database.SqlQueryRaw<int>(sql, values).ToListAsync())[0];
#pragma warning restore EF1002
    }

    [Fact]
    public async Task Conversations_are_listed_read_and_forgotten_by_their_owner_only()
    {
        using var ana = await martin.AddUserAsync("ana@chat.example");
        using var bob = await martin.AddUserAsync("bob@chat.example");
        var now = DateTimeOffset.UtcNow;
        var conversation = new ConversationRow { Id = Guid.CreateVersion7(), UserId = ana.UserId, Title = "Hello", CreatedAt = now, UpdatedAt = now };
        await using (var db = martin.Databases.For(ana.UserId))
        {
            db.Conversations.Add(conversation);
            db.ChatMessages.Add(new()
            {
                Id = Guid.CreateVersion7(), UserId = ana.UserId, ConversationId = conversation.Id, TurnId = Guid.CreateVersion7(), Role = ChatRole.User,
                Content = "Hello", CreatedAt = now,
            });
            await db.SaveAsync(CancellationToken.None);
        }
        Assert.Equal("Hello", Assert.Single((await ana.GetAsync("chat/conversations")).Data().EnumerateArray()).GetProperty("title").GetString());
        Assert.Single((await ana.GetAsync($"chat/history?conversationId={conversation.Id}")).Data().EnumerateArray());
        (await bob.GetAsync($"chat/history?conversationId={conversation.Id}")).Refused(HttpStatusCode.NotFound, "NOT_FOUND");
        (await bob.DeleteAsync($"chat/conversations/{conversation.Id}")).Refused(HttpStatusCode.NotFound, "NOT_FOUND");
        (await ana.DeleteAsync($"chat/conversations/{conversation.Id}")).Data();
        Assert.Empty((await ana.GetAsync("chat/history")).Data().EnumerateArray());
    }
}
