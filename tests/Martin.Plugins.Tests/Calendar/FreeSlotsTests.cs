using Martin.Data.Users;
using Martin.Plugins.Calendar.Availability;

namespace Martin.Plugins.Tests.Calendar;

public sealed class FreeSlotsTests
{
    private static readonly SlotSearch Monday = new()
    {
        Length = TimeSpan.FromHours(1), From = At("2026-11-23T00:00Z"), To = At("2026-11-24T00:00Z"), Zone = "UTC", Now = At("2026-11-20T00:00Z"),
        Hours = [new WorkingHours { Day = "monday", Start = "09:00", End = "12:00" }],
    };

    [Fact]
    public void Slots_lie_on_half_hours_within_the_working_hours() =>
        Assert.Equal("09:00 09:30 10:00 10:30 11:00", Starts(Monday));

    [Fact]
    public void Hours_that_overlap_or_touch_are_one_time_to_work_in_and_offer_each_slot_once()
    {
        WorkingHours[] hours = [Hours("09:00", "10:30"), Hours("10:00", "11:00"), Hours("11:00", "12:00")];
        Assert.Equal(Starts(Monday), Starts(Monday with { Hours = hours }));
        // A night's work: a slot lies across midnight.
        var night = Monday with { To = At("2026-11-25T00:00Z"), Hours = [new() { Day = "monday", Start = "22:00", End = "24:00" }, new() { Day = "tuesday", Start = "00:00", End = "01:00" }] };
        Assert.Equal("22:00 22:30 23:00 23:30 00:00", Starts(night));

        static WorkingHours Hours(string start, string end) => new() { Day = "monday", Start = start, End = end };
    }

    [Fact]
    public void Nothing_is_offered_at_less_than_the_notice() =>
        Assert.Equal("10:30 11:00", Starts(Monday with { Now = At("2026-11-23T09:10Z"), MinNotice = TimeSpan.FromMinutes(60) }));

    [Fact]
    public void Meetings_keep_their_distance() =>
        Assert.Equal("11:00", Starts(Monday with { Taken = [Taken("09:30", "10:30")], Buffer = TimeSpan.FromMinutes(15) }));

    [Fact]
    public void A_guest_who_is_busy_blocks_and_one_who_is_not_known_is_said_to_be()
    {
        var search = Monday with { Guests = [new("bob@example.org", [Taken("09:00", "10:30")]), new("eve@elsewhere.example", null)] };
        Assert.Equal("10:30 11:00", Starts(search));
        var slot = FreeSlots.Find(search, 1)[0];
        Assert.Contains("bob@example.org is free", slot.Reasons);
        Assert.Contains(slot.Reasons, r => r.Contains("eve@elsewhere.example") && r.Contains("not known"));
        Assert.DoesNotContain(slot.Reasons, r => r.Contains("eve@elsewhere.example is free"));
        Assert.True(slot.Score < FreeSlots.Find(search with { Guests = [] }, 1)[0].Score);
    }

    [Fact]
    public void Hours_are_meant_on_the_clock_of_the_zone_also_when_it_changes()
    {
        var sunday = Monday with
        {
            Zone = "Europe/Berlin", From = At("2027-03-28T00:00Z"), To = At("2027-03-28T23:00Z"), Now = At("2027-01-01T00:00Z"), Length = TimeSpan.FromMinutes(30),
            Hours = [new WorkingHours { Day = "sunday", Start = "01:30", End = "04:00" }],
        };
        // 02:00 and 02:30 are skipped.
        Assert.Equal("00:30 01:00 01:30", Starts(sunday));
    }

    [Fact]
    public void Without_hours_of_ones_own_the_weekend_is_free_of_meetings() =>
        Assert.Empty(FreeSlots.Possible(Monday with { Hours = [], From = At("2026-11-21T00:00Z"), To = At("2026-11-23T00:00Z") }));

    private static string Starts(SlotSearch search) => string.Join(' ', FreeSlots.Possible(search).Select(s => s.UtcDateTime.ToString("HH:mm")));

    private static Busy Taken(string start, string end) => new(At($"2026-11-23T{start}Z"), At($"2026-11-23T{end}Z"));

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text);
}
