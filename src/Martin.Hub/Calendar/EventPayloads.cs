using System.Text.Json;
using System.Text.Json.Nodes;
using Martin.Data;
using Martin.Data.Calendar;
using Martin.Hub.Errors;
using Martin.Hub.Wire;
using Martin.Plugins.Calendar;

namespace Martin.Hub.Calendar;

/// <summary>The arguments of the calendar's tools (contract: types and payloads) for changes that were asked for by REST.</summary>
internal static class EventPayloads
{
    /// <exception cref="CodedException">UNPROCESSABLE: something that a proposal can't carry.</exception>
    public static JsonObject Create(EventDraft draft)
    {
        MustBeCarried(draft.Status == EventStatus.Confirmed && draft.Transparency == Transparency.Opaque && draft.SelfResponse is null && draft.ConferenceUrl is null);
        var payload = Times(draft.Span);
        payload["title"] = draft.Title.Trim();
        payload["location"] = draft.Location;
        payload["description"] = draft.Description;
        payload["attendees"] = Attendees(draft.Attendees);
        if (draft.Reminders.Count > 0) payload["reminders"] = Json(draft.Reminders);
        if (draft.Recurrence is { } recurrence) payload["recurrence"] = Json(recurrence.Lines(draft.Span.IsAllDay));
        return WithoutNulls(payload);
    }

    /// <summary>Only what differs, also from the series where the change reaches that; null when nothing does.</summary>
    /// <exception cref="CodedException">UNPROCESSABLE: something that a proposal can't carry.</exception>
    public static JsonObject? Update(EventInstance instance, EventDraft draft, EventScope scope)
    {
        var present = instance.Row;
        EventRow[] reached = scope == EventScope.This || instance.Series is null ? [present] : [present, instance.Series];
        MustBeCarried(reached.All(r => draft.Status == r.Status && draft.Transparency == r.Transparency && draft.SelfResponse == r.SelfResponse && draft.ConferenceUrl == r.ConferenceUrl));
        var changes = new JsonObject();
        if (reached.Any(r => draft.Title.Trim() != r.Title)) changes["title"] = draft.Title.Trim();
        if (reached.Any(r => draft.Location != r.Location)) changes["location"] = draft.Location ?? "";
        if (reached.Any(r => draft.Description != r.Description)) changes["description"] = draft.Description ?? "";
        if (draft.Span != instance.Span)
            foreach (var (name, value) in Times(draft.Span)) changes[name] = value?.DeepClone();
        if (reached.Any(r => !JsonNode.DeepEquals(Attendees(draft.Attendees), Attendees(r.Attendees)))) changes["attendees"] = Attendees(draft.Attendees);
        if (reached.Any(r => !draft.Reminders.SequenceEqual(r.Reminders))) changes["reminders"] = Json(draft.Reminders);
        var (before, after) = (Lines(EventDraft.Of(instance)), Lines(draft));
        if (!after.SequenceEqual(before)) changes["recurrence"] = Json(after);
        return changes.Count == 0 ? null : new JsonObject { ["eventId"] = instance.Id, ["scope"] = scope.Name(), ["changes"] = changes, ["notify"] = true };
    }

    public static JsonObject Cancel(EventInstance instance, EventScope scope) => new() { ["eventId"] = instance.Id, ["scope"] = scope.Name(), ["notify"] = true };

    /// <summary>Moves one occurrence, or what happens once.</summary>
    public static JsonObject Move(EventInstance instance, EventSpan to) =>
        new() { ["eventId"] = instance.Id, ["scope"] = "this", ["changes"] = Times(to), ["notify"] = true };

    private static IReadOnlyList<string> Lines(EventDraft draft) => draft.Recurrence?.Lines(draft.Span.IsAllDay) ?? [];

    private static void MustBeCarried(bool carried)
    {
        if (!carried) throw CodedException.Unprocessable("A proposal cannot carry status, transparency, selfResponse or conferenceUrl; send approve: true to set them with attendees on the event.");
    }

    private static JsonObject Times(EventSpan span) => new()
    {
        ["startTime"] = span.IsAllDay ? EventTimes.DateText(span.Start) : Instants.Format(span.Start),
        ["endTime"] = span.IsAllDay ? EventTimes.DateText(span.End) : Instants.Format(span.End),
        ["timeZone"] = span.TimeZone,
        ["isAllDay"] = span.IsAllDay,
    };

    private static JsonArray Attendees(IEnumerable<Attendee> attendees) =>
        [.. attendees.Select(a => WithoutNulls(new JsonObject { ["email"] = a.Email, ["name"] = a.Name }))];

    private static JsonNode Json<T>(T value) => JsonSerializer.SerializeToNode(value, WireJson.Options)!;

    private static JsonObject WithoutNulls(JsonObject node)
    {
        foreach (var name in node.Where(m => m.Value is null).Select(m => m.Key).ToList()) node.Remove(name);
        return node;
    }
}
