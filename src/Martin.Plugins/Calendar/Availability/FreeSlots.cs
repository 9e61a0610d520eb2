using Martin.Data.Users;
using Martin.Plugins.Rules;
using NodaTime;

namespace Martin.Plugins.Calendar.Availability;

/// <summary>A time that is taken.</summary>
public readonly record struct Busy(DateTimeOffset Start, DateTimeOffset End);

/// <summary>Somebody who should come too.</summary>
/// <param name="Taken">null when this Martin does not know their calendar: that is not the same as free.</param>
public sealed record Guest(string Email, IReadOnlyList<Busy>? Taken);

/// <summary>A time that would do, the better the higher its score (0 to 1), and why.</summary>
public sealed record Slot(DateTimeOffset Start, DateTimeOffset End, double Score, IReadOnlyList<string> Reasons);

/// <summary>What a slot is looked for by.</summary>
public sealed record SlotSearch
{
    public required TimeSpan Length { get; init; }
    public required DateTimeOffset From { get; init; }
    public required DateTimeOffset To { get; init; }

    /// <summary>On whose clock the working hours are, and the anchors.</summary>
    public required string Zone { get; init; }

    public required DateTimeOffset Now { get; init; }
    public TimeSpan MinNotice { get; init; }

    /// <summary>Kept free between two meetings.</summary>
    public TimeSpan Buffer { get; init; }

    /// <summary>None: the usual ones (<see cref="FreeSlots.UsualHours"/>).</summary>
    public IReadOnlyList<WorkingHours> Hours { get; init; } = [];

    public IReadOnlyList<Busy> Taken { get; init; } = [];
    public IReadOnlyList<Guest> Guests { get; init; } = [];
}

/// <summary>Finds times that are free for all, from anchors on the full and the half hour.</summary>
public static class FreeSlots
{
    public const int AnchorMinutes = 30;

    /// <summary>A window that is looked through.</summary>
    public const int LongestDays = 62;

    public static IReadOnlyList<WorkingHours> UsualHours { get; } =
        [.. new[] { "monday", "tuesday", "wednesday", "thursday", "friday" }.Select(day => new WorkingHours { Day = day, Start = "09:00", End = "17:00" })];

    /// <summary>The best slots, best first.</summary>
    public static IReadOnlyList<Slot> Find(SlotSearch search, int limit) =>
        [.. Possible(search).Select(start => Rated(search, start)).OrderByDescending(s => s.Score).ThenBy(s => s.Start).Take(limit)];

    /// <summary>All starts at which everybody whose calendar is known is free.</summary>
    public static IEnumerable<DateTimeOffset> Possible(SlotSearch search)
    {
        var earliest = search.Now + search.MinNotice > search.From ? search.Now + search.MinNotice : search.From;
        var taken = search.Taken.Select(b => new Busy(b.Start - search.Buffer, b.End + search.Buffer))
            .Concat(search.Guests.SelectMany(g => g.Taken ?? [])).OrderBy(b => b.Start).ToList();
        return from hours in Windows(search)
               from start in Anchors(hours, search)
               where start >= earliest && start + search.Length <= hours.End && start + search.Length <= search.To
               where !taken.TakeWhile(b => b.Start < start + search.Length).Any(b => b.End > start)
               select start;
    }

    /// <summary>The working hours of each day of the window, as instants.</summary>
    private static IEnumerable<Busy> Windows(SlotSearch search)
    {
        var hours = search.Hours.Count > 0 ? search.Hours : UsualHours;
        var last = Zones.ToLocal(search.To, search.Zone).Date;
        for (var day = Zones.ToLocal(search.From, search.Zone).Date; day <= last; day = day.PlusDays(1))
            foreach (var span in hours.Where(h => string.Equals(h.Day, day.DayOfWeek.ToString(), StringComparison.OrdinalIgnoreCase)).OrderBy(h => h.Start, StringComparer.Ordinal))
                yield return new(At(day, span.Start, search.Zone), At(day, span.End, search.Zone));
    }

    private static IEnumerable<DateTimeOffset> Anchors(Busy hours, SlotSearch search)
    {
        var first = Zones.ToLocal(hours.Start, search.Zone);
        var past = first.Minute % AnchorMinutes;
        for (var at = past == 0 ? first : first.PlusMinutes(AnchorMinutes - past); ; at = at.PlusMinutes(AnchorMinutes))
        {
            var start = Zones.ToInstant(at, search.Zone);
            if (start >= hours.End) yield break;
            if (Zones.ToLocal(start, search.Zone) == at) yield return start;  // the clock may skip it
        }
    }

    private static Slot Rated(SlotSearch search, DateTimeOffset start)
    {
        var end = start + search.Length;
        var local = Zones.ToLocal(start, search.Zone);
        var (score, reasons) = (0.6, new List<string> { search.Hours.Count > 0 ? "within your working hours" : "within the usual working hours" });
        void Weigh(bool holds, double weight, string reason)
        {
            if (!holds) return;
            score += weight;
            reasons.Add(reason);
        }
        score += 0.2 * (1 - (start - search.From) / (search.To - search.From));
        var near = TimeSpan.FromMinutes(AnchorMinutes) + search.Buffer;
        Weigh(search.Taken.Any(b => (start >= b.End && start - b.End < near) || (b.Start >= end && b.Start - end < near)), 0.1, "beside another meeting, so the rest of the day stays whole");
        Weigh(search.Buffer > TimeSpan.Zero, 0, $"{search.Buffer.TotalMinutes:0} minutes or more from other meetings");
        Weigh(local.Minute == 0, 0.05, "on the full hour");
        Weigh(local.Hour < 13 && Zones.ToLocal(end, search.Zone).TimeOfDay > new LocalTime(12, 0) && local.TimeOfDay < new LocalTime(13, 0), -0.15, "over the usual lunch hour");
        foreach (var guest in search.Guests)
            Weigh(true, guest.Taken is null ? -0.2 : 0, guest.Taken is null ? $"{guest.Email} has no calendar on this Martin: whether they are free is not known" : $"{guest.Email} is free");
        return new(start, end, Math.Round(Math.Clamp(score, 0, 1), 2), reasons);
    }

    private static DateTimeOffset At(LocalDate day, string time, string zone) =>
        time == "24:00" ? Zones.ToInstant(day.PlusDays(1).AtMidnight(), zone)
        : Zones.ToInstant(day.At(new LocalTime(int.Parse(time.AsSpan(0, 2), null), int.Parse(time.AsSpan(3, 2), null))), zone);
}
