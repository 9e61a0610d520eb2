using System.Diagnostics;

namespace Martin.Plugins.Tests.Models.Offline;

/// <summary>What is told is not done, what is done is what was named, and what is unclear is asked before anything is written.</summary>
public sealed class CautionTests
{
    private readonly Office martin = new();

    private string[] Titles => [.. martin.Desk.Tasks.Select(t => t["title"]!.ToString())];

    [Theory]
    [InlineData("why did my alarm not go off at 8?")]
    [InlineData("why didn't the alarm ring at 8")]
    [InlineData("my alarm didn't go off at 8")]
    [InlineData("I didn't set an alarm for 8")]
    [InlineData("did you cancel my alarm for 8?")]
    [InlineData("should I cancel the alarm at 8?")]
    [InlineData("don't turn off my alarm at 8")]
    [InlineData("my alarm rang at 8")]
    public async Task A_complaint_about_an_alarm_is_no_wish(string said)
    {
        martin.Desk.HasTask("Wake up", "2026-11-23T08:00:00", "2026-11-23T08:00:00");
        Assert.All((await martin.SayAsync(said)).Tools, tool => Assert.Contains(tool, Office.Reads));
    }

    [Theory]
    [InlineData("don't wake me at 8 tomorrow")]
    [InlineData("please do not wake me at 8 tomorrow")]
    [InlineData("I no longer need the alarm at 8 tomorrow")]
    [InlineData("I'm not working tomorrow so cancel the alarm at 8")]
    public async Task An_alarm_no_longer_wanted_is_deleted(string said)
    {
        martin.Desk.HasTask("Wake up", "2026-11-23T08:00:00", "2026-11-23T08:00:00");
        Assert.Contains("delete_task", (await martin.SayAsync(said)).Tools);
    }

    [Fact]
    public async Task An_alarm_is_deleted_by_what_it_is_for_and_without_that_asked_about()
    {
        martin.Desk.HasTask("Wake up", "2026-11-23T08:00:00", "2026-11-23T08:00:00");
        Assert.Equal("I find no reminder \"pills\".", (await martin.SayAsync("cancel the alarm for the pills")).Text);
        Assert.Equal("Shall I delete \"Wake up, due Monday 23 November at 08:00\"?", (await martin.SayAsync("turn off my alarm")).Text);
        martin.Desk.HasTask("Take the pills", "2026-11-22T20:00:00", "2026-11-22T20:00:00");
        Assert.StartsWith("Deleted: Take the pills", (await martin.SayAsync("cancel the alarm to take the pills")).Text, StringComparison.Ordinal);
        Assert.Equal(["Wake up"], Titles);
    }

    [Fact]
    public async Task A_repeating_alarm_is_a_series_and_no_single_reminder()
    {
        martin.Desk.HasTask("Pay the rent", "2026-11-23T12:00:00", "2026-11-23T12:00:00");
        martin.Desk.HasSeries("Wake up", "2026-11-23T07:00:00", "2026-11-24T07:00:00");
        martin.Desk.HasSeries("Standup", "2026-11-23T09:00:00", "2026-11-24T09:00:00");
        var asked = await martin.SayAsync("turn off the alarm on weekdays at 7");
        Assert.Equal("Shall I cancel the whole series \"Wake up\", next on Monday 23 November at 07:00?", asked.Text);
        Assert.DoesNotContain("cancel_event", asked.Tools);
        var done = (await martin.SayAsync("yes")).Of("cancel_event")!;
        Assert.Equal("all", done["scope"]!.ToString());
        Assert.Equal(["Pay the rent"], Titles);
    }

    [Theory]
    [InlineData("I'm not going to be long at the meeting tomorrow")]
    [InlineData("I am not going to cancel the meeting tomorrow")]
    public async Task What_is_no_cancellation_cancels_nothing(string said)
    {
        martin.Desk.HasEvent("Budget", "2026-11-23T12:00:00", "2026-11-23T13:00:00");
        Assert.DoesNotContain("cancel_event", (await martin.SayAsync(said)).Tools);
    }

    [Fact]
    public async Task What_is_told_to_be_off_is_named_before_it_is_cancelled()
    {
        martin.Desk.HasEvent("Spring fair", "2026-11-23T12:00:00", "2026-11-23T13:00:00");
        martin.Desk.HasEvent("Summer party", "2026-11-23T18:00:00", "2026-11-23T19:00:00");
        var asked = await martin.SayAsync("I am no longer going to the summer party tomorrow");
        Assert.StartsWith("Shall I cancel Summer party, Monday 23 November", asked.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("cancel_event", asked.Tools);
        await martin.SayAsync("yes");
        Assert.Equal("Spring fair", Assert.Single(martin.Desk.Events)["title"]!.ToString());
    }

    [Fact]
    public async Task An_address_added_to_an_event_invites_and_is_remembered_only_as_somebodys()
    {
        await martin.SayAsync("schedule offsite tomorrow at noon");
        Assert.Contains("update_event", (await martin.SayAsync("add bob@example.com to it")).Tools);
        Assert.Contains("update_event", (await martin.SayAsync("add ana@example.com to the offsite")).Tools);
        Assert.Empty(martin.Desk.Memories);
        await martin.SayAsync("save ana@example.com as Ana");
        await martin.SayAsync("add zoe@example.com to my contacts");
        Assert.Equal(2, martin.Desk.Memories.Count);
    }

    [Fact]
    public async Task Several_nicknamed_guests_are_found_within_one_turn()
    {
        martin.Desk.HasMail("Michael Hale <hale@example.com>", "Hi", "2026-11-20T09:00:00", "Hello");
        martin.Desk.HasMail("Robert Stone <stone@example.com>", "Hi", "2026-11-20T09:00:00", "Hello");
        var answer = await martin.SayAsync("schedule lunch tomorrow at noon and invite Mike and Bob");
        Assert.Equal(["hale@example.com", "stone@example.com"], answer.Of("create_event")!["attendees"]!.AsArray().Select(a => a!["email"]!.ToString()));
        Assert.Single(answer.Tools, "create_event");
        Assert.Single(answer.Tools, "list_events");
    }

    [Fact]
    public async Task Of_many_guests_some_are_asked_for_and_nothing_is_proposed_twice()
    {
        foreach (var name in (string[])["Mike", "Bob", "Liz", "Kate", "Tom", "Sam"]) martin.Desk.HasMail($"{name} <{name.ToLowerInvariant()}@example.com>", "Hi", "2026-11-20T09:00:00", "Hello");
        Assert.Equal("Which e-mail address shall I invite for Zoe?", (await martin.SayAsync("schedule lunch tomorrow at noon and invite Mike, Bob, Liz, Kate, Tom, Sam and Zoe")).Text);
        var made = await martin.SayAsync("zoe@example.com");
        Assert.Equal(7, made.Of("create_event")!["attendees"]!.AsArray().Count);
        Assert.Single(made.Tools);
    }

    [Theory]
    [InlineData("change my 7 pm alarm to 8", "2026-11-22T20:00:00")]
    [InlineData("change my 7 pm alarm to 8 tomorrow morning", "2026-11-23T08:00:00")]
    public async Task A_reminder_moves_within_its_half_of_the_day_and_its_deadline_stays(string said, string at)
    {
        martin.Desk.HasTask("Pay the rent", "2026-11-30T23:59:00", "2026-11-22T19:00:00");
        var changes = (await martin.SayAsync(said)).Of("update_task")!["changes"]!.AsObject();
        Assert.Equal(at, changes["remindAt"]!.ToString());
        Assert.False(changes.ContainsKey("dueAt"));
    }

    [Fact]
    public async Task A_reminder_is_not_moved_into_the_past()
    {
        martin.Desk.HasTask("Pay the rent", "2026-11-22T11:00:00", "2026-11-22T11:00:00");
        var asked = await martin.SayAsync("change my 11 am alarm to 9 am");
        Assert.Contains("is already over", asked.Text, StringComparison.Ordinal);
        Assert.Equal("2026-11-23T09:00:00", (await martin.SayAsync("tomorrow at 9")).Of("update_task")!["changes"]!["dueAt"]!.ToString());
    }

    [Fact]
    public async Task Only_those_named_are_deleted_and_the_rest_is_asked_about()
    {
        for (var i = 1; i <= 9; i++) martin.Desk.HasTask($"Item {i}", list: "shopping");
        var asked = await martin.SayAsync("clear the shopping list");
        Assert.StartsWith("Shall I delete the first 7 of 9 items on your shopping list?", asked.Text, StringComparison.Ordinal);
        Assert.Contains("- Item 7", asked.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Item 8", asked.Text, StringComparison.Ordinal);
        var first = await martin.SayAsync("yes");
        Assert.Contains("Shall I delete the other 2 on your shopping list?", first.Text, StringComparison.Ordinal);
        Assert.Equal(["Item 8", "Item 9"], Titles);
        await martin.SayAsync("yes");
        Assert.Empty(Titles);
    }

    [Fact]
    public async Task Many_events_are_cancelled_as_they_were_named()
    {
        for (var i = 0; i < 8; i++) martin.Desk.HasEvent($"Talk {i}", $"2026-11-23T1{i}:00:00", $"2026-11-23T1{i}:30:00");
        Assert.StartsWith("Shall I cancel the first 7 of 8 events?", (await martin.SayAsync("delete everything on my calendar tomorrow")).Text, StringComparison.Ordinal);
        Assert.Contains("Shall I cancel the last one?", (await martin.SayAsync("yes")).Text, StringComparison.Ordinal);
        Assert.Equal("Talk 7", Assert.Single(martin.Desk.Events)["title"]!.ToString());
    }

    [Fact]
    public async Task A_mail_of_a_day_is_found_behind_newer_ones()
    {
        for (var i = 0; i < 8; i++) martin.Desk.HasMail("Ana <ana@example.com>", $"Today {i}", "2026-11-22T08:00:00", "Hello");
        martin.Desk.HasMail("Ana <ana@example.com>", "Old", "2026-11-21T08:00:00", "The old one.");
        Assert.Contains("The old one.", (await martin.SayAsync("read the mail from Ana yesterday")).Text, StringComparison.Ordinal);
        Assert.Contains("The old one.", (await martin.SayAsync("summarize the email from ana yesterday")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Spoken_dots_without_end_take_no_time()
    {
        var watch = Stopwatch.StartNew();
        Assert.NotEmpty((await martin.SayAsync(string.Concat(Enumerable.Repeat("x dot ", 2_700)))).Text);
        Assert.InRange(watch.ElapsedMilliseconds, 0, 3_000);
    }
}
