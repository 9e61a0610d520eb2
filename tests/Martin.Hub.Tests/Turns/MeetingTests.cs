using System.Net;
using System.Text.Json;
using Martin.Hub.Tests.Inbox;
using Martin.Hub.Tests.Support;
using Martin.Testing.Clients;

namespace Martin.Hub.Tests.Turns;

/// <summary>Meetings found by words, among several people of one Martin.</summary>
public sealed class MeetingTests : WithModel
{
    // A Monday far ahead.
    private const string Week = "2027-03-01T00:00", Friday = "2027-03-05T23:00";

    [Fact]
    public async Task A_time_is_chosen_by_the_users_words_and_everybodys_calendar_and_asked_for_with_its_reasons()
    {
        using var bob = await Martin.AddUserAsync("bob@meeting.example");
        await BusyAsync(bob, "2027-03-01T10:00:00Z", "2027-03-01T17:00:00Z");
        await BusyAsync(Owner, "2027-03-02T10:00:00Z", "2027-03-02T11:00:00Z");
        Gpt.On("meet Bob").Calls("schedule_meeting", new
        {
            title = "Planning", from = Week, to = Friday, attendees = new[] { new { email = "bob@meeting.example" }, new { email = "eve@elsewhere.example" } },
            constraints = "45 minutes, not before 10, avoid Wednesday, not over lunch, ideally in the morning",
        }).Then.Says("Shall I?");
        var turn = await Device.AskAsync("find 45 minutes to meet Bob and Eve");
        var action = Assert.Single(turn.Events, e => e.Type == "action_requested")["action"]!.Value;
        var payload = action.GetProperty("payload");
        Assert.Equal(("create_event", "2027-03-02T11:00"), (action.Text("type"), payload.Text("startTime")));  // bob is taken on Monday, the user until eleven
        var summary = action.Text("summary")!;
        foreach (var reason in new[] { "as you asked: not before 10", "as you would like: in the morning", "bob@meeting.example is free", "eve@elsewhere.example has no calendar on this Martin" })
            Assert.Contains(reason, summary, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_nothing_is_free_it_says_what_is_in_the_way_and_what_there_would_be()
    {
        await BusyAsync(Owner, "2027-03-02T10:00:00Z", "2027-03-02T17:00:00Z");
        Gpt.On("only after ten").Calls("find_free_time", new { durationMinutes = 60, from = "2027-03-02T00:00", to = "2027-03-03T00:00", constraints = "not before 10" }).Then.Says("No.");
        var turn = await Device.AskAsync("only after ten?");
        var result = JsonElement.Parse(Gpt.Journal.Exchanges[^1].Request.Results[0].Text!);
        Assert.Equal(0, result.GetProperty("slots").GetArrayLength());
        Assert.Contains("Without “not before 10” there would be Tue 2 Mar, 09:00", result.Text("note"), StringComparison.Ordinal);
        Assert.True(turn.End!.Type == "turn_completed");
    }

    [Fact]
    public async Task What_is_not_understood_is_never_ignored()
    {
        Gpt.On("kids").Calls("find_free_time", new { durationMinutes = 60, from = Week, to = Friday, constraints = "not when the kids are home" }).Then.Says("Hm.");
        var turn = await Device.AskAsync("when the kids are at school?");
        var finished = Assert.Single(turn.Tools("tool_finished"));
        Assert.False(finished.GetProperty("ok").GetBoolean());
        Assert.Contains("“kids”", finished.Text("error"), StringComparison.Ordinal);
        var refused = (await Owner.PostAsync("calendar/availability", new { durationMinutes = 30, from = "2027-03-01", to = "2027-03-06", constraints = "near the office" })).Refused(HttpStatusCode.BadRequest, "INVALID_REQUEST");
        Assert.Contains("office", refused.Details.GetProperty("constraints")[0].GetString(), StringComparison.Ordinal);
        var slots = (await Owner.PostAsync("calendar/availability", new { durationMinutes = 30, from = "2027-03-01", to = "2027-03-06", constraints = "not before 2pm, no Mondays" })).Data().EnumerateArray().ToList();
        Assert.NotEmpty(slots);
        Assert.All(slots, s => Assert.True(s.GetProperty("start").GetDateTime().Hour >= 14 && s.GetProperty("start").GetDateTime().DayOfWeek != DayOfWeek.Monday));
    }

    [Fact]
    public async Task A_move_can_be_taken_back()
    {
        var review = await BusyAsync(Owner, "2027-03-02T10:00:00Z", "2027-03-02T11:00:00Z");
        Gpt.On("move the busy").Calls("update_event", new { eventId = review, changes = new { startTime = "2027-03-03T14:00" } }).Then.Says("Moved.");
        var turn = await Device.AskAsync("move the busy block to Wednesday at 2pm");
        Assert.Equal("2027-03-03T14:00:00Z", (await Owner.GetAsync($"calendar/events/{review}")).Data().Text("startTime"));
        await Owner.PostAsync($"assistant/actions/{turn.End!["receipts"]!.Value[0].Text("actionId")}/undo");
        Assert.Equal("2027-03-02T10:00:00Z", (await Owner.GetAsync($"calendar/events/{review}")).Data().Text("startTime"));
    }

    private static async Task<string> BusyAsync(Api api, string start, string end) =>
        (await api.PostAsync("calendar/events", new { title = "Busy", startTime = start, endTime = end })).Data(HttpStatusCode.Created).Id();
}
