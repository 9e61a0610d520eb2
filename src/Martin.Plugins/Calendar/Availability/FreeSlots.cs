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

    /// <summary>What the time should be beside that.</summary>
    public IReadOnlyList<SlotWish> Wishes { get; init; } = [];
}

/// <summary>Finds times that are free for all, from anchors on the full and the half hour.</summary>
public static class FreeSlots
{
    public const int AnchorMinutes = 30;

    /// <summary>The score of a time that nothing speaks for or against.</summary>
    public const double Plain = 0.6;

    private const double Soonest = 0.2, BesideAnother = 0.1, FullHour = 0.05, OverLunch = -0.15, GuestUnknown = -0.2, WishHolds = 0.1, WishFails = -0.25;

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
        return from hours in Joined(Windows(search))
               from start in Anchors(hours, search)
               where start >= earliest && start + search.Length <= hours.End && start + search.Length <= search.To
               where search.Wishes.All(w => !w.IsFirm || w.Holds(Zones.ToLocal(start, search.Zone), Zones.ToLocal(start + search.Length, search.Zone)))
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

    /// <summary>Hours that overlap or touch are one time to work in, also over midnight: a slot may lie across their border, and is found once.</summary>
    private static IEnumerable<Busy> Joined(IEnumerable<Busy> hours)
    {
        Busy? open = null;
        foreach (var next in hours)
        {
            if (open is { } now && next.Start <= now.End)
            {
                open = now with { End = next.End > now.End ? next.End : now.End };
                continue;
            }
            if (open is { } whole) yield return whole;
            open = next;
        }
        if (open is { } last) yield return last;
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

    /// <summary>What speaks for and against a start, with how much it counts: a score is <see cref="Plain"/> and these together, from 0 to 1.</summary>
    public static IReadOnlyList<(string Reason, double Weight)> Weights(SlotSearch search, DateTimeOffset start)
    {
        var end = start + search.Length;
        var (local, localEnd) = (Zones.ToLocal(start, search.Zone), Zones.ToLocal(end, search.Zone));
        var near = TimeSpan.FromMinutes(AnchorMinutes) + search.Buffer;
        var soon = Soonest * (1 - (start - search.From) / (search.To - search.From));
        var weights = new List<(string, double)>
        {
            (search.Hours.Count > 0 ? "within your working hours" : "within the usual working hours", 0),
            (soon >= Soonest / 2 ? "early in the time asked about" : "late in the time asked about", soon),
        };
        if (search.Taken.Any(b => (start >= b.End && start - b.End < near) || (b.Start >= end && b.Start - end < near))) weights.Add(("beside another meeting, so the rest of the day stays whole", BesideAnother));
        if (search.Buffer > TimeSpan.Zero) weights.Add(($"{search.Buffer.TotalMinutes:0} minutes or more from other meetings", 0));
        if (local.Minute == 0) weights.Add(("on the full hour", FullHour));
        if (local.TimeOfDay < new LocalTime(13, 0) && localEnd > local.Date.At(new LocalTime(12, 0))) weights.Add(("over the usual lunch hour", OverLunch));
        foreach (var wish in search.Wishes)
            weights.Add(wish.IsFirm ? ($"as you asked: {wish.Words}", 0) : wish.Holds(local, localEnd) ? ($"as you would like: {wish.Words}", WishHolds) : ($"not as you would like: {wish.Words}", WishFails));
        foreach (var guest in search.Guests)
            weights.Add(guest.Taken is null ? ($"{guest.Email} has no calendar on this Martin: whether they are free is not known", GuestUnknown) : ($"{guest.Email} is free", 0));
        return weights;
    }

    /// <summary>Where nothing is free: each firm wish without which something would be, and the best of that.</summary>
    public static IReadOnlyList<(SlotWish Without, Slot Slot)> WaysOut(SlotSearch search) =>
    [
        .. from wish in search.Wishes.Where(w => w.IsFirm)
           from slot in Find(search with { Wishes = [.. search.Wishes.Where(w => w != wish)] }, 1)
           select (wish, slot),
    ];

    private static Slot Rated(SlotSearch search, DateTimeOffset start)
    {
        var weights = Weights(search, start);
        return new(start, start + search.Length, Math.Round(Math.Clamp(Plain + weights.Sum(w => w.Weight), 0, 1), 2), [.. weights.Select(w => w.Reason)]);
    }

    private static DateTimeOffset At(LocalDate day, string time, string zone) =>
        time == "24:00" ? Zones.ToInstant(day.PlusDays(1).AtMidnight(), zone)
        : Zones.ToInstant(day.At(new LocalTime(int.Parse(time.AsSpan(0, 2), null), int.Parse(time.AsSpan(3, 2), null))), zone);
}
