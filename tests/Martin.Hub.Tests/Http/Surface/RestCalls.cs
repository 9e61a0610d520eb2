using System.Net;
using Martin.Hub.Tests.Inbox;
using Martin.Testing.Clients.Raw;

namespace Martin.Hub.Tests.Http.Surface;

/// <summary>At least one right call of every route; a test fails when a route of the running server has none.</summary>
internal static class RestCalls
{
    public static IReadOnlyList<RestCall> All { get; } =
    [
        new("POST", "auth/login", o => Just("auth/login", Map(("ownerKey", Text(o.Key))))),
        new("POST", "auth/refresh", async o => new("auth/refresh", Map(("refreshToken", Text((await o.DeviceAsync()).RefreshToken))))),
        new("DELETE", "auth/logout", async o => new("auth/logout") { As = await o.DeviceAsync() }),
        new("GET", "auth/sessions", _ => Just("auth/sessions", null, ("limit", "5"))),
        new("DELETE", "auth/sessions/{id}", async o =>
        {
            var device = await o.DeviceAsync();
            return new($"auth/sessions/{(await device.GetAsync("auth/sessions")).Data().EnumerateArray().Single(s => s.GetProperty("current").GetBoolean()).Id()}");
        }),
        new("POST", "auth/hub-ticket", _ => Just("auth/hub-ticket")),
        new("POST", "auth/pair", _ => Just("auth/pair")),
        new("GET", "me", _ => Just("me")),
        new("DELETE", "me", async o => new("me") { As = await o.SomebodyAsync() }),
        new("GET", "me/preferences", _ => Just("me/preferences")),
        new("PUT", "me/preferences", _ => Just("me/preferences", Map(
            ("theme", Text("dark")), ("persona", Text("brief")), ("voiceEnabled", RawValue.Of(true)), ("timeZone", Text("Europe/Berlin")), ("hourCycle", Text("h23")),
            ("workingHours", RawValue.List(Map(("day", Text("monday")), ("start", Text("09:00")), ("end", Text("17:00"))))), ("meetingBufferMinutes", RawValue.Of(10)),
            ("minNoticeMinutes", RawValue.Of(60)), ("autoDraft", RawValue.Of(false)), ("learnFacts", RawValue.Of(true)), ("followUpDays", RawValue.Of(3)), ("briefingAt", Text("07:30")), ("dailySpendCap", RawValue.Of(2.5)),
            ("phoneNumbers", RawValue.List(Text("+4930123456")))))),
        new("GET", "me/export", _ => Just("me/export")),

        new("GET", "inbox", _ => Just("inbox", null, ("status", "unread"), ("q", "hello"), ("limit", "10"))),
        new("GET", "inbox", async o => new("inbox") { Query = [("threadId", (await o.MailAsync()).Text("threadId")!)] }, "of a thread"),
        new("GET", "inbox/{id}", async o => new($"inbox/{(await o.MailAsync()).Id()}")),
        new("PATCH", "inbox/{id}", async o => new($"inbox/{(await o.MailAsync()).Id()}", Map(("isRead", RawValue.Of(true)), ("status", Text("archived")), ("category", Text("important"))))),
        new("GET", "inbox/{id}/attachments/{attachmentId}", async o =>
        {
            var (mail, attachment) = await o.AttachmentAsync();
            return new($"inbox/{mail}/attachments/{attachment}");
        }),
        new("POST", "inbox/import", o => Task.FromResult(new RestRequest("inbox/import") { Upload = ("a.eml", Post.Mail(RestOwner.Name("Imported"))) })),
        new("POST", "inbox/triage", async o => new("inbox/triage", Map(("emailIds", RawValue.List(Text((await o.MailAsync()).Id())))))),
        new("POST", "inbox/draft-reply", async o => new("inbox/draft-reply", Map(
            ("emailId", Text((await o.MailAsync()).Id())), ("persona", Text("formal")), ("instructions", Text("Tell them that I come."))), HttpStatusCode.Created)),
        new("POST", "inbox/sync", _ => Just("inbox/sync")),

        new("GET", "inbox/drafts", _ => Just("inbox/drafts", null, ("limit", "10"))),
        new("POST", "inbox/drafts", _ => Task.FromResult(new RestRequest("inbox/drafts", Map(
            ("to", People()), ("cc", RawValue.List()), ("bcc", RawValue.List()), ("subject", Text("Lunch")), ("content", Text("At noon?")), ("persona", Text("brief"))), HttpStatusCode.Created))),
        new("POST", "inbox/drafts", async o => new("inbox/drafts", Map(("emailId", Text((await o.MailAsync()).Id())), ("content", Text("Yes."))), HttpStatusCode.Created), "as an answer"),
        new("GET", "inbox/drafts/{id}", async o => new($"inbox/drafts/{await o.DraftAsync()}")),
        new("PUT", "inbox/drafts/{id}", async o => new($"inbox/drafts/{await o.DraftAsync()}", Map(
            ("to", People()), ("subject", Text("Lunch")), ("content", Text("At one?")), ("version", RawValue.Of(1))))),
        new("DELETE", "inbox/drafts/{id}", async o => new($"inbox/drafts/{await o.DraftAsync()}")),
        new("POST", "inbox/drafts/{id}/send", async o => new($"inbox/drafts/{await o.DraftAsync()}/send", Map(("version", RawValue.Of(1))))),

        new("GET", "tasks", _ => Just("tasks", null, ("status", "pending"), ("priority", "medium"), ("dueBefore", "2030-01-01T00:00:00Z"), ("q", "task"), ("list", "errands"), ("limit", "10"))),
        new("GET", "tasks/{id}", async o => new($"tasks/{await o.TaskAsync()}")),
        new("POST", "tasks", async o => new("tasks", Map(TaskMembers(o, await o.TaskAsync())), HttpStatusCode.Created)),
        new("PUT", "tasks/{id}", async o => new($"tasks/{await o.TaskAsync()}", Map([.. TaskMembers(o, await o.TaskAsync()), ("version", RawValue.Of(1))]))),
        new("DELETE", "tasks/{id}", async o => new($"tasks/{await o.TaskAsync()}")),

        new("GET", "calendar/events", _ => Just("calendar/events", null, ("from", "2027-01-01T00:00:00Z"), ("to", "2027-02-01"), ("limit", "20"))),
        new("GET", "calendar/events/{id}", async o => new($"calendar/events/{(await o.EventAsync()).Id()}")),
        new("GET", "calendar/events/{id}", async o => new($"calendar/events/{await o.OccurrenceAsync()}"), "of an occurrence"),
        new("POST", "calendar/events", o => Task.FromResult(new RestRequest("calendar/events", Map(EventMembers(o)), HttpStatusCode.Created))),
        new("POST", "calendar/events", o => Task.FromResult(new RestRequest("calendar/events", Map([.. EventMembers(o).Where(Proposable), ("attendees", Attendees())]), HttpStatusCode.Accepted)), "that invites"),
        new("POST", "calendar/events", o => Task.FromResult(new RestRequest("calendar/events", Map(
            [.. EventMembers(o), ("recurrence", RawValue.List(Text("RRULE:FREQ=WEEKLY;COUNT=3")))]), HttpStatusCode.Created)), "that repeats"),
        new("PUT", "calendar/events/{id}", async o => new($"calendar/events/{(await o.EventAsync()).Id()}", Map([.. EventMembers(o), ("version", RawValue.Of(1))]))),
        new("PUT", "calendar/events/{id}", async o => new($"calendar/events/{await o.OccurrenceAsync()}", Map([.. EventMembers(o), ("version", RawValue.Of(1))])) { Query = [("scope", "following")] }, "of an occurrence"),
        new("DELETE", "calendar/events/{id}", async o => new($"calendar/events/{(await o.EventAsync()).Id()}")),
        new("DELETE", "calendar/events/{id}", async o => new($"calendar/events/{await o.OccurrenceAsync()}", Map(("approve", RawValue.Of(true)))) { Query = [("scope", "this")] }, "of an occurrence"),
        new("GET", "calendar/calendars", _ => Just("calendar/calendars")),
        new("POST", "calendar/import", o => Task.FromResult(new RestRequest("calendar/import") { Upload = ("a.ics", Calendar(o)) })),
        new("GET", "calendar/export.ics", _ => Just("calendar/export.ics")),
        new("GET", "calendar/conflicts", _ => Just("calendar/conflicts", null, ("limit", "10"))),
        new("POST", "calendar/conflicts/{id}/resolve", async o => new($"calendar/conflicts/{(await o.ConflictAsync()).Id}/resolve", Map(("resolution", Text("keep_both"))))),
        new("POST", "calendar/conflicts/{id}/resolve", async o =>
        {
            var (id, @event) = await o.ConflictAsync();
            return new($"calendar/conflicts/{id}/resolve", Map(("resolution", Text("move")), ("eventId", Text(@event)), ("newStart", Text(RestOwner.At(RestOwner.Day(), 15)))));
        }, "by moving"),
        new("POST", "calendar/availability", _ => Just("calendar/availability", Map(
            ("durationMinutes", RawValue.Of(30)), ("from", Text("2027-01-04T00:00:00Z")), ("to", Text("2027-01-08T00:00:00Z")), ("attendees", RawValue.List(Text("cara@example.org"))),
            ("timeZone", Text("Europe/Berlin")), ("constraints", Text("not before 10, ideally in the morning")), ("limit", RawValue.Of(5))))),

        new("POST", "assistant/execute", _ => Task.FromResult(new RestRequest("assistant/execute", Map(
            ("task", Text(RestOwner.Name("add a task: water the flowers"))), ("timeZone", Text("Europe/Berlin"))), HttpStatusCode.Accepted))),
        new("GET", "assistant/runs", _ => Just("assistant/runs", null, ("status", "completed"), ("limit", "10"))),
        new("GET", "assistant/runs/{id}", async o => new($"assistant/runs/{await o.RunAsync()}")),
        new("POST", "assistant/runs/{id}/cancel", async o => new($"assistant/runs/{await o.RunAsync()}/cancel")),

        new("GET", "memories", _ => Just("memories", null, ("limit", "10"))),
        new("GET", "memories", _ => Just("memories", null, ("q", "who likes tea?"), ("limit", "5")), "by meaning"),
        new("GET", "memories/{id}", async o => new($"memories/{await o.MemoryAsync()}")),
        new("POST", "memories", async o => new("memories", Map(
            ("content", Text(RestOwner.Name("Ana likes coffee"))), ("context", Map(("type", Text("preference")))), ("supersedes", Text(await o.MemoryAsync()))), HttpStatusCode.Created)),
        new("PUT", "memories/{id}", async o => new($"memories/{await o.MemoryAsync()}", Map(("content", Text(RestOwner.Name("Ana likes both"))), ("context", Map(("type", Text("fact"))))))),
        new("DELETE", "memories/{id}", async o => new($"memories/{await o.MemoryAsync()}")),

        new("POST", "chat/message", async o => new("chat/message", Map(
            ("clientMessageId", Text(RestOwner.Name("m"))), ("conversationId", Text((await o.TurnAsync()).Conversation)), ("text", Text("what are my tasks?")), ("model", Text("offline")), ("timeZone", Text("UTC"))))),
        new("GET", "chat/turns/{id}", async o => new($"chat/turns/{(await o.TurnAsync()).Turn}") { Query = [("afterSeq", "0")] }),
        new("POST", "chat/turns/{id}/cancel", async o => new($"chat/turns/{(await o.TurnAsync()).Turn}/cancel")),
        new("GET", "chat/history", async o => new("chat/history") { Query = [("conversationId", (await o.TurnAsync()).Conversation), ("limit", "10")] }),
        new("GET", "chat/conversations", _ => Just("chat/conversations", null, ("limit", "10"))),
        new("DELETE", "chat/conversations/{id}", async o => new($"chat/conversations/{(await o.TurnAsync()).Conversation}")),

        new("GET", "assistant/actions", _ => Just("assistant/actions", null, ("status", "executed"), ("limit", "10"))),
        new("GET", "assistant/actions/{id}", async o => new($"assistant/actions/{(await o.ProposalAsync()).Id()}")),
        new("POST", "assistant/actions/{id}/approve", async o =>
        {
            var action = await o.ProposalAsync();
            return new($"assistant/actions/{action.Id()}/approve", Map(("payloadHash", Text(action.GetProperty("payloadHash").GetString()!))));
        }),
        new("POST", "assistant/actions/{id}/reject", async o => new($"assistant/actions/{(await o.ProposalAsync()).Id()}/reject")),
        new("POST", "assistant/actions/{id}/undo", async o => new($"assistant/actions/{await o.ExecutedAsync()}/undo")),
        new("GET", "notifications", _ => Just("notifications", null, ("afterSeq", "0"), ("limit", "10"))),
        new("GET", "usage", _ => Just("usage", null, ("from", "2026-11-01"), ("to", "2026-11-30"), ("limit", "10"))),
        new("GET", "push/key", _ => Just("push/key")),
        new("GET", "push/subscriptions", _ => Just("push/subscriptions", null, ("limit", "10"))),
        new("POST", "push/subscriptions", _ => Task.FromResult(new RestRequest("push/subscriptions", Subscription(), HttpStatusCode.Created))),
        new("DELETE", "push/subscriptions", async o => new("push/subscriptions") { Query = [("id", await o.SubscriptionAsync())] }),
        new("DELETE", "push/subscriptions/{id}", async o => new($"push/subscriptions/{await o.SubscriptionAsync()}")),
    ];

    private static Task<RestRequest> Just(string path, RawMap? body = null, params (string, string)[] query) => Task.FromResult(new RestRequest(path, body) { Query = query });

    /// <summary>A browser's, with the keys of RFC 8291's example.</summary>
    internal static RawMap Subscription() => Map(
        ("kind", Text("web_push")), ("endpoint", Text($"https://push.example.org/{Guid.NewGuid():N}")), ("keys", Map(
            ("p256dh", Text("BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4")), ("auth", Text("BTBZMqHH6r4Tts7J_aSIgg")))));

    private static RawMap Map(params IEnumerable<(string Name, RawValue Value)> members) => RawValue.Map(members);

    private static RawValue Text(string text) => RawValue.Of(text);

    private static RawValue People() => RawValue.List(Map(("email", Text("cara@example.org")), ("name", Text("Cara"))));

    private static RawValue Attendees() => RawValue.List(Map(("email", Text("cara@example.org")), ("name", Text("Cara")), ("response", Text("needs_action"))));

    private static (string, RawValue)[] TaskMembers(RestOwner owner, string waitsFor) =>
    [
        ("title", Text(RestOwner.Name("Call the bank"))), ("description", Text("About the card")), ("status", Text("in_progress")), ("priority", Text("high")), ("progress", RawValue.Of(40)),
        ("dueAt", Text("2027-03-01T09:00:00Z")), ("remindAt", Text("2027-03-01T08:00:00Z")), ("list", Text("errands")), ("dependsOn", RawValue.List(Text(waitsFor))),
    ];

    private static (string, RawValue)[] EventMembers(RestOwner owner)
    {
        var day = RestOwner.Day();
        return
        [
            ("title", Text(RestOwner.Name("Lunch"))), ("description", Text("At Lume")), ("startTime", Text(RestOwner.At(day, 12))), ("endTime", Text(RestOwner.At(day, 13))), ("timeZone", Text("Europe/Berlin")),
            ("isAllDay", RawValue.Of(false)), ("location", Text("Osteria Lume")), ("status", Text("confirmed")), ("transparency", Text("opaque")), ("selfResponse", Text("accepted")),
            ("reminders", RawValue.List(RawValue.Of(10))), ("conferenceUrl", Text("https://meet.example.org/x")),
        ];
    }

    // What create_event takes, and so a proposal can hold.
    private static bool Proposable((string Name, RawValue) member) => member.Name is not ("status" or "transparency" or "selfResponse" or "conferenceUrl" or "isAllDay");

    private static string Calendar(RestOwner owner) => string.Join("\r\n",
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//x//x//EN", "BEGIN:VEVENT", $"UID:{Guid.NewGuid()}", "DTSTAMP:20270101T000000Z", "DTSTART:20270105T100000Z", "DTEND:20270105T110000Z",
        $"SUMMARY:{RestOwner.Name("Imported")}", "END:VEVENT", "END:VCALENDAR", "");
}
