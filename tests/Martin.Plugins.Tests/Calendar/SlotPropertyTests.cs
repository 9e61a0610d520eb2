using Martin.Data.Users;
using Martin.Plugins.Calendar.Availability;
using NodaTime;

namespace Martin.Plugins.Tests.Calendar;

/// <summary>Random calendars in all zones, around their clock changes: whatever is proposed is possible, judged by other code than that which proposes.</summary>
public sealed class SlotPropertyTests
{
    private static readonly string[] Days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

    [Fact]
    public void Nothing_proposed_is_busy_outside_the_hours_inside_the_notice_or_against_a_firm_wish()
    {
        var random = new Random(20261123);
        var zones = DateTimeZoneProviders.Tzdb.Ids.ToList();
        var (slots, changes) = (0, 0);
        for (var n = 0; n < Testing.Counts.Of(sample: 1_500, full: 20_000); n++)
        {
            var (search, change) = Search(random, zones[random.Next(zones.Count)]);
            if (change) changes++;
            Assert.Distinct(FreeSlots.Possible(search));
            foreach (var slot in FreeSlots.Find(search, 20))
            {
                slots++;
                Judge(search, slot, n);
            }
        }
        Assert.True(slots > 5_000, $"{slots} slots");
        Assert.True(changes > 100, $"{changes} windows with a change of the clocks");
    }

    private static void Judge(SlotSearch search, Slot slot, int n)
    {
        var zone = DateTimeZoneProviders.Tzdb[search.Zone];
        var (start, end) = (Instant.FromDateTimeOffset(slot.Start), Instant.FromDateTimeOffset(slot.End));
        var (localStart, localEnd) = (start.InZone(zone), end.InZone(zone));
        var what = $"#{n} {search.Zone} {localStart} for {search.Length}";
        Assert.True(slot.End - slot.Start == search.Length, what);
        Assert.True(slot.Start >= search.From && slot.End <= search.To, $"{what}: outside the window");
        Assert.True(slot.Start >= search.Now + search.MinNotice, $"{what}: inside the notice");
        foreach (var busy in search.Taken) Assert.True(slot.End + search.Buffer <= busy.Start || slot.Start >= busy.End + search.Buffer, $"{what}: meets {busy}");
        foreach (var busy in search.Guests.SelectMany(g => g.Taken ?? [])) Assert.True(slot.End <= busy.Start || slot.Start >= busy.End, $"{what}: a guest is busy");
        // Minute by minute: each lies within some span of hours on its local day.
        var hours = search.Hours.Count > 0 ? search.Hours : FreeSlots.UsualHours;
        for (var at = start; at < end; at += Duration.FromMinutes(5))
        {
            var local = at.InZone(zone).LocalDateTime;
            var minute = local.Hour * 60 + local.Minute;
            Assert.True(hours.Any(h => h.Day == Days[(int)local.DayOfWeek - 1] && Minute(h.Start) <= minute && minute < Minute(h.End)), $"{what}: {local} lies outside the hours");
        }
        foreach (var wish in search.Wishes.Where(w => w.IsFirm)) Assert.True(wish.Holds(localStart.LocalDateTime, localEnd.LocalDateTime), $"{what}: {wish.Words}");
        Assert.True(localStart.Minute % FreeSlots.AnchorMinutes == 0, $"{what}: no anchor");
        // Its reasons say all that its score is made of.
        var weights = FreeSlots.Weights(search, slot.Start);
        Assert.Equal(Math.Round(Math.Clamp(FreeSlots.Plain + weights.Sum(w => w.Weight), 0, 1), 2), slot.Score);
        Assert.Equal(weights.Select(w => w.Reason), slot.Reasons);
        foreach (var guest in search.Guests) Assert.Contains(slot.Reasons, r => r.StartsWith(guest.Email, StringComparison.Ordinal) && r.Contains(guest.Taken is null ? "not known" : "is free", StringComparison.Ordinal));
    }

    private static (SlotSearch Search, bool HasChange) Search(Random random, string zone)
    {
        var tz = DateTimeZoneProviders.Tzdb[zone];
        var middle = Instant.FromUtc(2026 + random.Next(4), 1, 1, 0, 0) + Duration.FromHours(random.Next(365 * 24));
        // Half of them around the zone's next change of clocks, if it has one.
        if (random.Next(2) == 0 && tz.GetZoneInterval(middle) is { HasEnd: true } interval && interval.End < middle + Duration.FromDays(400)) middle = interval.End;
        var from = (middle - Duration.FromHours(random.Next(1, 72))).ToDateTimeOffset();
        from = from.AddMinutes(-(from.Minute % 5)).AddSeconds(-from.Second);
        var to = from.AddHours(random.Next(2, 24 * 6));
        var search = new SlotSearch
        {
            Length = TimeSpan.FromMinutes(5 * random.Next(1, 40)), From = from, To = to, Zone = zone, Now = from.AddMinutes(random.Next(-3_000, 1_500)),
            MinNotice = TimeSpan.FromMinutes(random.Next(4) * 60), Buffer = TimeSpan.FromMinutes(random.Next(3) * 10), Hours = Hours(random),
            Taken = [.. Enumerable.Range(0, random.Next(12)).Select(_ => Taken(random, from, to))],
            Guests = [.. Enumerable.Range(0, random.Next(3)).Select(g => new Guest($"g{g}@x.example", random.Next(3) == 0 ? null : [.. Enumerable.Range(0, random.Next(6)).Select(_ => Taken(random, from, to))]))],
            Wishes = [.. Enumerable.Range(0, random.Next(3)).Select(_ => Wish(random))],
        };
        return (search, tz.GetZoneIntervals(Instant.FromDateTimeOffset(from), Instant.FromDateTimeOffset(to)).Count() > 1);
    }

    private static Busy Taken(Random random, DateTimeOffset from, DateTimeOffset to)
    {
        var start = from.AddMinutes(random.Next(-300, (int)(to - from).TotalMinutes));
        return new(start, start.AddMinutes(random.Next(1, 600)));
    }

    private static List<WorkingHours> Hours(Random random)
    {
        if (random.Next(4) == 0) return [];
        var hours = new List<WorkingHours>();
        foreach (var day in Days.Where(_ => random.Next(4) > 0))
        {
            var start = random.Next(0, 20) * 30;
            var end = start + 30 * random.Next(2, 20);
            hours.Add(new() { Day = day, Start = Clock(start), End = Clock(Math.Min(end, 1440)) });
            if (random.Next(3) == 0) hours.Add(new() { Day = day, Start = Clock(start + 30), End = Clock(Math.Min(end + 30, 1440)) });
            if (end + 60 < 1380) hours.Add(new() { Day = day, Start = Clock(end + 60), End = "24:00" });
        }
        return hours.Count > 0 ? hours : [new() { Day = "monday", Start = "00:00", End = "24:00" }];
    }

    private static SlotWish Wish(Random random)
    {
        var (day, hour) = ((IsoDayOfWeek)(1 + random.Next(7)), random.Next(6, 18));
        return random.Next(3) switch
        {
            0 => new($"not {day}", random.Next(2) == 0, (s, _) => s.DayOfWeek != day),
            1 => new($"not before {hour}", random.Next(2) == 0, (s, _) => s.Hour >= hour),
            _ => new($"by {hour}", random.Next(2) == 0, (s, e) => e <= s.Date.At(new LocalTime(hour, 0))),
        };
    }

    private static string Clock(int minutes) => $"{minutes / 60:00}:{minutes % 60:00}";

    private static int Minute(string clock) => int.Parse(clock[..2], null) * 60 + int.Parse(clock[3..], null);
}
