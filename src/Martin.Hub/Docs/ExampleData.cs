using System.Text.Json;
using Martin.Data.Calendar;
using Martin.Data.Mail;
using Martin.Data.Memory;
using Martin.Data.Runs;
using Martin.Data.Notifications;
using Martin.Data.Tasks;
using Martin.Hub.Actions;
using Martin.Hub.Auth;
using Martin.Hub.Calendar;
using Martin.Hub.Chat;
using Martin.Hub.Http;
using Martin.Hub.Inbox;
using Martin.Hub.Memory;
using Martin.Hub.Notifications;
using Martin.Hub.Runs;
using Martin.Hub.Sync;
using Martin.Hub.Tasks;
using Martin.Hub.Turns;
using Martin.Hub.Usage;
using Martin.Hub.Users;
using Martin.Hub.Wire;
using Martin.Plugins.Calendar.Availability;
using Martin.Plugins.Mail;
using Martin.Plugins.Runs;

namespace Martin.Hub.Docs;

/// <summary>One Monday in November, told once for all examples: a lunch with Ana, a call to the bank, and the mail that asked for it.</summary>
internal static class ExampleData
{
    public static readonly DateTimeOffset Now = At("2026-11-23T09:00:00Z");

    private static readonly Guid UserId = Id(1), TaskId = Id(2), EmailId = Id(3), DraftId = Id(4), ActionId = Id(5), EventId = Id(6), OtherEventId = Id(7),
        ConversationId = Id(8), TurnId = Id(9), SessionId = Id(10);

    private const string Payload = """
        {"attendees":[{"email":"ana@example.com","name":"Ana"}],"endTime":"2026-11-25T12:00:00Z","isAllDay":false,"location":"Café Einstein","startTime":"2026-11-25T11:00:00Z","timeZone":"Europe/Berlin","title":"Lunch with Ana"}
        """;

    public static readonly User User = new(UserId, "owner@localhost", "Kim", "Europe/Berlin", GoogleLink.None);

    public static readonly PreferencesView Preferences = new()
    {
        Theme = Theme.Dark, Persona = "friendly", VoiceEnabled = true, TimeZone = "Europe/Berlin", HourCycle = HourCycle.H23,
        WorkingHours = [new(Weekday.Monday, "09:00", "17:30"), new(Weekday.Tuesday, "09:00", "17:30")],
        MeetingBufferMinutes = 10, MinNoticeMinutes = 60, AutoDraft = false, LearnFacts = true, FollowUpDays = 3, BriefingAt = "07:30", PhoneNumbers = ["+4930123456"],
    };

    public static readonly TaskInfo Task = new()
    {
        Id = TaskId, Title = "Call the bank", Description = "Ask about the new card.", Status = TaskState.Pending, Priority = TaskPriority.High, Progress = 0,
        DueAt = At("2026-11-24T15:00:00Z"), RemindAt = At("2026-11-24T14:30:00Z"), List = "errands", Source = new(TaskSource.Email, EmailId, null), DependsOn = [], Blocked = false,
        Version = 1, CreatedAt = Now, UpdatedAt = Now,
    };

    private static readonly MemoryInfo Memory = new()
    {
        Id = Id(11), Content = "My sister Ana is allergic to peanuts.", Context = JsonSerializer.Deserialize<JsonElement>(Plugins.Memory.MemoryDraft.Fact),
        Source = new(MemoryOrigin.Chat, TurnId, "Remember that my sister Ana is allergic to peanuts", Now), CreatedAt = Now,
    };

    private static readonly RunView Run = new(
        Id(30), TurnId, ConversationId, "Find out who comes on Friday and book a table", RunStatus.Waiting,
        [new(1, TurnId, "find_mail", "3 mails", RunStepStatus.Done, null, Now), new(2, TurnId, "send_mail", "Mail to Café Einstein: A table for four", RunStepStatus.Waiting, Id(31), Now)],
        [new("Find out who comes", PlanStatus.Done), new("Book a table", PlanStatus.InProgress)], new(new(1, 20), new(21_400, 1_000_000), new(9, 1_800)),
        "decision", null, null, Now, Now, null);

    public static readonly EventInfo Lunch = new()
    {
        Id = EventId.ToString(), CalendarId = CalendarInfo.Local, Title = "Lunch with Ana", StartTime = "2026-11-25T11:00:00Z", EndTime = "2026-11-25T12:00:00Z",
        TimeZone = "Europe/Berlin", IsAllDay = false, Location = "Café Einstein", Attendees = [new("ana@example.com", "Ana", "accepted")],
        Status = EventStatus.Confirmed, Transparency = Transparency.Opaque, Reminders = [30], Version = 1,
    };

    private static readonly EventInfo Standup = Lunch with
    {
        Id = $"{OtherEventId}_20261125T113000Z", Title = "Stand-up", StartTime = "2026-11-25T11:30:00Z", EndTime = "2026-11-25T11:45:00Z", Location = null, Attendees = [],
        Reminders = [], Recurrence = ["RRULE:FREQ=WEEKLY;BYDAY=MO,WE"], SeriesId = OtherEventId, OriginalStart = "2026-11-25T11:30:00Z",
    };

    public static readonly ConflictInfo Conflict = new()
    {
        Id = Id(11), Events = [Lunch, Standup], OverlapMinutes = 15,
        Suggestions = [new(Standup.Id, At("2026-11-25T12:30:00Z"), At("2026-11-25T12:45:00Z"), 0.8, ["within working hours"])],
    };

    public static readonly DraftInfo Draft = new()
    {
        Id = DraftId, EmailId = EmailId, To = [new() { Email = "bank@example.com", Name = "Your bank" }], Cc = [], Bcc = [], Subject = "Re: Your new card",
        Content = "Thank you, I will call tomorrow.", Persona = "friendly", Version = 1, CreatedAt = Now,
    };

    public static readonly EmailInfo Email = new()
    {
        Id = EmailId, ThreadId = "card-2026", Subject = "Your new card", Sender = "Your bank", SenderEmail = "bank@example.com", Preview = "Please call us about your new card.",
        Category = EmailCategory.Actionable, Confidence = 0.92m, Reason = "Asks for a call.", ThreadStatus = ThreadStatus.ToReply, Status = EmailStatus.Unread, IsRead = false,
        HasAttachments = true, ReceivedAt = At("2026-11-23T08:12:00Z"), Direction = MailDirection.Incoming,
    };

    public static readonly EmailDetail Mail = new()
    {
        Id = Email.Id, ThreadId = Email.ThreadId, Subject = Email.Subject, Sender = Email.Sender, SenderEmail = Email.SenderEmail, Preview = Email.Preview,
        Category = Email.Category, Confidence = Email.Confidence, Reason = Email.Reason, ThreadStatus = Email.ThreadStatus, Status = Email.Status, IsRead = Email.IsRead,
        HasAttachments = true, ReceivedAt = Email.ReceivedAt, Direction = Email.Direction, To = [new() { Email = "owner@localhost", Name = "Kim" }], Cc = [], ReplyTo = [],
        Body = "Please call us about your new card.", Attachments = [new(Id(12), "terms.pdf", "application/pdf", 48_213)], Drafts = [Draft],
    };

    /// <summary>Proposed: it waits for the user.</summary>
    public static readonly ActionView Proposed = new()
    {
        Id = ActionId, Type = "create_event", Title = "Lunch with Ana", Summary = "Lunch with Ana, Wed 25 Nov, 12:00 to 13:00, invites ana@example.com", Payload = new(Payload),
        PayloadHash = "b1946ac92492d2347c6235b4d2611184", Effect = "outward", Tainted = false, Status = "proposed", Source = new(TurnId, "call_1", null, null),
        RequestedAt = Now, ExpiresAt = At("2026-11-30T09:00:00Z"), Undoable = false,
    };

    public static readonly ActionView Executed = Proposed with
    {
        Status = "executed", DecidedAt = At("2026-11-23T09:01:00Z"), ExecutedAt = At("2026-11-23T09:01:00Z"), Result = new($$"""{"eventId":"{{EventId}}"}"""), Undoable = true,
    };

    public static readonly ActionView Sent = Executed with
    {
        Type = "send_mail", Title = "Re: Your new card", Summary = "Sent to bank@example.com", Undoable = false, Result = null, Source = new(null, null, EmailId, null),
        Payload = new($$"""{"body":"Thank you, I will call tomorrow.","draftId":"{{DraftId}}","subject":"Re: Your new card","to":[{"email":"bank@example.com","name":"Your bank"}]}"""),
    };

    public static readonly ActionView Moving = Proposed with
    {
        Type = "update_event", Summary = "Move Lunch with Ana to Wed 25 Nov, 13:30, tells ana@example.com", Source = new(null, null, null, null),
        Payload = new($$"""{"changes":{"endTime":"2026-11-25T13:30:00Z","startTime":"2026-11-25T12:30:00Z"},"eventId":"{{EventId}}","notify":true,"scope":"this"}"""),
    };

    public static readonly ActionView Cancelling = Moving with
    {
        Type = "cancel_event", Summary = "Cancel Lunch with Ana, tells ana@example.com", Payload = new($$"""{"eventId":"{{EventId}}","notify":true,"scope":"this"}"""),
    };

    public static readonly ChatMessage Said = new()
    {
        Id = Id(13), ConversationId = ConversationId, TurnId = TurnId, Role = "assistant", Content = "Lunch with Ana is on Wednesday at 12:00, at Café Einstein.", IsVoice = false, CreatedAt = Now,
    };

    public static readonly TurnEvent[] Events =
    [
        new() { TurnId = TurnId, Seq = 1, Type = TurnEventType.TurnStarted, At = Now, ConversationId = ConversationId, Model = "offline", Origin = "message",
            Message = Said with { Id = Id(14), Role = "user", Content = "When is lunch with Ana?" } },
        new() { TurnId = TurnId, Seq = 2, Type = TurnEventType.TextDelta, At = Now, Text = Said.Content },
        new() { TurnId = TurnId, Seq = 3, Type = TurnEventType.TurnCompleted, At = Now, Message = Said, Receipts = [], Actions = [], Usage = new(812, 24), Model = "offline" },
    ];

    public static readonly SessionInfo Device = new(SessionId, "Firefox on Linux", true, At("2026-11-20T08:00:00Z"), Now, At("2026-12-20T08:00:00Z"));

    public static readonly ConversationInfo Conversation = new(ConversationId, "When is lunch with Ana?", Now, Now);

    public static readonly NotificationView Notification = new()
    {
        Seq = 41, Type = "task_changed", Title = "Call the bank", Data = new($$"""{"taskId":"{{TaskId}}","change":"created"}"""), CreatedAt = Now,
    };

    public static readonly PushSubscription Called =
        new(Id(21), PushKind.WebPush, "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", true, Now);

    /// <summary>An example of each type that is taken or answered.</summary>
    public static readonly object[] All =
    [
        User, Preferences, Task, Lunch, Conflict, Draft, Email, Mail, Proposed, Said, Device, Conversation, new Reply.Nothing(),
        Called,
        new PushKey("BA1Hxzyi1RUM1b5wjxsn7nGxAszw2u61m164i3MrAIxHF6YK5h4SDYic-dRuU_RCPCfA5aq9ojSwk5Y2EmClBPs"),
        new PushSubscriptionInput
        {
            Kind = PushKind.WebPush, Endpoint = "https://push.example.net/send/dQw4w9WgXcQ",
            Keys = new("BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4", "BTBZMqHH6r4Tts7J_aSIgg"),
        },
        new LoginRequest(OwnerKey: "the-key-in-owner.key"),
        new RefreshRequest("hU2mZ0d8Qe1n"),
        new Session("eyJhbGciOiJIUzI1NiJ9.e30.c2ln", At("2026-11-23T09:15:00Z"), "hU2mZ0d8Qe1n", At("2026-12-23T09:00:00Z"), User),
        new HubTicket("t9WkQ2rXc7", At("2026-11-23T09:00:30Z")),
        new PairingCode("p4Ls8vNz", "http://localhost:3000/#code=p4Ls8vNz", At("2026-11-23T09:02:00Z")),
        new TaskInput { Title = Task.Title, Description = Task.Description, Priority = Task.Priority, DueAt = Task.DueAt, RemindAt = Task.RemindAt, List = Task.List },
        new TaskReplacement { Title = Task.Title, Priority = Task.Priority, Status = TaskState.InProgress, Progress = 50, DueAt = Task.DueAt, List = Task.List, Version = 1 },
        new EventInput { Title = Lunch.Title, StartTime = "2026-11-25T12:00", EndTime = "2026-11-25T13:00", TimeZone = "Europe/Berlin", Location = Lunch.Location,
            Attendees = [new("ana@example.com", "Ana")], Reminders = [30] },
        new EventReplacement { Title = Lunch.Title, StartTime = "2026-11-25T12:30:00Z", EndTime = "2026-11-25T13:30:00Z", TimeZone = "Europe/Berlin", Location = Lunch.Location,
            Attendees = [new("ana@example.com", "Ana")], Reminders = [30], Approve = true, Version = 1 },
        new EventRemoval(Approve: true),
        new ConflictDecision { Resolution = ConflictResolution.Move, EventId = Standup.Id, NewStart = "2026-11-25T12:30:00Z" },
        new AvailabilityRequest { DurationMinutes = 60, From = "2026-11-25", To = "2026-11-28", Attendees = ["ana@example.com"], TimeZone = "Europe/Berlin" },
        new Slot(At("2026-11-25T12:00:00Z"), At("2026-11-25T13:00:00Z"), 0.9, ["within working hours"]),
        new CalendarInfo(CalendarInfo.Local, "Martin", "Europe/Berlin", true),
        new Plugins.Calendar.Files.ImportResult(12, 1, [new("broken@example.com", "has no start")]),
        new ImportResult(34, 2, [new("old.mbox", 7, "is no mail")]),
        new SyncResult(3, 1),
        new ReplyInput { EmailId = EmailId, Persona = "friendly", Instructions = "I will call tomorrow." },
        new TriageInput { EmailIds = [EmailId] },
        new TriageResult { EmailId = EmailId, Category = EmailCategory.Actionable, Confidence = 0.9m, Reason = "The bank asks you to call.",
            SuggestedAction = new("create_task", "Call the bank", new(EmailId, "Call the bank", DueAt: "2026-11-24T16:00")) },
        new MailPatch { Status = EmailStatus.Read, Category = EmailCategory.Important },
        new DraftInput { EmailId = EmailId, Content = Draft.Content },
        new DraftReplacement { To = Draft.To, Subject = Draft.Subject, Content = "Thank you, I will call tomorrow at ten.", Version = 1 },
        new DraftSending { Version = 2 },
        new Approval { PayloadHash = Proposed.PayloadHash },
        new SendMessage { ClientMessageId = "web-7f3a", Text = "When is lunch with Ana?", ConversationId = ConversationId, TimeZone = "Europe/Berlin" },
        new TurnAnswer(TurnId, ConversationId) { Message = Said, Actions = [] },
        new TurnEventsSoFar(Events, true),
        new SyncPage { Notifications = [Notification], LatestSeq = 41, HasMore = false, Truncated = false, ActiveTurns = [new(TurnId, ConversationId, 3)] },
        new ExportFile(Now, User, Preferences, [Device], [new(Conversation.Id, Conversation.Title, Now, Now, null, null)], [Said], [Executed], [Run], [Task], [Lunch], [Mail], [new(Id(12), EmailId, "terms.txt", "text/plain", 5, "hello"u8.ToArray())], [Draft], [Memory], [Notification], [Called],
            [new(Now, new(2026, 11, 23), "chat", "gpt", "gpt-5.4", 2_310, 84, false, 0.007035, TurnId)]),
        Run,
        new NewRun { Task = Run.Task, TimeZone = "Europe/Berlin" },
        Memory,
        new MemoryInput { Content = "My sister Ana is allergic to peanuts and hazelnuts." },
        new NewMemory { Content = Memory.Content },
        new UsageLine(new(2026, 11, 23), "chat", "gpt", "gpt-5.4", 12, 27_720, 1_008, 0.08442, false),
    ];

    /// <summary>Where the operation's answer differs from the example of its type.</summary>
    public static readonly Dictionary<string, object> ByOperation = new()
    {
        ["approveAction"] = Executed, ["rejectAction"] = Proposed with { Status = "rejected", DecidedAt = At("2026-11-23T09:01:00Z") }, ["undoAction"] = Executed with { Status = "undone", Undoable = false },
        ["sendDraft"] = Sent, ["replaceEvent"] = Moving, ["deleteEvent"] = Cancelling, ["resolveConflict"] = Moving,
        ["replaceTask"] = Task with { Status = TaskState.InProgress, Progress = 50, Version = 2, Description = null, RemindAt = null },
        ["replaceDraft"] = Draft with { Content = "Thank you, I will call tomorrow at ten.", Version = 2 },
        ["changeEmail"] = Mail with { Status = EmailStatus.Read, IsRead = true, Category = EmailCategory.Important, Confidence = null, Reason = null },
    };

    private static Guid Id(int number) => Guid.ParseExact($"019ab0c4-7c00-7000-8000-{number:x12}", "D");

    private static DateTimeOffset At(string text) => Instants.Parse(text)!.Value;
}
