using System.Net.Mail;
using Martin.Data.Calendar;
using Martin.Plugins.Calendar.Series;
using Martin.Plugins.Rules;

namespace Martin.Plugins.Calendar;

/// <summary>All of an event that a person or a tool may set.</summary>
public sealed record EventDraft
{
    public required string Title { get; init; }
    public string? Description { get; init; }
    public required EventSpan Span { get; init; }
    public string? Location { get; init; }
    public IReadOnlyList<Attendee> Attendees { get; init; } = [];
    public EventStatus Status { get; init; }
    public Transparency Transparency { get; init; }
    public AttendeeResponse? SelfResponse { get; init; }

    /// <summary>Minutes before the start.</summary>
    public IReadOnlyList<int> Reminders { get; init; } = [];

    public string? ConferenceUrl { get; init; }

    /// <summary>Of a series; null for what happens once.</summary>
    public Recurrence? Recurrence { get; init; }

    /// <summary>Of an occurrence: with its own times and the recurrence of its series.</summary>
    public static EventDraft Of(EventInstance instance) =>
        Of(instance.Row) with { Span = instance.Span, Recurrence = Recurrence.Of(instance.Series ?? instance.Row) };

    public static EventDraft Of(EventRow row) => new()
    {
        Recurrence = Recurrence.Of(row),
        Title = row.Title, Description = row.Description, Span = EventSpan.Of(row), Location = row.Location, Attendees = row.Attendees,
        Status = row.Status, Transparency = row.Transparency, SelfResponse = row.SelfResponse, Reminders = row.Reminders, ConferenceUrl = row.ConferenceUrl,
    };

    /// <summary>Broken rules by wire name; none when it may be stored. Times are checked where they are read (<see cref="EventTimes"/>).</summary>
    public IEnumerable<(string Field, string Problem)> Problems() => Rule.Broken(
    [
        ("title", Rule.Filled(Title) ?? Rule.Length(Title, 1, 255)),
        ("description", Rule.Length(Description, 0, 16_000)),
        ("location", Rule.Length(Location, 0, 255)),
        ("conferenceUrl", Rule.Length(ConferenceUrl, 0, 2_000) ?? (ConferenceUrl is null || IsWebAddress(ConferenceUrl) ? null : "must be a web address")),
        ("attendees", Rule.Count(Attendees, 200)),
        ("reminders", Rule.Count(Reminders, 10)),
        .. Attendees.Select((a, i) => ($"attendees[{i}].email", EmailProblem(a.Email))),
        .. Attendees.Select((a, i) => ($"attendees[{i}].name", Rule.Length(a.Name, 0, 255))),
        .. Reminders.Select((minutes, i) => ($"reminders[{i}]", Rule.Range(minutes, 0, 40_320))),  // four weeks, as Google has it
    ]);

    /// <summary>What is wrong with a new series; a changed one is checked where its dates have been moved along.</summary>
    public string? RecurrenceProblem() => Recurrence is null ? null : SeriesRules.Problem(Recurrence, Span);

    /// <summary>As it is kept: what repeats begins at whole seconds, by which its occurrences are named.</summary>
    internal EventDraft Kept()
    {
        if (Recurrence is null) return this;
        var (begun, over) = (Span.Start.Ticks % TimeSpan.TicksPerSecond, Span.End.Ticks % TimeSpan.TicksPerSecond);
        return this with { Span = Span with { Start = Span.Start.AddTicks(-begun), End = over == 0 ? Span.End : Span.End.AddTicks(TimeSpan.TicksPerSecond - over) } };
    }

    private static string? EmailProblem(string email) =>
        email.Length <= 255 && MailAddress.TryCreate(email, out var address) && address.Address == email ? null : "must be an email address";

    private static bool IsWebAddress(string text) => Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https";
}

public static class EventRules
{
    /// <summary>Others would learn of it: there is an attendee who is not the user.</summary>
    public static bool InvitesOthers(IEnumerable<Attendee> attendees, string userEmail) =>
        attendees.Any(a => !string.Equals(a.Email, userEmail, StringComparison.OrdinalIgnoreCase));
}
