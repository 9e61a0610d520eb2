using System.Net;
using Martin.Data;
using Martin.Data.Conversations;
using Martin.Hub.Tests.Support;
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

    [Fact]
    public async Task Deleting_the_account_leaves_no_row_of_it_in_any_table()
    {
        using var ana = await martin.AddUserAsync("ana@gone.example");
        using var bob = await martin.AddUserAsync("bob@stays.example");
        (await ana.PostAsync("tasks", new { title = "T" })).Data(HttpStatusCode.Created);
        (await bob.PostAsync("tasks", new { title = "T" })).Data(HttpStatusCode.Created);
        (await ana.PostAsync("calendar/events", new { title = "E", startTime = "2026-11-23T12:00Z", endTime = "2026-11-23T13:00Z" })).Data(HttpStatusCode.Created);
        (await ana.PostAsync("auth/pair")).Data();
        (await ana.DeleteAsync("me")).Data();
        (await ana.GetAsync("me")).Refused(HttpStatusCode.Unauthorized, "UNAUTHENTICATED");
        await using var db = martin.Databases.ForMaintenance();
        foreach (var table in db.Model.GetEntityTypes().Where(t => t.FindProperty("UserId") is not null).Select(t => t.GetTableName()!))
        {
#pragma warning disable EF1002 // the name of a table of our own model
            var left = await db.Database.SqlQueryRaw<int>($"SELECT COUNT(*) AS \"Value\" FROM {table} WHERE user_id = {{0}}", ana.UserId).ToListAsync();
#pragma warning restore EF1002
            Assert.True(left[0] == 0, table);
        }
        Assert.Single((await bob.GetAsync("tasks")).Data().EnumerateArray());
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
