using Martin.Plugins.Calendar;

namespace Martin.Plugins.Tests.Calendar;

public sealed class EventRemindersTests
{
    private static readonly DateTimeOffset Nine = DateTimeOffset.Parse("2026-11-23T09:00Z");

    [Fact]
    public void The_next_reminder_may_be_a_later_occurrences()
    {
        EventSpan[] spans = [Span(Nine, 10), Span(Nine.AddMinutes(12), 10), Span(Nine.AddDays(1), 10)];
        Assert.Equal(Nine.AddMinutes(-10), EventReminders.Next(spans, [10, 0], Nine.AddHours(-1)));
        Assert.Equal(Nine, EventReminders.Next(spans, [10, 0], Nine.AddMinutes(-10)));
        Assert.Equal(Nine.AddMinutes(2), EventReminders.Next(spans, [10, 0], Nine));
        Assert.Equal(Nine.AddDays(1).AddMinutes(-10), EventReminders.Next(spans, [10], Nine.AddMinutes(2)));
        Assert.Null(EventReminders.Next(spans, [10, 0], Nine.AddDays(1)));
    }

    [Fact]
    public void Of_an_endless_series_no_more_is_read_than_needed()
    {
        var read = 0;
        Assert.Equal(Nine.AddDays(1), EventReminders.Next(Daily(), [0, 60], Nine.AddHours(23)));
        Assert.InRange(read, 1, 5);

        IEnumerable<EventSpan> Daily()
        {
            for (var day = 0; ; day++)
            {
                read++;
                yield return Span(Nine.AddDays(day), 30);
            }
        }
    }

    [Fact]
    public void What_takes_no_time_is_timely_at_its_time_and_what_is_over_is_not()
    {
        Assert.True(EventReminders.IsTimely(Span(Nine, 0), Nine.AddSeconds(2)));
        Assert.False(EventReminders.IsTimely(Span(Nine, 0), Nine.AddHours(1)));
        Assert.True(EventReminders.IsTimely(Span(Nine, 30), Nine.AddMinutes(29)));
        Assert.False(EventReminders.IsTimely(Span(Nine, 30), Nine.AddMinutes(30)));
    }

    private static EventSpan Span(DateTimeOffset start, int minutes) => new(start, start.AddMinutes(minutes), "UTC", false);
}
