namespace Martin.Plugins.Tests.Models.Offline;

/// <summary>One message each; at 10:00 on Sunday 22 November 2026 in Berlin.</summary>
public sealed class PhraseTests
{
    private static Desk Furnished()
    {
        var desk = new Desk();
        desk.HasEvent("Lunch with Ana", "2026-11-23T12:00:00", "2026-11-23T13:00:00");              // id-1
        desk.HasEvent("Team sync", "2026-11-24T09:30:00", "2026-11-24T10:00:00", "bob@example.com"); // id-2
        desk.HasEvent("Dentist", "2026-11-27T15:00:00", "2026-11-27T16:00:00");                      // id-3
        desk.HasEvent("Company holiday", "2026-11-30", "2026-12-01");                                // id-4
        desk.HasTask("Call the bank", "2026-11-23T09:00:00", "2026-11-23T08:45:00");                 // id-5
        desk.HasTask("Buy milk");                                                                    // id-6
        return desk;
    }

    /// <summary>The writes of a message, each as the tool and the arguments that matter; "" for none.</summary>
    private static async Task WritesAsync(string text, params string[] expected)
    {
        var reply = await new Dialogue(Furnished()).SayAsync(text);
        Assert.Equal(expected, reply.Writes.Select(w => w.Replace("\"", "").Replace(",timeZone:Europe/Berlin", "").Replace(",scope:this", "")));
    }

    [Theory]
    [InlineData("schedule lunch with Bob tomorrow at noon", "create_event {title:Lunch with Bob,startTime:2026-11-23T12:00:00,endTime:2026-11-23T13:00:00}")]
    [InlineData("Please schedule a call with Bob on Friday at 3pm for 30 minutes.", "create_event {title:Call with Bob,startTime:2026-11-27T15:00:00,endTime:2026-11-27T15:30:00}")]
    [InlineData("could you book a meeting next Friday 3-4pm", "create_event {title:Meeting,startTime:2026-11-27T15:00:00,endTime:2026-11-27T16:00:00}")]
    [InlineData("schedule a 45 minute call with Bob tomorrow at 3", "create_event {title:Call with Bob,startTime:2026-11-23T15:00:00,endTime:2026-11-23T15:45:00}")]
    [InlineData("hey martin, set up a team meeting on Dec 3 at 14:30", "create_event {title:Team meeting,startTime:2026-12-03T14:30:00,endTime:2026-12-03T15:30:00}")]
    [InlineData("add dentist to my calendar on Friday at 10", "create_event {title:Dentist,startTime:2026-11-27T10:00:00,endTime:2026-11-27T11:00:00}")]
    [InlineData("put yoga in the calendar for tomorrow at 7 in the morning", "create_event {title:Yoga,startTime:2026-11-23T07:00:00,endTime:2026-11-23T08:00:00}")]
    [InlineData("create an event called Budget review tomorrow from 10 to 11:30", "create_event {title:Budget review,startTime:2026-11-23T10:00:00,endTime:2026-11-23T11:30:00}")]
    [InlineData("plan dinner at Luigi's half past six tonight", "create_event {title:Dinner,startTime:2026-11-22T18:30:00,endTime:2026-11-22T19:30:00,location:Luigi's}")]
    [InlineData("schedule tomorrow a quick sync at nine", "create_event {title:Quick sync,startTime:2026-11-23T09:00:00,endTime:2026-11-23T10:00:00}")]
    [InlineData("schedule focus time in two hours", "create_event {title:Focus time,startTime:2026-11-22T12:00:00,endTime:2026-11-22T13:00:00}")]
    [InlineData("schedule a workshop all day on Friday", "create_event {title:Workshop,startTime:2026-11-27,endTime:2026-11-28,isAllDay:true}")]
    [InlineData("shedule a meating tomorow at 4pm", "create_event {title:Meating,startTime:2026-11-23T16:00:00,endTime:2026-11-23T17:00:00}")]
    [InlineData("schedule lunch with ana@example.com tomorrow at noon", "create_event {title:Lunch with Ana,startTime:2026-11-23T12:00:00,endTime:2026-11-23T13:00:00}")]
    [InlineData("schedule lunch with ana@example.com tomorrow at noon and invite her", "create_event {title:Lunch with Ana,startTime:2026-11-23T12:00:00,endTime:2026-11-23T13:00:00,attendees:[{email:ana@example.com}]}")]
    [InlineData("schedule a review tomorrow at 2 and invite bob@example.com and eve@example.org", "create_event {title:Review,startTime:2026-11-23T14:00:00,endTime:2026-11-23T15:00:00,attendees:[{email:bob@example.com},{email:eve@example.org}]}")]
    public Task Events_are_created(string text, string expected) => WritesAsync(text, expected);

    [Theory]
    [InlineData("remind me to call Mum tomorrow at 5pm", "create_task {title:Call Mum,dueAt:2026-11-23T17:00:00,remindAt:2026-11-23T17:00:00}")]
    [InlineData("remind me on Monday at 9 to water the plants", "create_task {title:Water the plants,dueAt:2026-11-23T09:00:00,remindAt:2026-11-23T09:00:00}")]
    [InlineData("remind me in 20 minutes to check the oven", "create_task {title:Check the oven,dueAt:2026-11-22T10:20:00,remindAt:2026-11-22T10:20:00}")]
    [InlineData("remind me to pay rent tomorrow", "create_task {title:Pay rent,dueAt:2026-11-23T09:00:00,remindAt:2026-11-23T09:00:00}")]
    [InlineData("remind me to prepare Monday's report tomorrow at 8am", "create_task {title:Prepare Monday's report,dueAt:2026-11-23T08:00:00,remindAt:2026-11-23T08:00:00}")]
    [InlineData("remind me about the concert on Friday evening", "create_task {title:The concert,dueAt:2026-11-27T18:00:00,remindAt:2026-11-27T18:00:00}")]
    [InlineData("set a reminder to send the invoice by Friday", "create_task {title:Send the invoice,dueAt:2026-11-27T23:59:00,remindAt:2026-11-27T09:00:00}")]
    [InlineData("don't let me forget to buy flowers on Dec 24", "create_task {title:Buy flowers,dueAt:2026-12-24T09:00:00,remindAt:2026-12-24T09:00:00}")]
    [InlineData("add milk to my tasks", "create_task {title:Milk}")]
    [InlineData("add milk and eggs to my to-do list", "create_task {title:Milk and eggs}")]
    [InlineData("create a task to write the report by Friday with high priority", "create_task {title:Write the report,priority:high,dueAt:2026-11-27T23:59:00}")]
    [InlineData("new task: renew passport, urgent", "create_task {title:Renew passport,priority:urgent}")]
    [InlineData("put call the plumber on my todo list please", "create_task {title:Call the plumber}")]
    public Task Tasks_are_created(string text, string expected) => WritesAsync(text, expected);

    [Theory]
    [InlineData("move the lunch to 1pm", "update_event {eventId:id-1,changes:{startTime:2026-11-23T13:00:00,endTime:2026-11-23T14:00:00},notify:false}")]
    [InlineData("move the lunch to Friday", "update_event {eventId:id-1,changes:{startTime:2026-11-27T12:00:00,endTime:2026-11-27T13:00:00},notify:false}")]
    [InlineData("reschedule lunch with Ana for Tuesday at 2", "update_event {eventId:id-1,changes:{startTime:2026-11-24T14:00:00,endTime:2026-11-24T15:00:00},notify:false}")]
    [InlineData("move the lunch from noon to 1pm", "update_event {eventId:id-1,changes:{startTime:2026-11-23T13:00:00,endTime:2026-11-23T14:00:00},notify:false}")]
    [InlineData("move the dentist from Friday to Monday", "update_event {eventId:id-3,changes:{startTime:2026-11-23T15:00:00,endTime:2026-11-23T16:00:00},notify:false}")]
    [InlineData("cancel my 3pm meeting", "cancel_event {eventId:id-3,notify:false}")]
    [InlineData("move tomorrow's lunch to 1", "update_event {eventId:id-1,changes:{startTime:2026-11-23T13:00:00,endTime:2026-11-23T14:00:00},notify:false}")]
    [InlineData("push the dentist back by half an hour", "update_event {eventId:id-3,changes:{startTime:2026-11-27T15:30:00,endTime:2026-11-27T16:30:00},notify:false}")]
    [InlineData("move the dentist an hour earlier", "update_event {eventId:id-3,changes:{startTime:2026-11-27T14:00:00,endTime:2026-11-27T15:00:00},notify:false}")]
    [InlineData("move the dentist to 3-5pm", "update_event {eventId:id-3,changes:{startTime:2026-11-27T15:00:00,endTime:2026-11-27T17:00:00},notify:false}")]
    [InlineData("can you move the team sync to Wednesday", "update_event {eventId:id-2,changes:{startTime:2026-11-25T09:30:00,endTime:2026-11-25T10:00:00},notify:true}")]
    [InlineData("move the company holiday to December 7", "update_event {eventId:id-4,changes:{startTime:2026-12-07,endTime:2026-12-08},notify:false}")]
    [InlineData("change the dentist to 4pm", "update_event {eventId:id-3,changes:{startTime:2026-11-27T16:00:00,endTime:2026-11-27T17:00:00},notify:false}")]
    [InlineData("cancel the lunch tomorrow", "cancel_event {eventId:id-1,notify:false}")]
    [InlineData("please cancel my dentist appointment", "cancel_event {eventId:id-3,notify:false}")]
    [InlineData("cancel the team sync", "cancel_event {eventId:id-2,notify:true}")]
    [InlineData("delete the dentist from my calendar", "cancel_event {eventId:id-3,notify:false}")]
    [InlineData("cancel my next meeting", "cancel_event {eventId:id-1,notify:false}")]
    [InlineData("cancel my meeting at 9:30 on Tuesday", "cancel_event {eventId:id-2,notify:true}")]
    [InlineData("invite ana@example.com to the lunch", "update_event {eventId:id-1,notify:true,changes:{attendees:[{email:ana@example.com}]}}")]
    [InlineData("invite eve@example.org to the team sync", "update_event {eventId:id-2,notify:true,changes:{attendees:[{email:bob@example.com},{email:eve@example.org}]}}")]
    public Task Events_are_changed(string text, string expected) => WritesAsync(text, expected);

    [Theory]
    [InlineData("mark call the bank as done", "complete_task {taskId:id-5}")]
    [InlineData("complete buy milk", "complete_task {taskId:id-6}")]
    [InlineData("check off buy milk", "complete_task {taskId:id-6}")]
    [InlineData("call the bank is done", "complete_task {taskId:id-5}")]
    [InlineData("mark \"Buy milk\" as completed please", "complete_task {taskId:id-6}")]
    [InlineData("delete the task buy milk", "delete_task {taskId:id-6}")]
    [InlineData("remove milk from my tasks", "delete_task {taskId:id-6}")]
    [InlineData("cancel the reminder to call the bank", "delete_task {taskId:id-5}")]
    [InlineData("postpone call the bank to Friday", "update_task {taskId:id-5,changes:{dueAt:2026-11-27T09:00:00,remindAt:2026-11-27T08:45:00}}")]
    [InlineData("postpone call the bank until Tuesday at 2pm", "update_task {taskId:id-5,changes:{dueAt:2026-11-24T14:00:00,remindAt:2026-11-24T13:45:00}}")]
    [InlineData("postpone buy milk to tomorrow", "update_task {taskId:id-6,changes:{dueAt:2026-11-23T23:59:00}}")]
    [InlineData("make buy milk high priority", "update_task {taskId:id-6,changes:{priority:high}}")]
    [InlineData("set the priority of call the bank to urgent", "update_task {taskId:id-5,changes:{priority:urgent}}")]
    public Task Tasks_are_changed(string text, string expected) => WritesAsync(text, expected);

    [Theory]
    [InlineData("schedule gym tomorrow at 6pm and remind me to pack my bag tomorrow at 5pm",
        "create_event {title:Gym,startTime:2026-11-23T18:00:00,endTime:2026-11-23T19:00:00}",
            "create_task {title:Pack my bag,dueAt:2026-11-23T17:00:00,remindAt:2026-11-23T17:00:00}")]
    [InlineData("add bread to my tasks; add butter to my tasks", "create_task {title:Bread}", "create_task {title:Butter}")]
    [InlineData("Cancel the lunch.\nMark buy milk as done.", "cancel_event {eventId:id-1,notify:false}", "complete_task {taskId:id-6}")]
    [InlineData("schedule tea with Bob on Friday at 4 and invite bob@example.com to it",
        "create_event {title:Tea with Bob,startTime:2026-11-27T16:00:00,endTime:2026-11-27T17:00:00,attendees:[{email:bob@example.com}]}", null)]
    [InlineData("cancel the dentist and schedule a call with Eve on Friday at 3pm",
        "cancel_event {eventId:id-3,notify:false}", "create_event {title:Call with Eve,startTime:2026-11-27T15:00:00,endTime:2026-11-27T16:00:00}")]
    [InlineData("remind me to buy milk and cancel the gym tomorrow", "create_task {title:Buy milk and cancel the gym,dueAt:2026-11-23T09:00:00,remindAt:2026-11-23T09:00:00}", null)]
    [InlineData("Hi! Please schedule lunch with Ana and Bob on Tuesday at 1pm. Thanks!", "create_event {title:Lunch with Ana and Bob,startTime:2026-11-24T13:00:00,endTime:2026-11-24T14:00:00}", null)]
    public Task Several_wishes_in_one_message(string text, string first, string? second) =>
        WritesAsync(text, second is null ? [first] : [first, second]);

    [Theory]
    [InlineData("what's on my calendar tomorrow?", "2026-11-23T00:00:00", "2026-11-24T00:00:00", "Lunch with Ana")]
    [InlineData("what do I have on Tuesday?", "2026-11-24T00:00:00", "2026-11-25T00:00:00", "Team sync")]
    [InlineData("show my agenda for next week", "2026-11-23T00:00:00", "2026-11-30T00:00:00", "Dentist")]
    [InlineData("do I have any meetings on Wednesday?", "2026-11-25T00:00:00", "2026-11-26T00:00:00", "Nothing is in your calendar on Wednesday 25 November.")]
    [InlineData("what's on tomorrow morning", "2026-11-23T05:00:00", "2026-11-23T12:00:00", "Nothing is in your calendar")]
    [InlineData("am I free on Friday at 3pm?", "2026-11-27T15:00:00", "2026-11-27T16:00:00", "1 event")]
    [InlineData("am I free on Wednesday?", "2026-11-25T00:00:00", "2026-11-26T00:00:00", "You are free")]
    [InlineData("how does my Friday look?", "2026-11-27T00:00:00", "2026-11-28T00:00:00", "Friday 27 November, 15:00–16:00: Dentist")]
    [InlineData("what's on my calendar?", "2026-11-22T00:00:00", "2026-11-29T00:00:00", "3 events")]
    [InlineData("calendar for today", "2026-11-22T00:00:00", "2026-11-23T00:00:00", "Nothing is in your calendar on Sunday 22 November.")]
    [InlineData("when is the dentist?", "2026-11-22T10:00:00", "2027-01-21T00:00:00", "Friday 27 November, 15:00–16:00: Dentist")]
    [InlineData("what's next?", "2026-11-22T10:00:00", "2026-12-06T00:00:00", "Next: Lunch with Ana, Monday 23 November, 12:00–13:00.")]
    [InlineData("when is my next meeting?", "2026-11-22T10:00:00", "2026-12-06T00:00:00", "Next: Lunch with Ana")]
    public async Task The_calendar_is_read(string text, string from, string to, string answer)
    {
        var reply = await new Dialogue(Furnished()).SayAsync(text);

        Assert.StartsWith($"list_events {{\"from\":\"{from}\",\"to\":\"{to}\"", Assert.Single(reply.Calls), StringComparison.Ordinal);
        Assert.Contains(answer, reply.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("what are my tasks?", "list_tasks {}", "2 open tasks")]
    [InlineData("show my to-do list", "list_tasks {}", "Buy milk")]
    [InlineData("what do I have to do today?", "list_tasks {\"dueBefore\":\"2026-11-23T00:00:00\"}", "no open tasks")]
    [InlineData("what's due tomorrow?", "list_tasks {\"dueBefore\":\"2026-11-24T00:00:00\"}", "Call the bank, due Monday 23 November at 09:00")]
    [InlineData("do I have any tasks for this week?", "list_tasks {\"dueBefore\":\"2026-11-23T00:00:00\"}", "no open tasks")]
    [InlineData("show completed tasks", "list_tasks {\"status\":\"completed\"}", "no completed tasks")]
    public async Task Tasks_are_read(string text, string call, string answer)
    {
        var reply = await new Dialogue(Furnished()).SayAsync(text);

        Assert.Equal([call], reply.Calls);
        Assert.Contains(answer, reply.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("hello", "What can I do for you")]
    [InlineData("Thank you!", "welcome")]
    [InlineData("help", "offline model")]
    [InlineData("what can you do?", "calendar, tasks and reminders")]
    [InlineData("help with tasks", "the second one")]
    [InlineData("how do I cancel a meeting?", "answer invitations")]
    [InlineData("what time is it?", "10:00")]
    [InlineData("what day is December 3?", "Thursday 3 December 2026")]
    [InlineData("never mind", "leave it")]
    public async Task Small_talk_is_answered_without_calls(string text, string answer)
    {
        var reply = await new Dialogue(Furnished()).SayAsync(text);

        Assert.Empty(reply.Calls);
        Assert.Contains(answer, reply.Text, StringComparison.Ordinal);
    }
}
