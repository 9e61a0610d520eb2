using System.Globalization;
using Martin.Data;
using Martin.Data.Calendar;
using Martin.Plugins.Calendar.Series;
using Martin.Plugins.Rules;

namespace Martin.Plugins.Calendar;

/// <summary>Names an event: a single one or a whole series by its id, an occurrence also by when the series would have it.</summary>
public readonly record struct EventRef(Guid Id, DateTimeOffset? OriginalStart = null)
{
    /// <summary><c>{id}</c>, or <c>{seriesId}_{yyyyMMddTHHmmssZ or yyyyMMdd}</c>.</summary>
    /// <returns>null when it is neither.</returns>
    public static EventRef? Read(string text)
    {
        var parts = text.Split('_');
        if (parts.Length > 2 || !Guid.TryParseExact(parts[0], "D", out var id)) return null;
        if (parts.Length == 1) return new(id);
        return IcalTimes.Read(parts[1]) is { } time && (time.IsUtc || time.IsDate) ? new(id, time.In(Zones.Utc)) : null;
    }
}

/// <summary>Something that happens once: a single event, or one occurrence of a series.</summary>
/// <param name="Row">The event; of an occurrence the series, or the row that takes the place of the occurrence.</param>
/// <param name="Series">The series of an occurrence; otherwise null.</param>
/// <param name="OriginalStart">When the series would have it.</param>
public sealed record EventInstance(EventRow Row, EventSpan Span, EventRow? Series = null, DateTimeOffset? OriginalStart = null)
{
    public static EventInstance Single(EventRow row) => new(row, EventSpan.Of(row));

    public static EventInstance Occurrence(EventRow series, DateTimeOffset start) => new(series, SeriesRules.Occurrence(EventSpan.Of(series), start), series, start);

    public static EventInstance Changed(EventRow row, EventRow series) => new(row, EventSpan.Of(row), series, row.OriginalStart);

    /// <summary>Somebody else wrote it: it was imported, or made from words that came from outside.</summary>
    public bool IsFromOutside => Row.Uid is not null || Row.FromOutside || Series is { Uid: not null } or { FromOutside: true };

    public EventRef Ref => new(Series?.Id ?? Row.Id, OriginalStart);

    /// <summary>As the wire has it.</summary>
    public string Id => OriginalStart is { } at ? $"{Series!.Id}_{IcalTimes.Stamp(at, Series.IsAllDay)}" : Row.Id.ToString();

    /// <summary>The order of lists.</summary>
    public Keyset Key => new(Span.Start, Row.Id);

    /// <summary>It takes the user's time: not cancelled, not transparent, not declined.</summary>
    public bool Blocks => Row is { Status: not EventStatus.Cancelled, Transparency: Transparency.Opaque, SelfResponse: not AttendeeResponse.Declined };

    /// <summary>From when to when it takes it, for somebody whose days are those of <paramref name="zone"/>.</summary>
    public (DateTimeOffset Start, DateTimeOffset End) Takes(string zone) =>
        Span.IsAllDay ? (Midnight(Span.Start, zone), Midnight(Span.End, zone)) : (Span.Start, Span.End);

    private static DateTimeOffset Midnight(DateTimeOffset day, string zone) => Zones.ToInstant(Zones.ToLocal(day, Zones.Utc), zone);
}
