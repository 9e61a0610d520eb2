using Martin.Plugins.Dates;
using NodaTime;

namespace Martin.Plugins.Tests.Dates;

/// <summary>How the date tests write a reading: "kind start [end] [+minutes]", local; "asks" when the words do not settle it, "none" when nothing is found.</summary>
internal static class DatePhrases
{
    public static string Read(string phrase, string now, string zoneId)
    {
        var zone = LocalTimes.Zone(zoneId)!;
        var instant = zone.AtLeniently(NodaTime.Text.LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd'T'HH:mm").Parse(now).Value).ToInstant();
        var found = DateGrammar.Find(phrase, instant, zone);
        return found.Count == 0 ? "none" : string.Join(" | ", found.Select(Written));
    }

    private static string Written(DateMatch match)
    {
        if (match.Question is not null) return "asks";
        var kind = match.Kind.ToString().ToLowerInvariant();
        var minutes = match.Kind == DateKind.Duration ? $" +{Martin.Plugins.Dates.Grammar.Lengths.Minutes(match.Lasting!)}" : "";
        var to = match.Kind is DateKind.Range or DateKind.Window ? $" {Time(match.To)}" : "";
        return match.Kind switch
        {
            DateKind.Date => $"date {LocalTimes.Iso(match.Date!.Value)}",
            DateKind.Duration => kind + minutes,
            DateKind.Recurrence => $"every {Time(match.From)} {match.Rule}",
            _ => $"{kind} {Time(match.From)}{to}",
        };
    }

    private static string Time(LocalDateTime? time) =>
        time is not { } t ? "" : t.TimeOfDay == LocalTime.Midnight ? LocalTimes.Iso(t.Date) : LocalTimes.Iso(t)[..16];
}
