namespace Martin.Plugins.Tests.Models.Offline;

/// <summary>The phrases a first day begins with.</summary>
public sealed class DailyPhraseTests
{
    [Fact]
    public async Task Lunch_is_scheduled_listed_moved_and_a_reminder_set()
    {
        var martin = new Dialogue();

        var scheduled = await martin.SayAsync("schedule lunch with Ana tomorrow at noon");
        Assert.Equal(["create_event {\"title\":\"Lunch with Ana\",\"startTime\":\"2026-11-23T12:00:00\",\"endTime\":\"2026-11-23T13:00:00\",\"timeZone\":\"Europe/Berlin\"}"], scheduled.Calls);
        Assert.Equal("Done: Lunch with Ana, Monday 23 November, 12:00–13:00.", scheduled.Text);

        var listed = await martin.SayAsync("what's on my calendar tomorrow?");
        Assert.Equal(["list_events {\"from\":\"2026-11-23T00:00:00\",\"to\":\"2026-11-24T00:00:00\"}"], listed.Calls);
        Assert.Equal("1 event on Monday 23 November:\n- Monday 23 November, 12:00–13:00: Lunch with Ana", listed.Text);

        var reminded = await martin.SayAsync("remind me to call the bank on Monday at 9, high priority");
        Assert.Equal(["create_task {\"title\":\"Call the bank\",\"priority\":\"high\",\"dueAt\":\"2026-11-23T09:00:00\",\"remindAt\":\"2026-11-23T09:00:00\"}"], reminded.Calls);

        var moved = await martin.SayAsync("move the lunch to 1pm");
        Assert.Equal(2, moved.Calls.Count);
        Assert.Equal("list_events {\"from\":\"2026-11-22T10:00:00\",\"to\":\"2027-01-21T00:00:00\",\"query\":\"lunch\"}", moved.Calls[0]);
        Assert.Equal("update_event {\"eventId\":\"id-1\",\"scope\":\"this\",\"changes\":{\"startTime\":\"2026-11-23T13:00:00\",\"endTime\":\"2026-11-23T14:00:00\"},\"notify\":false}", moved.Calls[1]);
        Assert.Equal("Moved: Lunch with Ana, Monday 23 November, 13:00–14:00.", moved.Text);
    }
}
