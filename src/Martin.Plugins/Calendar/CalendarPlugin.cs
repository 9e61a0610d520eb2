using System.ComponentModel;
using System.Text.Json;
using Martin.Data;
using Martin.Data.Calendar;
using Martin.Plugins.Tools;
using Microsoft.EntityFrameworkCore;
using Microsoft.SemanticKernel;

namespace Martin.Plugins.Calendar;

/// <summary>The tools on the user's calendar. A private event is an own write; as soon as others are on it, the user decides.</summary>
public sealed class CalendarPlugin(TimeProvider clock) : IDescribesWrites
{
    /// <summary>Events that one answer lists.</summary>
    private const int ListLimit = 200;

    [KernelFunction("list_events"), Effect(Effect.Read)]
    [Description("Lists what is on the user's calendar in a span of time, in order.")]
    public async Task<string> ListAsync([FromKernelServices] ToolContext context,
        [Description("Local time at which the span begins, such as 2026-11-23T00:00")] string from,
        [Description("Local time at which it ends")] string to,
        [Description("Words in title, description or place")] string? query = null, CancellationToken ct = default)
    {
        var (start, end) = (ToolTimes.Read("from", from, context), ToolTimes.Read("to", to, context));
        if (end <= start) throw new ToolRefusedException("to must be after from.");
        var found = await Book(context).ListAsync(new(start, end, context.TimeZone, query, WithCancelled: false), new Page(ListLimit, null), ct);
        context.Summary = found.Items.Count switch { 0 => "Nothing on the calendar", 1 => "1 event", var n => $"{n} events" };
        return ToolResults.Of(new
        {
            ok = true, from = ToolTimes.Local(start, context), to = ToolTimes.Local(end, context), timeZone = context.TimeZone,
            events = found.Items.Select(e => EventText.Of(e, context)),
        });
    }

    [KernelFunction("create_event"), Effect(Effect.OwnWrite)]
    [Description("Puts an event on the user's calendar. Give attendees only if the user asked to invite them: that needs the user's approval.")]
    public async Task<string> CreateAsync([FromKernelServices] ToolContext context, string title,
        [Description("Local time such as 2026-11-23T12:00, or a date for all-day events")] string startTime,
        [Description("As startTime; exclusive. Without it one hour, or one day")] string? endTime = null,
        [Description("IANA zone of the times; the user's own without it")] string? timeZone = null,
        bool isAllDay = false, string? location = null, string? description = null,
        [Description("People to invite")] EventGuest[]? attendees = null,
        [Description("Minutes before the start")] int[]? reminders = null, CancellationToken ct = default)
    {
        var draft = new EventDraft
        {
            Title = title, Span = EventArguments.Span(startTime, endTime, timeZone, isAllDay, context), Location = location, Description = description,
            Attendees = [.. (attendees ?? []).Select(a => a.ToAttendee())], Reminders = reminders ?? [],
        };
        var added = await Book(context).AddAsync(EventArguments.Checked(draft), ct);
        return Done(context, added, "Added", "created", new(EventUndoKind.Added, added.Id, added.Version, null));
    }

    [KernelFunction("update_event"), Effect(Effect.OwnWrite)]
    [Description("Changes or moves an event. Members of changes that are left out stay as they are; with a new startTime alone it keeps its length.")]
    public async Task<string> UpdateAsync([FromKernelServices] ToolContext context, [Description("The event's id")] string eventId,
        [Description("What changes")] EventChanges changes, [Description("this")] EventScope scope = EventScope.This,
        [Description("Whether attendees are told")] bool notify = false, CancellationToken ct = default)
    {
        EventDraft? before = null;
        var outcome = await Book(context).ChangeAsync(ToolIds.Read("event", eventId), null,
            present => EventArguments.Checked(changes.ApplyTo(before = present, context)), ct);
        if (outcome is not EventOutcome.Saved { Event: var changed }) throw NoSuchEvent();
        return Done(context, changed, changes.Moves ? "Moved" : "Changed", "updated", new(EventUndoKind.Changed, changed.Id, changed.Version, before));
    }

    [KernelFunction("cancel_event"), Effect(Effect.OwnWrite)]
    [Description("Takes an event off the calendar.")]
    public async Task<string> CancelAsync([FromKernelServices] ToolContext context, [Description("The event's id")] string eventId,
        [Description("this")] EventScope scope = EventScope.This, [Description("Whether attendees are told")] bool notify = false, CancellationToken ct = default)
    {
        var gone = await Book(context).RemoveAsync(ToolIds.Read("event", eventId), ct) ?? throw NoSuchEvent();
        return Done(context, gone, "Cancelled", "deleted", new(EventUndoKind.Removed, gone.Id, 0, EventDraft.Of(gone)));
    }

    public async Task<WriteCard> DescribeAsync(string tool, ToolArguments arguments, ToolContext context, CancellationToken ct)
    {
        var present = tool == "create_event" ? null
            : await Book(context).FindAsync(ToolIds.Read("event", arguments.Get<string>("eventId")!), ct) ?? throw NoSuchEvent();
        var changes = arguments.Get<EventChanges>("changes");
        var guests = arguments.Get<EventGuest[]>("attendees") ?? changes?.Attendees;
        var email = await context.Db.Users.Where(u => u.Id == context.UserId).Select(u => u.Email).SingleAsync(ct);
        var others = (present?.Attendees ?? []).Concat((guests ?? []).Select(g => g.ToAttendee()))
            .DistinctBy(a => a.Email.ToUpperInvariant()).Where(a => EventRules.InvitesOthers([a], email)).ToList();
        var draft = present is null
            ? new EventDraft { Title = arguments.Get<string>("title")!, Span = EventArguments.Span(arguments, context) }
            : changes?.ApplyTo(EventDraft.Of(present), context) ?? EventDraft.Of(present);
        // Who only brings the first guests changes nothing else; it reads as what it is.
        var invites = present is { Attendees.Count: 0 } && changes is not null && changes with { Attendees = null } == new EventChanges();
        return EventText.Card(invites ? "create_event" : tool, draft, others, context);
    }

    public async Task<string> UndoAsync(string tool, string undo, ToolContext context, CancellationToken ct)
    {
        var record = JsonSerializer.Deserialize<EventUndo>(undo, ToolArguments.Json)!;
        var book = Book(context);
        switch (record.Kind)
        {
            case EventUndoKind.Added:
                if (await book.FindAsync(record.EventId, ct) is { } present && present.Version != record.Version) throw ChangedSince();
                await book.RemoveAsync(record.EventId, ct);
                break;
            case EventUndoKind.Changed:
                if (await book.ChangeAsync(record.EventId, record.Version, _ => record.Before!, ct) is not EventOutcome.Saved) throw ChangedSince();
                break;
            default:
                await book.AddAsync(record.Before!, ct, record.EventId);
                break;
        }
        context.Changes.Add(new("event_changed", "Taken back", null, new { eventId = record.EventId, change = "undone" }));
        return "Taken back.";
    }

    private static string Done(ToolContext context, EventRow row, string verb, string change, EventUndo undo)
    {
        context.Summary = $"{verb} “{row.Title}”, {EventText.When(EventSpan.Of(row), context)}";
        context.Undo = ToolResults.Of(undo);
        context.Changes.Add(new("event_changed", context.Summary, null, new { eventId = row.Id, change }));
        // The local calendar keeps attendees but tells nobody: there is no mail account behind it.
        var told = row.Attendees.Count == 0 ? null : "Nobody was sent a message: this calendar is only on this Martin.";
        return ToolResults.Of(new { ok = true, summary = context.Summary, note = told, @event = EventText.Of(row, context) });
    }

    private CalendarBook Book(ToolContext context) => new(context.Db, clock);

    private static ToolRefusedException NoSuchEvent() => new("There is no such event; use list_events to find its id.");

    private static ToolRefusedException ChangedSince() => new("The event has been changed since.");
}

internal enum EventUndoKind { Added, Changed, Removed }

/// <summary>How to take a change of an event back.</summary>
/// <param name="Version">The event's version after the change; another one means that it has been changed since.</param>
internal sealed record EventUndo(EventUndoKind Kind, Guid EventId, int Version, EventDraft? Before);
