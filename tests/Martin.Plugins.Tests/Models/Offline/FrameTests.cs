namespace Martin.Plugins.Tests.Models.Offline;

/// <summary>Lists, alarms, mail, people and the clock in free wording, over several turns.</summary>
public sealed class FrameTests
{
    private readonly Office martin = Hwu.HwuOffice.New();

    [Fact]
    public async Task Items_stand_on_their_list_and_a_list_is_cleared_after_a_yes()
    {
        Assert.Equal("Added to your shopping list: Bread, Butter, Olive oil.", (await martin.SayAsync("could you add bread, butter and olive oil to my shopping list")).Text);
        Assert.Equal(6, martin.Desk.Tasks.Count(t => t["list"]?.ToString() == "shopping"));
        Assert.Contains("- Olive oil", (await martin.SayAsync("what's on the shopping list?")).Text, StringComparison.Ordinal);
        Assert.Equal("Deleted: Milk.", (await martin.SayAsync("take milk off my shopping list")).Text);
        var asked = await martin.SayAsync("clear the shopping list");
        Assert.StartsWith("Shall I delete all 5 items on your shopping list?", asked.Text, StringComparison.Ordinal);
        Assert.Equal(5, martin.Desk.Tasks.Count(t => t["list"]?.ToString() == "shopping"));
        await martin.SayAsync("yes");
        Assert.DoesNotContain(martin.Desk.Tasks, t => t["list"]?.ToString() == "shopping");
        Assert.Contains(martin.Desk.Tasks, t => t["list"]?.ToString() == "grocery");
    }

    [Fact]
    public async Task A_no_leaves_everything()
    {
        await martin.SayAsync("delete all my alarms");
        Assert.DoesNotContain("delete_task", (await martin.SayAsync("no")).Tools);
    }

    [Theory]
    [InlineData("wake me up at six thirty tomorrow", "Wake up", "2026-11-23T06:30:00")]
    [InlineData("set an alarm for quarter past seven tomorrow morning", "Alarm", "2026-11-23T07:15:00")]
    [InlineData("alert me at 3 pm to take the bread out", "Take the bread out", "2026-11-22T15:00:00")]
    [InlineData("set an alram for 8 am", "Alarm", "2026-11-23T08:00:00")]
    public async Task An_alarm_is_a_reminder(string said, string title, string at)
    {
        var made = (await martin.SayAsync(said)).Of("create_task")!;
        Assert.Equal((title, at), (made["title"]!.ToString(), made["remindAt"]!.ToString()));
    }

    [Fact]
    public async Task A_reminder_before_an_event_goes_by_the_event() =>
        Assert.Equal("2026-11-24T14:30:00", (await martin.SayAsync("remind me half an hour before the dentist on tuesday")).Of("create_task")?["remindAt"]?.ToString());

    [Fact]
    public async Task A_mail_is_proposed_once_recipient_and_text_are_known()
    {
        var sent = (await martin.SayAsync("send a mail to john saying that I will be ten minutes late")).Of("send_mail")!;
        Assert.Equal("john@example.com", sent["to"]![0]!["email"]!.ToString());
        Assert.Equal("I will be ten minutes late", sent["body"]!.ToString());

        Assert.Equal("To whom shall I send it?", (await martin.SayAsync("write an email")).Text);
        Assert.Equal("What shall I write to Sarah?", (await martin.SayAsync("sarah")).Text);
        Assert.Equal("See you on Saturday", (await martin.SayAsync("see you on Saturday")).Of("send_mail")!["body"]!.ToString());
    }

    [Fact]
    public async Task A_mail_is_answered_by_a_draft_summed_up_and_archived_one_by_one()
    {
        var reply = await martin.SayAsync("reply to john's mail that I can sign on Friday");
        Assert.Equal("I can sign on Friday", reply.Of("draft_reply")!["instructions"]!.ToString());
        Assert.Contains("It is not sent", reply.Text, StringComparison.Ordinal);
        Assert.Contains("When can you sign the lease?", (await martin.SayAsync("summarize the email from john")).Text, StringComparison.Ordinal);
        Assert.Single((await martin.SayAsync("archive the mail from sarah")).Of("archive_mail")!["emailIds"]!.AsArray());
        Assert.Contains("?", (await martin.SayAsync("archive all my mails")).Text, StringComparison.Ordinal);
        Assert.NotNull((await martin.SayAsync("sort my inbox")).Of("triage_email"));
    }

    [Fact]
    public async Task A_mail_that_was_shown_is_spoken_of_by_its_place()
    {
        var mails = martin.Desk.Mails.Take(3).ToList();
        await martin.SayAsync("show me my mail");
        Assert.Equal(mails[1]["id"]!.ToString(), (await martin.SayAsync("summarize the second one")).Of("read_mail")!["emailId"]!.ToString());
        Assert.Equal(mails[1]["id"]!.ToString(), Assert.Single((await martin.SayAsync("archive it")).Of("archive_mail")!["emailIds"]!.AsArray())!.ToString());

        await martin.SayAsync("show me my mail");
        var which = await martin.SayAsync("archive it");
        Assert.Empty(which.Calls);
        Assert.StartsWith("Which of them do you mean?", which.Text, StringComparison.Ordinal);
        Assert.Equal("I showed you 10 mails; which of them do you mean?", (await martin.SayAsync("open the twelfth one")).Text);

        await martin.SayAsync("read the third one");
        var answered = (await martin.SayAsync("reply to it saying that I will be there on Friday")).Of("draft_reply")!;
        Assert.Equal((mails[2]["id"]!.ToString(), "I will be there on Friday"), (answered["emailId"]!.ToString(), answered["instructions"]!.ToString()));
        Assert.Equal("sarah@example.com", (await martin.SayAsync("forward it to sarah@example.com")).Of("send_mail")!["to"]![0]!["email"]!.ToString());
        Assert.False((bool)(await martin.SayAsync("mark that mail as unread")).Of("label_mail")!["isRead"]!);
        await martin.SayAsync("what's on my calendar tomorrow?");
        Assert.DoesNotContain("archive_mail", (await martin.SayAsync("archive it")).Tools);
    }

    [Theory]
    [InlineData("schedule dinner with Ana on Friday at 7", "2026-11-27T19:00:00")]
    [InlineData("schedule dinner on Friday at 7 am", "2026-11-27T07:00:00")]
    [InlineData("schedule breakfast with Ana on Friday at 6", "2026-11-27T06:00:00")]
    [InlineData("schedule a meeting on Friday at 9", "2026-11-27T09:00:00")]
    [InlineData("schedule drinks on Friday at 20:30", "2026-11-27T20:30:00")]
    public async Task A_meal_is_at_its_time_of_the_day(string said, string start) =>
        Assert.Equal(start, (await martin.SayAsync(said)).Of("create_event")!["startTime"]!.ToString());

    [Fact]
    public async Task A_contact_is_remembered_with_the_address_that_mail_knows()
    {
        await martin.SayAsync("add sarah's email to my contacts");
        Assert.Equal("Sarah's e-mail address is sarah@example.com", martin.Desk.Memories[^1]["content"]!.ToString());
        await martin.SayAsync("save joe at example dot com in my address book");
        Assert.Contains("joe@example.com", martin.Desk.Memories[^1]["content"]!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_question_about_the_users_world_is_looked_up_and_the_answer_names_its_source()
    {
        martin.Desk.Memories.Add(new() { ["id"] = "m-9", ["content"] = "My passport expires in March 2028", ["since"] = "2026-11-02" });
        Assert.StartsWith("You told me:\n- My passport expires in March 2028 (on 2026-11-02)", (await martin.SayAsync("when does my passport expire?")).Text, StringComparison.Ordinal);
        Assert.Empty((await martin.SayAsync("when does a passport expire in Peru?")).Calls);
    }

    [Fact]
    public async Task One_task_waits_for_another()
    {
        var changed = (await martin.SayAsync("wash the car depends on call the bank")).Of("update_task")!;
        Assert.Equal(martin.Desk.Tasks[0]["id"]!.ToString(), changed["changes"]!["dependsOn"]![0]!.ToString());
    }

    [Theory]
    [InlineData("what time is it in Tokyo", "It is 18:00 on Sunday 22 November 2026 (Tokyo, Asia/Tokyo).")]
    [InlineData("what is 9 am pacific time in Berlin", "09:00 in pacific time is 18:00")]
    [InlineData("what's the time difference between here and new york", "New york is 6 hours behind here now.")]
    public async Task The_clock_of_other_places_is_told(string asked, string answer) =>
        Assert.StartsWith(answer, (await martin.SayAsync(asked)).Text, StringComparison.Ordinal);
}
