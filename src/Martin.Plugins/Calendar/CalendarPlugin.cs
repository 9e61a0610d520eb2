using System.ComponentModel;
using System.Globalization;
using System.Text.Json;
using Martin.Data;
using Martin.Data.Calendar;
using Martin.Data.Notifications;
using Martin.Plugins.Calendar.Availability;
using Martin.Plugins.Mail;
using Martin.Plugins.Rules;
using Martin.Plugins.Tools;
using Microsoft.EntityFrameworkCore;
using Microsoft.SemanticKernel;

namespace Martin.Plugins.Calendar;

/// <summary>The tools on the user's calendar. A private event is an own write; as soon as others are on it, the user decides.</summary>
public sealed class CalendarPlugin(TimeProvider clock) : IDescribesWrites, IKnowsOthers
{
    /// <summary>Events that one answer lists.</summary>
    private const int ListLimit = 200;

    /// <summary>The local calendar has nowhere to put a word to the others, and sends nothing.</summary>
    private const string CommentGoesNowhere = "The comment is not sent: this calendar is only on this Martin and tells nobody.";

    /// <summary>Free times that one answer names.</summary>
    private const int SlotLimit = 10;

    [KernelFunction("list_events"), Effect(Effect.Read)]
    [Description("Lists what is on the user's calendar in a span of time, in order. What repeats is listed by its occurrences, each with an id of its own.")]
    public async Task<string> ListAsync([FromKernelServices] ToolContext context,
        [Description("Local time at which the span begins, such as 2026-11-23T00:00")] string from,
        [Description("Local time at which it ends")] string to,
        [Description("Words in title, description or place")] string? query = null, CancellationToken ct = default)
    {
        var (start, end) = (ToolTimes.Read("from", from, context), ToolTimes.Read("to", to, context));
        if (end <= start) throw new ToolRefusedException("to must be after from.");
        var found = await Book(context).ListAsync(new(start, end, context.TimeZone, query, WithCancelled: false), new Page(ListLimit, null), ct);
        context.HoldsOutsideContent = found.Items.Any(e => e.IsFromOutside);
        if (context.HoldsOutsideContent) context.Sources.Add(new("events that came from outside"));
        context.Summary = found.Items.Count switch { 0 => "Nothing on the calendar", 1 => "1 event", var n => $"{n} events" };
        return ToolResults.Of(new
        {
            ok = true, from = ToolTimes.Local(start, context), to = ToolTimes.Local(end, context), timeZone = context.TimeZone,
            events = found.Items.Select(e => EventText.Of(e, context)),
        });
    }

    [KernelFunction("find_free_time"), Effect(Effect.Read)]
    [Description("Finds times at which the user, and others on this Martin, are free; the best first, with reasons.")]
    public async Task<string> FindFreeAsync([FromKernelServices] ToolContext context, [Description("5 to 1440; may be left out where constraints name it")] int? durationMinutes = null,
        [Description("Local time from which on; may be left out where constraints name the days")] string? from = null, [Description("Local time until which")] string? to = null,
        [Description("People who should be free too")] EventGuest[]? attendees = null, [Description(SlotQuestion.Constraints)] string? constraints = null, CancellationToken ct = default)
    {
        var question = SlotQuestion.Read(durationMinutes, from, to, attendees ?? [], constraints, context);
        var book = new AvailabilityBook(context.Db, clock);
        var slots = await book.FindAsync(question, SlotLimit, ct);
        var waysOut = slots.Count > 0 ? null : SlotQuestion.NothingFree(await book.WaysOutAsync(question, ct), context);
        context.Summary = slots.Count switch { 0 => "No free time", 1 => "1 free time", var n => $"{n} free times" };
        return ToolResults.Of(new
        {
            ok = true, timeZone = context.TimeZone, note = waysOut, slots = slots.Select(s => new
            {
                start = ToolTimes.Local(s.Start, context), end = ToolTimes.Local(s.End, context),
                weekday = Zones.ToLocal(s.Start, context.TimeZone).DayOfWeek.ToString(), score = s.Score.ToString("0.00", CultureInfo.InvariantCulture), reasons = s.Reasons,
            }),
        });
    }

    [KernelFunction("create_event"), Effect(Effect.OwnWrite), AskedForBy("schedule", "book", "plan", "put", "add", "create", "block", "calendar", "meeting", "appointment", "set")]
    [Description("Puts an event on the user's calendar. Give attendees only if the user asked to invite them: that needs the user's approval.")]
    public async Task<string> CreateAsync([FromKernelServices] ToolContext context, string title,
        [Description("Local time such as 2026-11-23T12:00, or a date for all-day events")] string startTime,
        [Description("As startTime; exclusive. Without it one hour, or one day")] string? endTime = null,
        [Description("IANA zone of the times; the user's own without it")] string? timeZone = null,
        bool isAllDay = false, string? location = null, string? description = null,
        [Description("People to invite")] EventGuest[]? attendees = null,
        [Description("When it repeats: RRULE, RDATE and EXDATE lines, such as RRULE:FREQ=WEEKLY;BYDAY=MO")] string[]? recurrence = null,
        [Description("Minutes before the start")] int[]? reminders = null, CancellationToken ct = default)
    {
        var draft = new EventDraft
        {
            Title = title, Span = EventArguments.Span(startTime, endTime, timeZone, isAllDay, context), Location = location, Description = description,
            Attendees = [.. (attendees ?? []).Select(a => a.ToAttendee())], Reminders = reminders ?? [],
            Recurrence = EventArguments.Repeats(recurrence, isAllDay, timeZone ?? context.TimeZone),
        };
        if (draft.RecurrenceProblem() is { } problem) throw new ToolRefusedException($"recurrence {problem}.");
        var added = await Book(context).AddAsync(EventArguments.Checked(draft), ct);
        return await DoneAsync(context, added, "Added", "created", ct);
    }

    [KernelFunction("update_event"), Effect(Effect.OwnWrite), AskedForBy("move", "reschedule", "change", "rename", "push", "shift", "postpone", "update", "make", "set")]
    [Description("Changes or moves an event. Members of changes that are left out stay as they are; with a new startTime alone it keeps its length.")]
    public async Task<string> UpdateAsync([FromKernelServices] ToolContext context, [Description("The event's id")] string eventId,
        [Description("What changes")] EventChanges changes, [Description("Of what repeats: this occurrence, this and the following, or all")] EventScope scope = EventScope.This,
        [Description("Whether attendees are told")] bool notify = false, CancellationToken ct = default)
    {
        var saved = Saved(await Book(context).ChangeAsync(EventArguments.Ref(eventId), scope, null, present => EventArguments.Checked(changes.ApplyTo(present, context)), ct));
        return await DoneAsync(context, saved, changes.Moves ? "Moved" : "Changed", "updated", ct);
    }

    [KernelFunction("cancel_event"), Effect(Effect.OwnWrite), AskedForBy("cancel", "delete", "remove", "drop")]
    [Description("Takes an event off the calendar.")]
    public async Task<string> CancelAsync([FromKernelServices] ToolContext context, [Description("The event's id")] string eventId,
        [Description("Of what repeats: this occurrence, this and the following, or all")] EventScope scope = EventScope.This,
        [Description("Whether attendees are told")] bool notify = false, CancellationToken ct = default) =>
        await DoneAsync(context, Saved(await Book(context).RemoveAsync(EventArguments.Ref(eventId), scope, ct)), "Cancelled", "deleted", ct);

    [KernelFunction("respond_event"), Effect(Effect.OwnWrite)]
    [Description("Answers an invitation: accepted, declined or tentative.")]
    public async Task<string> RespondAsync([FromKernelServices] ToolContext context, [Description("The event's id")] string eventId,
        [Description("The answer")] AttendeeResponse response, [Description("A word to the others; only a calendar that tells them can send it, and the result says whether it did")] string? comment = null, CancellationToken ct = default)
    {
        var email = await EmailAsync(context, ct);
        var saved = Saved(await Book(context).ChangeAsync(EventArguments.Ref(eventId), EventScope.This, null, present => present with
        {
            SelfResponse = response, Attendees = [.. present.Attendees.Select(a => EventRules.InvitesOthers([a], email) ? a : new() { Email = a.Email, Name = a.Name, Response = response.Name() })],
        }, ct));
        return await DoneAsync(context, saved, "Answered", "updated", ct, string.IsNullOrWhiteSpace(comment) ? null : CommentGoesNowhere);
    }

    public async Task<IReadOnlyList<string>> NamesAsync(string tool, ToolContext context, CancellationToken ct) =>
        await context.Db.Events.Where(e => e.Status != EventStatus.Cancelled && (e.Recurrence != null || e.EndTime > context.Now)).OrderBy(e => e.StartTime).Take(IKnowsOthers.MostNames)
            .Select(e => e.Title).Distinct().ToListAsync(ct);

    public async Task<WriteCard> DescribeAsync(string tool, ToolArguments arguments, ToolContext context, CancellationToken ct)
    {
        var present = tool == "create_event" ? null : await Book(context).FindAsync(EventArguments.Ref(arguments.Get<string>("eventId")!), ct) ?? throw NoSuchEvent();
        var changes = arguments.Get<EventChanges>("changes");
        var guests = arguments.Get<EventGuest[]>("attendees") ?? changes?.Attendees;
        var email = await EmailAsync(context, ct);
        context.HoldsOutsideContent = present?.IsFromOutside == true;
        var scope = arguments.Get<EventScope?>("scope") ?? EventScope.This;
        var reached = present is null ? [] : await Book(context).ReachedAsync(present, scope, ct);
        var others = reached.Concat((guests ?? []).Select(g => g.ToAttendee()))
            .DistinctBy(a => a.Email.ToUpperInvariant()).Where(a => EventRules.InvitesOthers([a], email)).ToList();
        var before = present is null ? null : EventDraft.Of(present);
        var after = before is null ? New(arguments, context) : changes is null ? before : EventArguments.Checked(changes.ApplyTo(before, context));
        // Who only brings the first guests changes nothing else; it reads as what it is.
        var invites = present is not null && reached.Count == 0 && changes is not null && changes with { Attendees = null } == new EventChanges();
        var lines = before is null || changes is null || invites ? [] : EventLines.Between(before, after, context);
        // An occurrence of its own may differ from the series, which becomes like it.
        if (changes is not null && !invites && scope != EventScope.This && present?.Series is { } series)
            lines = [.. lines, .. EventLines.Between(EventDraft.Of(series) with { Span = before!.Span, Recurrence = before.Recurrence }, after, context).Except(lines)];
        var repeats = present is null or { Row.Recurrence: not null, OriginalStart: null } && EventLines.Repeats(before ?? after, context) is { } rule ? $", repeating {rule}" : null;
        var of = repeats ?? (present?.Series is null ? "" : scope switch { EventScope.Following => ", and all that follow", EventScope.All => ", and all others", _ => "" });
        var card = EventText.Card(invites ? "create_event" : tool, before ?? after, others, context, of, lines) with
        {
            Names = present is null ? [] : [present.Row.Title], People = await ReachedPeople.OfAsync(context, others, ct), Body = others.Count == 0 ? null : EventText.Told(after),
        };
        if (tool != "respond_event") return card;
        var answer = arguments.Get<AttendeeResponse>("response").Name().Replace('_', ' ');
        return card with { Summary = $"{card.Summary}: {answer}{(string.IsNullOrWhiteSpace(arguments.Get<string>("comment")) ? "" : $". {CommentGoesNowhere}")}", Body = null };
    }

    private static EventDraft New(ToolArguments arguments, ToolContext context)
    {
        var span = EventArguments.Span(arguments, context);
        return new()
        {
            Title = arguments.Get<string>("title")!, Span = span, Location = arguments.Get<string>("location"), Description = arguments.Get<string>("description"),
            Recurrence = EventArguments.Repeats(arguments.Get<string[]>("recurrence"), span.IsAllDay, span.TimeZone),
        };
    }

    public async Task<string> UndoAsync(string tool, string undo, ToolContext context, CancellationToken ct)
    {
        var record = Read(undo);
        if (!await Book(context).UndoAsync(record, ct)) throw new ToolRefusedException("The event has been changed since.");
        var eventId = record.After.Select(r => r.Id).Concat(record.Before.Select(r => r.Id)).First();
        context.Changes.Add(new(NotificationType.EventChanged, "Taken back", null, new { eventId, change = "undone" }));
        return "Taken back.";
    }

    private static EventUndo Read(string undo)
    {
        try { return JsonSerializer.Deserialize<EventUndo>(undo, ToolArguments.Json)!; }
        catch (JsonException) { throw new ToolRefusedException("This was done by an older Martin and can't be taken back."); }
    }

    private static EventOutcome.Saved Saved(EventOutcome outcome) => outcome switch
    {
        EventOutcome.Saved saved => saved,
        EventOutcome.Refused(var field, var problem) => throw new ToolRefusedException($"{field} {problem}."),
        EventOutcome.Stale => throw new ToolRefusedException("The event has just been changed; list it again."),
        _ => throw NoSuchEvent(),
    };

    private static async Task<string> DoneAsync(ToolContext context, EventOutcome.Saved saved, string verb, string change, CancellationToken ct, string? unsaid = null)
    {
        var instance = saved.Event;
        var row = instance.Series?.Id ?? instance.Row.Id;
        context.HoldsOutsideContent = instance.IsFromOutside;  // the answer holds the whole event
        if (context.IsTainted) await context.Db.Events.Where(e => e.Id == row || e.SeriesId == row).ExecuteUpdateAsync(s => s.SetProperty(e => e.FromOutside, true), ct);
        context.Summary = $"{verb} “{instance.Row.Title}”, {EventText.When(instance.Span, context)}";
        context.Undo = ToolResults.Of(saved.Undo);
        context.Changes.Add(new(NotificationType.EventChanged, context.Summary, null, new { eventId = instance.Id, change }));
        // The local calendar keeps attendees but tells nobody: there is no mail account behind it.
        var told = instance.Row.Attendees.Count == 0 ? null : "Nobody was sent a message: this calendar is only on this Martin.";
        if (unsaid is not null)
        {
            context.Summary = $"{context.Summary}. {unsaid}";
            told = unsaid;
        }
        return ToolResults.Of(new { ok = true, summary = context.Summary, note = told, @event = EventText.Of(instance, context) });
    }

    private static Task<string> EmailAsync(ToolContext context, CancellationToken ct) =>
        context.Db.Users.Where(u => u.Id == context.UserId).Select(u => u.Email).SingleAsync(ct);

    private CalendarBook Book(ToolContext context) => new(context.Db, clock);

    private static ToolRefusedException NoSuchEvent() => new("There is no such event; use list_events to find its id.");
}
