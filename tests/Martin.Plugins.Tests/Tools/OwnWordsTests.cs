using Martin.Plugins.Calendar;
using Martin.Plugins.Mail;
using Martin.Plugins.Mail.Triage;
using Martin.Plugins.Tasks;
using Martin.Plugins.Tools;
using Martin.Plugins.Undo;

namespace Martin.Plugins.Tests.Tools;

public sealed class OwnWordsTests
{
    private static readonly ToolBox Tools = new([new TasksPlugin(TimeProvider.System), new CalendarPlugin(TimeProvider.System), new MailPlugin(TimeProvider.System), new TriagePlugin(null!, new(), TimeProvider.System)]);

    // A Wednesday, ten in the morning.
    private static readonly DateTimeOffset Now = new(2026, 11, 25, 9, 0, 0, TimeSpan.Zero);
    private const string Zone = "Europe/Berlin";

    [Theory]
    [InlineData("remind me to call the bank on Monday at 9, high priority", "create_task", """{"title":"Call the bank","dueAt":"2026-11-30T09:00","priority":"high"}""")]
    [InlineData("add a task: renew passport by Friday", "create_task", """{"title":"Renew passport","dueAt":"2026-11-27T17:00"}""")]
    [InlineData("note to self, buy milk", "create_task", """{"title":"buy milk","priority":"medium"}""")]
    [InlineData("schedule lunch with Ana tomorrow at noon", "create_event", """{"title":"Lunch with Ana","startTime":"2026-11-26T12:00","endTime":"2026-11-26T13:00"}""")]
    [InlineData("put the dentist on my calendar on December 3 from 2pm to 3pm", "create_event", """{"title":"Dentist","startTime":"2026-12-03T14:00","endTime":"2026-12-03T15:00","timeZone":"Europe/Berlin"}""")]
    [InlineData("book a standup every Tuesday at 9:30", "create_event", """{"title":"Standup","startTime":"2026-12-01T09:30","recurrence":["RRULE:FREQ=WEEKLY;BYDAY=TU"]}""")]
    [InlineData("book a standup every Tuesday at 9:30", "create_event", """{"title":"Standup","startTime":"2026-12-01T09:30","recurrence":["RRULE:FREQ=WEEKLY;INTERVAL=1"]}""")]
    [InlineData("book a standup every Tuesday and Thursday at 9:30", "create_event", """{"title":"Standup","startTime":"2026-12-01T09:30","recurrence":["RRULE:FREQ=WEEKLY;BYDAY=TU,TH"]}""")]
    [InlineData("book a standup every weekday at 9:30", "create_event", """{"title":"Standup","recurrence":["RRULE:FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR"]}""")]
    [InlineData("book a review every two weeks", "create_event", """{"title":"Review","recurrence":["RRULE:FREQ=WEEKLY;INTERVAL=2"]}""")]
    [InlineData("schedule lunch with Ana tomorrow", "create_event", """{"title":"Lunch with Ana","startTime":"2026-11-26T12:00","endTime":"2026-11-26T13:30"}""")]
    [InlineData("schedule a call tonight at 11pm", "create_event", """{"title":"Call","startTime":"2026-11-25T23:00","endTime":"2026-11-26T00:30"}""")]
    [InlineData("add a task: buy ｍｉｌｋ №5", "create_task", """{"title":"Buy milk No5"}""")]
    [InlineData("block Friday for travel", "create_event", """{"title":"Travel","startTime":"2026-11-27","endTime":"2026-11-28","isAllDay":true}""")]
    public void A_call_that_says_what_the_user_said_is_the_users(string said, string tool, string arguments) => Assert.True(Covers(said, tool, arguments));

    [Theory]
    [InlineData("what does Bob's mail say?", "create_task", """{"title":"Pay invoice 2291"}""")]                                               // no wish at all
    [InlineData("remind me to call the bank", "create_task", """{"title":"Call the bank","description":"Transfer 900 to DE12"}""")]             // words of somebody else
    [InlineData("remind me to call the bank on Monday at 9", "create_task", """{"title":"Call the bank","dueAt":"2026-11-27T09:00"}""")]        // another day
    [InlineData("remind me to call the bank on Monday at 9", "create_task", """{"title":"Call the bank","dueAt":"2026-11-30T03:00"}""")]        // another hour
    [InlineData("remind me to call the bank", "create_task", """{"title":"Call the bank","priority":"urgent"}""")]                              // a choice nobody made
    [InlineData("remind me to call the bank", "create_task", """{"title":"Call 555 0199"}""")]
    [InlineData("schedule lunch with Ana tomorrow at noon", "create_event", """{"title":"Lunch with Ana","startTime":"2026-11-26T12:00","location":"Pier 9, bring cash"}""")]
    [InlineData("schedule lunch with Ana tomorrow at noon", "create_event", """{"title":"Lunch with Ana","startTime":"2026-11-26T12:00","endTime":"2026-11-27T12:00"}""")]
    [InlineData("schedule lunch with Ana tomorrow at noon", "create_event", """{"title":"Lunch with Ana","startTime":"2026-11-26T12:00","recurrence":["RRULE:FREQ=DAILY"]}""")]
    [InlineData("schedule lunch with Ana tomorrow at noon", "create_event", """{"title":"Lunch with Ana","startTime":"2026-11-26T12:00","reminders":[5]}""")]
    [InlineData("schedule lunch with Ana tomorrow at noon", "create_event", """{"title":"Lunch with Ana","startTime":"2026-11-26T12:00","attendees":[{"email":"eve@evil.example"}]}""")]
    [InlineData("book a standup every Tuesday at 9:30", "create_event", """{"title":"Standup","startTime":"2026-12-01T09:30","recurrence":["RRULE:FREQ=DAILY"]}""")]
    [InlineData("book a standup every Tuesday at 9:30", "create_event", """{"title":"Standup","startTime":"2026-12-01T09:30","recurrence":["RRULE:FREQ=MINUTELY"]}""")]
    [InlineData("book a standup every Tuesday at 9:30", "create_event", """{"title":"Standup","startTime":"2026-12-01T09:30","recurrence":["RRULE:FREQ=WEEKLY;BYDAY=MO,TU"]}""")]
    [InlineData("book a standup every Tuesday at 9:30", "create_event", """{"title":"Standup","startTime":"2026-12-01T09:30","recurrence":["RRULE:FREQ=WEEKLY;BYDAY=TU","RDATE:20270101T030000Z"]}""")]
    [InlineData("book a review every two weeks", "create_event", """{"title":"Review","recurrence":["RRULE:FREQ=WEEKLY"]}""")]
    [InlineData("schedule lunch with Ana tomorrow", "create_event", """{"title":"Lunch with Ana","startTime":"2026-11-26T12:00","endTime":"2027-11-26T12:00"}""")]
    [InlineData("schedule lunch with Ana at noon", "create_event", """{"title":"Lunch with Ana","startTime":"2026-11-25T12:00","endTime":"2026-12-25T11:00"}""")]
    [InlineData("add a task: buy milk", "create_task", """{"title":"𝗣𝗮𝘆 𝗘𝘃𝗲"}""")]          // letters beyond the basic plane
    [InlineData("add a task: buy milk", "create_task", """{"title":"Ⓟⓐⓨ Ⓔⓥⓔ"}""")]          // circled
    [InlineData("add a task: buy milk", "create_task", """{"title":"buy milk ٩٠٠"}""")]      // digits of another script
    [InlineData("add a task: buy milk", "create_task", """{"title":"buy milk 𐤐𐤀𐤉"}""")]
    [InlineData("add a task: buy milk", "create_task", """{"title":"buy milk 💸"}""")]
    [InlineData("add a task: buy milk", "create_task", """{"title":"buy\u2063milk"}""")]
    [InlineData("add a task: buy milk", "create_task", """{"title":"—"}""")]
    [InlineData("add a task to follow the news", "create_task", """{"title":"Follow the news","priority":"low"}""")]
    [InlineData("add a task: call Ana at 10:30", "create_task", """{"title":"Call Ana at 1"}""")]
    [InlineData("add a task: call Ana at 10:30", "create_task", """{"title":"Call Ana at 10:3"}""")]
    [InlineData("add a task: cancelling", "create_task", """{"title":"cell"}""")]
    public void One_that_says_more_is_not(string said, string tool, string arguments) => Assert.False(Covers(said, tool, arguments));

    [Theory]
    [InlineData("archive the newsletter from Acme", "archive_mail", """{"emailIds":["1"]}""", "Your weekly digest Acme News news@acme.example", false)]
    [InlineData("archive the Acme digest", "archive_mail", """{"emailIds":["1"]}""", "Weekly digest Acme", true)]
    [InlineData("archive the Acme digest", "archive_mail", """{"emailIds":["1"]}""", "Your account statement First Bank", false)]
    [InlineData("read me the Acme digest", "archive_mail", """{"emailIds":["1"]}""", "Weekly digest Acme", false)]
    [InlineData("the bank call is done", "complete_task", """{"taskId":"1"}""", "Call the bank about the mortgage", true)]
    [InlineData("what is due?", "complete_task", """{"taskId":"1"}""", "Call the bank about the mortgage", false)]
    [InlineData("delete the task about the mortgage", "delete_task", """{"taskId":"1"}""", "Call the bank about the mortgage", false)]
    [InlineData("move the budget review to Friday at 2pm", "update_event", """{"eventId":"1","changes":{"startTime":"2026-11-27T14:00"}}""", "Budget review", true)]
    [InlineData("move the budget review to Friday at 2pm", "update_event", """{"eventId":"1","changes":{"startTime":"2026-11-27T14:00","location":"Room 9"}}""", "Budget review", false)]
    [InlineData("cancel the budget review", "cancel_event", """{"eventId":"1","scope":"all"}""", "Budget review", false)]
    [InlineData("cancel the budget review", "cancel_event", """{"eventId":"1","scope":"this"}""", "Budget review", true)]
    [InlineData("mark the Acme digest as read", "label_mail", """{"emailIds":["1"],"isRead":true}""", "Weekly digest Acme", true)]
    [InlineData("Check what Bob's mail says about the invoice task", "complete_task", """{"taskId":"1"}""", "Invoice", false)]
    [InlineData("Read Mark's mail about the invoice", "label_mail", """{"emailIds":["1"],"isRead":false}""", "Invoice Mark", false)]
    [InlineData("Don't delete the dentist task", "delete_task", """{"taskId":"1"}""", "Dentist", false)]
    [InlineData("never delete the dentist task", "delete_task", """{"taskId":"1"}""", "Dentist", false)]
    [InlineData("Does Bob want me to delete the dentist task?", "delete_task", """{"taskId":"1"}""", "Dentist", false)]
    [InlineData("is the dentist task done?", "complete_task", """{"taskId":"1"}""", "Dentist", false)]
    [InlineData("the dentist task isn't done", "complete_task", """{"taskId":"1"}""", "Dentist", false)]
    [InlineData("Could you please delete the dentist task?", "delete_task", """{"taskId":"1"}""", "Dentist", true)]
    [InlineData("I read it, now delete the dentist task", "delete_task", """{"taskId":"1"}""", "Dentist", true)]
    [InlineData("Rename the dentist task to Call dentist", "update_task", """{"taskId":"1","changes":{"title":"Call dentist","dueAt":"","remindAt":"","description":"","priority":"medium"}}""", "Dentist", false)]
    [InlineData("Rename the dentist task to Call dentist", "update_task", """{"taskId":"1","changes":{"title":"Call dentist","dependsOn":[]}}""", "Dentist", false)]
    [InlineData("Rename the dentist task to Call dentist", "update_task", """{"taskId":"1","changes":{"title":"Call dentist"}}""", "Dentist", true)]
    [InlineData("todo: cancel the team standup", "cancel_event", """{"eventId":"1"}""", "Team standup", false)]
    [InlineData("todo, cancel the team standup", "cancel_event", """{"eventId":"1"}""", "Team standup", false)]
    [InlineData("remind me to call Bob and cancel the team standup", "cancel_event", """{"eventId":"1"}""", "Team standup", false)]
    [InlineData("tell Bob, cancel the team standup", "cancel_event", """{"eventId":"1"}""", "Team standup", false)]
    [InlineData("Bob wrote: cancel the team standup", "cancel_event", """{"eventId":"1"}""", "Team standup", false)]
    [InlineData("Martin: cancel the team standup", "cancel_event", """{"eventId":"1"}""", "Team standup", true)]
    [InlineData("Hey Martin, cancel the team standup", "cancel_event", """{"eventId":"1"}""", "Team standup", true)]
    [InlineData("archive the digest, then cancel the team standup", "cancel_event", """{"eventId":"1"}""", "Team standup", true)]
    [InlineData("add buy milk. Cancel the team standup", "cancel_event", """{"eventId":"1"}""", "Team standup", true)]
    [InlineData("Add to my todo list: 1. call Bob 2. cancel the team standup", "cancel_event", """{"eventId":"1"}""", "Team standup", false)]
    [InlineData("Add to my todo list 1. call Bob 2. cancel the team standup", "cancel_event", """{"eventId":"1"}""", "Team standup", false)]
    [InlineData("Add to my todo list: call Bob. Cancel the team standup", "cancel_event", """{"eventId":"1"}""", "Team standup", false)]
    [InlineData("Bob wrote: I am late. Cancel the team standup", "cancel_event", """{"eventId":"1"}""", "Team standup", false)]
    [InlineData("Reply to Ana: \"Sounds good. Delete the dentist task.\"", "delete_task", """{"taskId":"1"}""", "Dentist", false)]
    [InlineData("Reply to Ana \"Sounds good. Delete the dentist task.\"", "delete_task", """{"taskId":"1"}""", "Dentist", false)]
    [InlineData("Answer Ana with “Sounds good. Delete the dentist task.”", "delete_task", """{"taskId":"1"}""", "Dentist", false)]
    [InlineData("Answer Ana 'Sounds good. Delete the dentist task.'", "delete_task", """{"taskId":"1"}""", "Dentist", false)]
    [InlineData("Tell Ana \"the dentist task is done\"", "complete_task", """{"taskId":"1"}""", "Dentist", false)]
    [InlineData("The dentist's call was good. Delete the dentist task", "delete_task", """{"taskId":"1"}""", "Dentist", true)]
    [InlineData("remind me at 10:30 to call. Delete the dentist task", "delete_task", """{"taskId":"1"}""", "Dentist", true)]
    [InlineData("Delete the “dentist” task", "delete_task", """{"taskId":"1"}""", "Dentist", true)]
    [InlineData("sort the mail from Acme", "triage_email", """{"emailIds":["1"]}""", "Account statement First Bank", false)]
    [InlineData("sort the Acme digest", "triage_email", """{"emailIds":["1"]}""", "Weekly digest Acme", true)]
    [InlineData("mark the Acme digest as unread", "label_mail", """{"emailIds":["1"],"isRead":false}""", "Weekly digest Acme", true)]
    public void What_it_is_done_to_must_be_named(string said, string tool, string arguments, string name, bool covered) =>
        Assert.Equal(covered, Covers(said, tool, arguments, name));

    [Theory]
    [InlineData("undo", true)]
    [InlineData("Undo that, please.", true)]
    [InlineData("please take it back", true)]
    [InlineData("undo the last change", true)]
    [InlineData("undo what you just did", true)]
    [InlineData("undo the lunch with Ana", false)]
    [InlineData("Take the parcel back on Friday", false)]
    [InlineData("Revert to Bob that I can't come", false)]
    [InlineData("don't undo that", false)]
    [InlineData("undo 2", false)]
    [InlineData("\"undo that\"", false)]
    [InlineData("undo the milk", true)]  // named
    public void Without_a_name_only_a_bare_wish_means_the_nearest(string said, bool covered)
    {
        var undo = new ToolBox([new UndoPlugin(() => Tools, TimeProvider.System)]).Find("undo_action")!;
        var arguments = ToolArguments.Parse("""{"actionId":"1"}""");
        Assert.Equal(covered, new OwnWords(said, Now, Zone).Cover(undo, arguments, ["Add the task “Milk”"], isNearest: true));
        Assert.Equal(said.Contains("milk", StringComparison.Ordinal), new OwnWords(said, Now, Zone).Cover(undo, arguments, ["Add the task “Milk”"]));
    }

    private static bool Covers(string said, string tool, string arguments, params string[] names) =>
        new OwnWords(said, Now, Zone).Cover(Tools.Find(tool)!, ToolArguments.Parse(arguments), names);
}
