namespace Martin.Plugins.Tests.Models.Offline;

/// <summary>Messages that are only understood by what was said before; at 10:00 on Sunday 22 November 2026 in Berlin.</summary>
public sealed class FollowUpTests
{
    private readonly Dialogue martin = new();

    [Theory]
    [InlineData("no, at 3", "Lunch with Ana, Monday 23 November, 15:00–16:00")]
    [InlineData("actually Thursday", "Lunch with Ana, Thursday 26 November, 12:00–13:00")]
    [InlineData("sorry, I meant Friday at 1pm", "Lunch with Ana, Friday 27 November, 13:00–14:00")]
    [InlineData("make it half past one", "Lunch with Ana, Monday 23 November, 13:30–14:30")]
    [InlineData("make it two hours", "Lunch with Ana, Monday 23 November, 12:00–14:00")]
    [InlineData("for 90 minutes", "Lunch with Ana, Monday 23 November, 12:00–13:30")]
    [InlineData("an hour later", "Lunch with Ana, Monday 23 November, 13:00–14:00")]
    [InlineData("no, 30 minutes earlier", "Lunch with Ana, Monday 23 November, 11:30–12:30")]
    [InlineData("no, the day after", "Lunch with Ana, Tuesday 24 November, 12:00–13:00")]
    [InlineData("call it Big lunch", "Big lunch, Monday 23 November, 12:00–13:00")]
    [InlineData("at Luigi's", "Lunch with Ana, Monday 23 November, 12:00–13:00, at Luigi's")]
    public async Task What_was_just_made_is_changed_not_made_again(string said, string label)
    {
        await martin.SayAsync("schedule lunch with Ana tomorrow at noon");
        Assert.Contains(label, (await martin.SayAsync(said)).Text, StringComparison.Ordinal);
        Assert.Single(martin.Desk.Events);
    }

    [Fact]
    public async Task A_time_without_a_no_is_asked_about()
    {
        await martin.SayAsync("schedule lunch with Ana tomorrow at noon");
        var asked = await martin.SayAsync("Thursday");
        Assert.Equal("Shall I move Lunch with Ana to Thursday 26 November at 12:00?", asked.Text);
        Assert.Empty(asked.Writes);
        Assert.Equal("Moved: Lunch with Ana, Thursday 26 November, 12:00–13:00.", (await martin.SayAsync("yes please")).Text);
    }

    [Theory]
    [InlineData("Move it", 1)]
    [InlineData("Add another one", 2)]
    public async Task The_same_time_on_another_day_may_mean_two_things(string answer, int events)
    {
        await martin.SayAsync("schedule gym tomorrow at 7");
        var asked = await martin.SayAsync("same time on Thursday");
        Assert.Equal(["Move it", "Add another one"], asked.Suggestions);
        await martin.SayAsync(answer);
        Assert.Equal(events, martin.Desk.Events.Count);
        Assert.Contains(martin.Desk.Events, e => e["start"]!.ToString() == "2026-11-26T07:00:00");
    }

    [Fact]
    public async Task More_of_the_same_is_added()
    {
        await martin.SayAsync("schedule gym tomorrow at 7");
        await martin.SayAsync("and on Thursday too");
        Assert.Equal(["2026-11-23T07:00:00", "2026-11-26T07:00:00"], martin.Desk.Events.Select(e => e["start"]!.ToString()));
    }

    [Fact]
    public async Task Who_joins_is_looked_up_and_only_proposed()
    {
        martin.Desk.HasMail("Ana Berg <ana.berg@example.com>", "Hi", "2026-11-20T09:00:00", "Hello");
        await martin.SayAsync("schedule lunch tomorrow at noon");
        Assert.Contains("invite ana.berg@example.com to Lunch", (await martin.SayAsync("and Ana too")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_two_Annas_the_user_chooses()
    {
        martin.Desk.HasMail("Anna Berg <anna.berg@example.com>", "Hi", "2026-11-20T09:00:00", "Hello");
        martin.Desk.HasMail("Anna Kurz <kurz@example.org>", "Hi", "2026-11-19T09:00:00", "Hello");
        var asked = await martin.SayAsync("schedule lunch tomorrow at noon and invite Anna");
        Assert.Equal(["Anna Berg <anna.berg@example.com>", "Anna Kurz <kurz@example.org>"], asked.Suggestions);
        Assert.Empty(asked.Writes);
        Assert.Contains("kurz@example.org", Assert.Single((await martin.SayAsync("Kurz")).Writes), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_nickname_finds_who_is_meant()
    {
        martin.Desk.HasMail("Robert Hale <hale@example.com>", "Hi", "2026-11-20T09:00:00", "Hello");
        Assert.Contains("hale@example.com", Assert.Single((await martin.SayAsync("schedule lunch tomorrow at noon and invite Bob")).Writes), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("what about Friday?", "2026-11-27T00:00:00")]
    [InlineData("and the day after?", "2026-11-24T00:00:00")]
    [InlineData("and Tuesday?", "2026-11-24T00:00:00")]
    [InlineData("how about the week after?", "2026-11-30T00:00:00")]
    [InlineData("the day before", "2026-11-22T00:00:00")]
    public async Task A_list_goes_on_with_another_day(string said, string from)
    {
        await martin.SayAsync("what's on my calendar tomorrow?");
        Assert.StartsWith($"list_events {{\"from\":\"{from}\"", Assert.Single((await martin.SayAsync(said)).Calls), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cancel the second one", "Cancelled: Dentist")]
    [InlineData("move the last one to Thursday", "Moved: Dentist, Thursday 26 November, 15:00–16:00")]
    [InlineData("push the first one back by an hour", "Moved: Standup, Monday 23 November, 10:00–11:00")]
    public async Task What_was_listed_is_named_by_its_place(string said, string answer)
    {
        TwoEvents();
        await martin.SayAsync("what's on my calendar tomorrow?");
        Assert.StartsWith(answer, (await martin.SayAsync(said)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_other_one_is_the_one_not_spoken_of()
    {
        TwoEvents();
        await martin.SayAsync("what's on my calendar tomorrow?");
        Assert.StartsWith("Standup, Monday 23 November, 09:00–10:00. What shall I do", (await martin.SayAsync("the first one")).Text, StringComparison.Ordinal);
        Assert.StartsWith("Cancelled: Dentist", (await martin.SayAsync("cancel the other one")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_the_other_one_takes_back_and_does_it_there()
    {
        martin.Desk.HasEvent("Lunch with Ana", "2026-11-23T12:00:00", "2026-11-23T13:00:00");
        martin.Desk.HasEvent("Lunch with Bob", "2026-11-24T12:00:00", "2026-11-24T13:00:00");
        await martin.SayAsync("move the lunch to 1pm");
        await martin.SayAsync("the first one");
        var reply = await martin.SayAsync("no, the other one");
        Assert.Equal(["undo_action {}", "update_event"], reply.Writes.Select(w => w.StartsWith("undo", StringComparison.Ordinal) ? w : w.Split(' ')[0]));
        Assert.Equal(["2026-11-23T12:00:00", "2026-11-24T13:00:00"], martin.Desk.Events.Select(e => e["start"]!.ToString()));
    }

    [Theory]
    [InlineData("no, at 11", "2026-11-23T11:00:00")]
    [InlineData("make it Tuesday", "2026-11-24T09:00:00")]
    [InlineData("move it to Friday", "2026-11-27T09:00:00")]
    public async Task A_task_is_corrected_likewise(string said, string due)
    {
        await martin.SayAsync("remind me to call the bank tomorrow at 9");
        await martin.SayAsync(said);
        Assert.Equal(due, Assert.Single(martin.Desk.Tasks)["dueAt"]!.ToString());
    }

    [Fact]
    public async Task A_task_of_a_list_is_named_by_its_place_and_cancelled_as_it()
    {
        martin.Desk.HasTask("Buy milk");
        martin.Desk.HasTask("Call the bank", "2026-11-23T09:00:00");
        await martin.SayAsync("what are my tasks?");
        Assert.StartsWith("Done: Call the bank", (await martin.SayAsync("mark the second one as done")).Text, StringComparison.Ordinal);
        await martin.SayAsync("remind me to sleep tonight at 10");
        Assert.StartsWith("Deleted: Sleep", (await martin.SayAsync("cancel that")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Undo_takes_back_the_newest_and_says_when_there_is_nothing()
    {
        await martin.SayAsync("schedule gym tomorrow at 7");
        Assert.Equal("Taken back: what was done last.", (await martin.SayAsync("undo that please")).Text);
        Assert.Empty(martin.Desk.Events);
        Assert.StartsWith("I took nothing back:", (await martin.SayAsync("revert the last one")).Text, StringComparison.Ordinal);
    }

    private void TwoEvents()
    {
        martin.Desk.HasEvent("Standup", "2026-11-23T09:00:00", "2026-11-23T10:00:00");
        martin.Desk.HasEvent("Dentist", "2026-11-23T15:00:00", "2026-11-23T16:00:00");
    }
}
