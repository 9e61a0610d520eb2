namespace Martin.Plugins.Tests.Models.Offline;

/// <summary>What repeats, free times, conflicts, invitations and questions about people and places.</summary>
public sealed class CalendarWishTests
{
    private readonly Dialogue martin = new();

    [Theory]
    [InlineData("when am I free on Thursday?", """find_free_time {"durationMinutes":60,"from":"2026-11-26T00:00:00","to":"2026-11-27T00:00:00"}""")]
    [InlineData("find an hour with ana@example.com next week", """find_free_time {"durationMinutes":60,"from":"2026-11-23T00:00:00","to":"2026-11-30T00:00:00","attendees":[{"email":"ana@example.com"}]}""")]
    [InlineData("find a 30 minute slot tomorrow", """find_free_time {"durationMinutes":30,"from":"2026-11-23T00:00:00","to":"2026-11-24T00:00:00"}""")]
    [InlineData("when can we meet for two hours next week, not before 10", """find_free_time {"durationMinutes":120,"from":"2026-11-23T00:00:00","to":"2026-11-30T00:00:00","constraints":"not before 10"}""")]
    [InlineData("do i have any free time on friday", """find_free_time {"durationMinutes":60,"from":"2026-11-27T00:00:00","to":"2026-11-28T00:00:00"}""")]
    [InlineData("is there a free slot tomorrow afternoon?", """find_free_time {"durationMinutes":60,"from":"2026-11-23T12:00:00","to":"2026-11-23T18:00:00"}""")]
    [InlineData("do I have any conflicts this week?", """list_conflicts {"from":"2026-11-16T00:00:00","to":"2026-11-23T00:00:00"}""")]
    [InlineData("am I double booked tomorrow?", """list_conflicts {"from":"2026-11-23T00:00:00","to":"2026-11-24T00:00:00"}""")]
    [InlineData("any clashes?", "list_conflicts {}")]
    [InlineData("what do I have with Ana this week?", """list_events {"from":"2026-11-16T00:00:00","to":"2026-11-23T00:00:00"}""")]
    [InlineData("when do I see Ana?", """list_events {"from":"2026-11-22T10:00:00","to":"2027-01-21T00:00:00"}""")]
    [InlineData("what do I have at the office tomorrow?", """list_events {"from":"2026-11-23T00:00:00","to":"2026-11-24T00:00:00","query":"office"}""")]
    [InlineData("how long until my dentist appointment?", """list_events {"from":"2026-11-22T10:00:00","to":"2027-01-21T00:00:00","query":"dentist appointment"}""")]
    public async Task Questions_become_reads(string said, string call) => Assert.Equal(call, Assert.Single((await martin.SayAsync(said)).Calls));

    [Fact]
    public async Task A_free_time_can_be_taken()
    {
        martin.Desk.HasSlot("2026-11-26T09:00:00", "2026-11-26T10:00:00");
        martin.Desk.HasSlot("2026-11-26T14:00:00", "2026-11-26T15:00:00");
        var offered = await martin.SayAsync("find an hour with ana@example.com on Thursday");
        Assert.Equal(2, offered.Suggestions.Count);
        var taken = Assert.Single((await martin.SayAsync("take the second one")).Writes);
        Assert.Equal("""create_event {"title":"Meeting with Ana","startTime":"2026-11-26T14:00:00","endTime":"2026-11-26T15:00:00","timeZone":"Europe/Berlin","attendees":[{"email":"ana@example.com"}]}""", taken);
    }

    [Fact]
    public async Task A_conflict_is_settled_by_the_time_that_was_offered()
    {
        martin.Desk.HasEvent("Standup", "2026-11-23T09:00:00", "2026-11-23T10:00:00");
        martin.Desk.HasEvent("Review", "2026-11-23T09:30:00", "2026-11-23T10:30:00");
        martin.Desk.HasConflict(0, 1, "2026-11-23T11:00:00");
        var told = await martin.SayAsync("do I have any conflicts tomorrow?");
        Assert.Equal(["Move Review to Monday 23 November at 11:00"], told.Suggestions);
        Assert.Equal("Moved: Review, Monday 23 November, 11:00–12:00.", (await martin.SayAsync(told.Suggestions[0])).Text);
    }

    [Theory]
    [InlineData("only this one", "id-1", "this")]
    [InlineData("this and all following", "id-1", "following")]
    [InlineData("the whole series", "id-1", "all")]
    [InlineData("the last", "id-1", "all")]
    public async Task Of_what_repeats_it_asks_how_much_is_meant(string answer, string id, string scope)
    {
        martin.Desk.HasSeries("Gym", "2026-11-24T07:00:00", "2026-12-01T07:00:00", "2026-12-08T07:00:00");
        var asked = await martin.SayAsync("cancel the gym");
        Assert.Equal("Gym repeats. Shall I cancel only Tuesday 24 November, this and all that follow, or the whole series?", asked.Text);
        Assert.Equal($$"""cancel_event {"eventId":"{{id}}","scope":"{{scope}}","notify":false}""", Assert.Single((await martin.SayAsync(answer)).Writes));
    }

    [Theory]
    [InlineData("cancel the gym on December 1", "id-2", "this")]
    [InlineData("cancel my next gym", "id-1", "this")]
    [InlineData("cancel the whole gym series", "id-1", "all")]
    [InlineData("cancel the gym for good", "id-1", "all")]
    [InlineData("cancel the gym on December 1 and all following", "id-2", "following")]
    public async Task Of_what_repeats_what_was_said_is_done(string said, string id, string scope)
    {
        martin.Desk.HasSeries("Gym", "2026-11-24T07:00:00", "2026-12-01T07:00:00", "2026-12-08T07:00:00");
        Assert.Equal($$"""cancel_event {"eventId":"{{id}}","scope":"{{scope}}","notify":false}""", Assert.Single((await martin.SayAsync(said)).Writes));
    }

    [Fact]
    public async Task Moving_a_series_moves_what_was_said()
    {
        martin.Desk.HasSeries("Gym", "2026-11-24T07:00:00", "2026-12-01T07:00:00");
        var moved = Assert.Single((await martin.SayAsync("move the gym to 8 from now on")).Writes);
        Assert.Equal("""update_event {"eventId":"id-1","scope":"following","notify":false,"changes":{"startTime":"2026-11-24T08:00:00","endTime":"2026-11-24T09:00:00"}}""", moved);
    }

    [Theory]
    [InlineData("accept the invitation to the review", "accepted")]
    [InlineData("decline the review meeting", "declined")]
    [InlineData("I can't make it to the review", "declined")]
    [InlineData("say maybe to the review", "tentative")]
    public async Task Invitations_are_answered_by_proposal(string said, string response)
    {
        martin.Desk.HasEvent("Review meeting", "2026-11-24T12:00:00", "2026-11-24T13:00:00", "bob@example.com");
        var reply = await martin.SayAsync(said);
        Assert.Equal($$"""respond_event {"eventId":"id-1","response":"{{response}}"}""", Assert.Single(reply.Writes));
        Assert.Contains("Nothing is done or sent before you approve", reply.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("decline the cookies")]
    [InlineData("accept my fate")]
    [InlineData("find my keys")]
    [InlineData("find a hotel in Rome")]
    [InlineData("how long until Christmas?")]
    [InlineData("when can we get pizza?")]
    [InlineData("schedule lunch tomorrow at noon, no, wait")]
    [InlineData("add bread to my tasks, sorry, butter")]
    public async Task What_only_looks_like_it_is_not_acted_on(string said) => Assert.Empty((await martin.SayAsync(said)).Writes);

    [Theory]
    [InlineData("schedule lunch tomorrow at 3, no, 4", "2026-11-23T16:00:00", "Lunch")]
    [InlineData("schedule lunch on Monday at 1pm, sorry, Tuesday", "2026-11-24T13:00:00", "Lunch")]
    [InlineData("schedule lunch tomorrow at noon. No, at 1pm.", "2026-11-23T13:00:00", "Lunch")]
    [InlineData("schedule lunch with Ana, I mean Bob, tomorrow at noon", "2026-11-23T12:00:00", "Lunch with Bob")]
    [InlineData("schedule lunch tomorrow at noon - wait, Wednesday at 2", "2026-11-25T14:00:00", "Lunch")]
    [InlineData("scheduel lunch tommorow at noon", "2026-11-23T12:00:00", "Lunch")]
    [InlineData("plese schedule lunch on wendesday at twelve", "2026-11-25T12:00:00", "Lunch")]
    [InlineData("schedule a 45 minute sync in room 4 tomorrow at twenty past nine", "2026-11-23T09:20:00", "Sync")]
    public async Task Corrections_and_slips_within_a_message_are_settled(string said, string start, string title)
    {
        await martin.SayAsync(said);
        var made = Assert.Single(martin.Desk.Events);
        Assert.Equal((start, title), (made["start"]!.ToString(), made["title"]!.ToString()));
    }

    [Fact]
    public async Task Names_are_never_set_right()
    {
        await martin.SayAsync("schedule lunch with Mondey tomorrow at noon");
        Assert.Equal("Lunch with Mondey", Assert.Single(martin.Desk.Events)["title"]!.ToString());
    }

    [Fact]
    public async Task The_day_is_told_by_events_tasks_and_mail()
    {
        martin.Desk.HasEvent("Lunch with Ana", "2026-11-22T12:00:00", "2026-11-22T13:00:00");
        martin.Desk.HasTask("Call the bank", "2026-11-22T18:00:00");
        martin.Desk.HasMail("Bob <bob@example.com>", "Budget", "2026-11-22T09:00:27", "The figures are in.");
        var told = await martin.SayAsync("brief me");
        Assert.Equal(["list_events", "list_tasks", "find_mail"], told.Calls.Select(c => c.Split(' ')[0]));
        Assert.Equal("Sunday 22 November:\n1 event:\n- 12:00–13:00: Lunch with Ana\n1 task due:\n- Call the bank, due Sunday 22 November at 18:00\n1 unread mail:\n- Bob: Budget", told.Text);
        Assert.StartsWith("Monday 23 November:\nNothing is in your calendar.", (await martin.SayAsync("and tomorrow?")).Text, StringComparison.Ordinal);
    }
}
