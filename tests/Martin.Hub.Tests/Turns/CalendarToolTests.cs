using System.Text.Json;
using Martin.Hub.Tests.Support;
using Martin.Testing.Clients;
using Martin.Testing.Peers;

namespace Martin.Hub.Tests.Turns;

public sealed class CalendarToolTests : IAsyncLifetime
{
    private GptServer gpt = null!;
    private MartinHost martin = null!;
    private WireClient device = null!;

    public async Task InitializeAsync()
    {
        gpt = await GptServer.StartAsync();
        martin = MartinHost.Start(new() { ["OPENAI_BASE_URL"] = gpt.BaseUrl });
        device = await WireClient.ConnectAsync(martin.Address, MartinHost.OwnerKey);
    }

    public async Task DisposeAsync()
    {
        await device.DisposeAsync();
        await martin.DisposeAsync();
        await gpt.DisposeAsync();
    }

    [Fact]
    public async Task A_series_is_made_changed_from_one_occurrence_on_and_the_change_taken_back()
    {
        gpt.On("standup every day").Calls("create_event", new
        {
            title = "Standup", startTime = "2027-01-11T09:00", endTime = "2027-01-11T09:15", timeZone = "UTC", recurrence = new[] { "RRULE:FREQ=DAILY;COUNT=4" },
        }).Then.Says("Done.");
        await device.AskAsync("standup every day");
        var before = await EventsAsync();
        Assert.Equal(4, before.Count);
        gpt.On("from Wednesday at ten").Calls("update_event", new { eventId = Text(before[2], "id"), scope = "following", changes = new { startTime = "2027-01-13T10:00" }, notify = false }).Then.Says("Moved.");
        var receipt = (await device.AskAsync("from Wednesday at ten")).End!["receipts"]!.Value[0];
        Assert.Equal(["09", "09", "10", "10"], (await EventsAsync()).Select(Hour));
        await device.InvokeAsync("UndoAction", Text(receipt, "actionId"));
        Assert.Equal(before.Select(e => (Text(e, "id"), Text(e, "startTime"))), (await EventsAsync()).Select(e => (Text(e, "id"), Text(e, "startTime"))));
    }

    [Fact]
    public async Task An_event_becomes_all_day_on_the_day_it_was_and_moves_with_its_zone()
    {
        gpt.On("dinner").Calls("create_event", new { title = "Dinner", startTime = "2027-01-11T20:00", endTime = "2027-01-11T21:00", timeZone = "America/Los_Angeles" }).Then.Says("Done.");
        await device.AskAsync("dinner");
        var id = Text((await EventsAsync())[0], "id");
        gpt.On("all day").Calls("update_event", new { eventId = id, scope = "this", changes = new { isAllDay = true }, notify = false }).Then.Says("Done.");
        await device.AskAsync("all day");
        Assert.Equal("2027-01-11", Text((await EventsAsync())[0], "startTime"));  // 20:00 there is the next day in UTC
        gpt.On("timed again").Calls("update_event", new { eventId = id, scope = "this", changes = new { isAllDay = false }, notify = false }).Then.Says("Done.");
        await device.AskAsync("timed again");
        Assert.Equal("2027-01-11T08:00:00Z", Text((await EventsAsync())[0], "startTime"));  // midnight there
        gpt.On("in Berlin").Calls("update_event", new { eventId = id, scope = "this", changes = new { timeZone = "Europe/Berlin" }, notify = false }).Then.Says("Done.");
        await device.AskAsync("in Berlin");
        Assert.Equal("2027-01-10T23:00:00Z", Text((await EventsAsync())[0], "startTime"));  // midnight in Berlin
    }

    [Fact]
    public async Task A_bad_rule_is_explained_to_the_model_and_nothing_is_stored()
    {
        gpt.On("every second").Calls("create_event", new { title = "X", startTime = "2027-01-11T09:00", timeZone = "UTC", recurrence = new[] { "RRULE:FREQ=SECONDLY" } }).Then.Says("I can't.");
        var finished = (await device.AskAsync("every second")).Events.Single(e => e.Type == "tool_finished")["tool"]!.Value;
        Assert.False(finished.GetProperty("ok").GetBoolean());
        Assert.Contains("hourly", Text(finished, "error"));
        Assert.Empty(await EventsAsync());
    }

    [Fact]
    public async Task A_meeting_is_put_at_a_free_time_and_the_event_itself_is_proposed()
    {
        gpt.On("block the morning").Calls("create_event", new { title = "Busy", startTime = "2027-01-11T09:00", endTime = "2027-01-11T12:00", timeZone = "UTC" }).Then.Says("Done.");
        await device.AskAsync("block the morning");
        gpt.On("meet Bob").Calls("schedule_meeting", new
        {
            title = "With Bob", durationMinutes = 60, from = "2027-01-11T00:00", to = "2027-01-12T00:00", attendees = new[] { new { email = "bob@example.com" } },
        }).Then.Says("It waits.");
        var action = (await device.AskAsync("meet Bob")).Events.Single(e => e.Type == "action_requested")["action"]!.Value;
        Assert.Equal(("create_event", "outward", "proposed"), (Text(action, "type"), Text(action, "effect"), Text(action, "status")));
        var start = Text(action.GetProperty("payload"), "startTime");
        Assert.True(string.CompareOrdinal(start, "2027-01-11T12:00") >= 0, start);
        var done = await device.InvokeAsync("ResolveAction", new { actionId = Text(action, "id"), decision = "approve", payloadHash = Text(action, "payloadHash") });
        Assert.Equal("executed", Text(done, "status"));
        Assert.Contains(await EventsAsync(), e => Text(e, "title") == "With Bob");
    }

    [Fact]
    public async Task Free_times_are_found_and_an_invitation_is_answered()
    {
        gpt.On("when am I free").Calls("find_free_time", new { durationMinutes = 30, from = "2027-01-11T00:00", to = "2027-01-12T00:00" }).Then.Says("Then.");
        var found = (await device.AskAsync("when am I free")).Events.Single(e => e.Type == "tool_finished")["tool"]!.Value;
        Assert.Equal("10 free times", Text(found, "summary"));
        gpt.On("add lunch").Calls("create_event", new { title = "Lunch", startTime = "2027-01-11T12:00", timeZone = "UTC" }).Then.Says("Done.");
        await device.AskAsync("add lunch");
        gpt.On("decline").Calls("respond_event", new { eventId = Text((await EventsAsync())[0], "id"), response = "declined" }).Then.Says("Declined.");
        await device.AskAsync("decline");
        Assert.Equal("declined", Text((await EventsAsync())[0], "selfResponse"));
    }

    private async Task<List<JsonElement>> EventsAsync() =>
        [.. (await device.Session.GetAsync("api/v1/calendar/events?from=2027-01-10T00:00:00Z&to=2027-02-01T00:00:00Z")).EnumerateArray()];

    private static string Hour(JsonElement e) => Text(e, "startTime")[11..13];

    private static string Text(JsonElement e, string name) => e.GetProperty(name).GetString()!;
}
