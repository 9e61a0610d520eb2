using Martin.Plugins.Calendar.Availability;
using NodaTime;

namespace Martin.Plugins.Tests.Calendar;

public sealed class WishGrammarTests
{
    private static readonly DateTimeZone Zone = DateTimeZoneProviders.Tzdb["Europe/Berlin"];

    // A Monday, ten in the morning.
    private static readonly Instant Now = Instant.FromUtc(2026, 11, 23, 9, 0);

    // Of half an hour: what is possible, and what is not.
    [Theory]
    [InlineData("not before 10", "2026-11-24 10:00", "2026-11-24 09:30")]
    [InlineData("Not before 10:30, please", "2026-11-24 10:30", "2026-11-24 10:00")]
    [InlineData("after 2pm", "2026-11-24 14:00", "2026-11-24 13:30")]
    [InlineData("before noon", "2026-11-24 11:30", "2026-11-24 12:00")]
    [InlineData("no later than 16:30", "2026-11-24 16:00", "2026-11-24 16:30")]
    [InlineData("not later than 4pm", "2026-11-24 15:30", "2026-11-24 16:00")]
    [InlineData("not earlier than 9", "2026-11-24 09:00", "2026-11-24 08:30")]
    [InlineData("not after 5", "2026-11-24 16:30", "2026-11-24 17:00")]
    [InlineData("by 3pm", "2026-11-24 14:30", "2026-11-24 15:00")]
    [InlineData("from 11", "2026-11-24 11:00", "2026-11-24 10:30")]
    [InlineData("between 2pm and 4pm", "2026-11-24 15:30", "2026-11-24 16:00")]
    [InlineData("not between 12 and 2pm", "2026-11-24 14:00", "2026-11-24 12:30")]
    [InlineData("avoid Friday", "2026-11-26 09:00", "2026-11-27 09:00")]
    [InlineData("not on Tuesday or Thursday", "2026-11-25 09:00", "2026-11-26 09:00")]
    [InlineData("no Mondays", "2026-11-24 09:00", "2026-11-30 09:00")]
    [InlineData("only Wednesday", "2026-11-25 09:00", "2026-11-24 09:00")]
    [InlineData("on Wednesday or Thursday", "2026-11-26 09:00", "2026-11-27 09:00")]
    [InlineData("not at the weekend", "2026-11-27 09:00", "2026-11-28 09:00")]
    [InlineData("weekdays only", "2026-11-27 09:00", "2026-11-29 09:00")]
    [InlineData("only mornings", "2026-11-24 11:30", "2026-11-24 12:00")]
    [InlineData("in the afternoon", "2026-11-24 13:00", "2026-11-24 11:30")]
    [InlineData("not in the evening", "2026-11-24 16:00", "2026-11-24 18:00")]
    [InlineData("not over lunch", "2026-11-24 13:00", "2026-11-24 12:00")]
    [InlineData("no lunch hour", "2026-11-24 11:30", "2026-11-24 12:30")]
    [InlineData("not tomorrow", "2026-11-25 09:00", "2026-11-24 09:00")]
    [InlineData("not on November 27", "2026-11-26 09:00", "2026-11-27 09:00")]
    [InlineData("I don't want Friday", "2026-11-26 09:00", "2026-11-27 09:00")]
    [InlineData("never before 8", "2026-11-24 08:00", "2026-11-24 07:30")]
    public void Firm_wishes_let_in_and_keep_out(string text, string possible, string out_)
    {
        var read = WishGrammar.Read(text, Now, Zone);
        Assert.Empty(read.Unread);
        var wish = Assert.Single(read.Wishes);
        Assert.True(wish.IsFirm);
        Assert.True(Holds(wish, possible), possible);
        Assert.False(Holds(wish, out_), out_);
        Assert.Contains(wish.Words.Split(' ')[^1], text, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("ideally in the morning", 0, 1)]
    [InlineData("preferably not Friday", 0, 1)]
    [InlineData("if possible after 3pm", 0, 1)]
    [InlineData("mornings if possible", 0, 1)]
    [InlineData("not before 10, ideally on Tuesday", 1, 1)]
    [InlineData("I'd rather not on Monday, but not after 4pm", 1, 1, "I'd")]
    [InlineData("not before 10, avoid Friday, 45 minutes next week", 2, 0)]
    public void What_is_only_preferred_keeps_nothing_out(string text, int firm, int soft, string? unread = null)
    {
        var read = WishGrammar.Read(text, Now, Zone);
        Assert.Equal((firm, soft), (read.Wishes.Count(w => w.IsFirm), read.Wishes.Count(w => !w.IsFirm)));
        if (unread is null) Assert.Empty(read.Unread);
    }

    [Theory]
    [InlineData("45 minutes next week", 45, "2026-11-30", "2026-12-07")]
    [InlineData("an hour and a half tomorrow", 90, "2026-11-24", "2026-11-25")]
    [InlineData("half an hour this week", 30, "2026-11-23", "2026-11-30")]
    [InlineData("two hours on December 3", 120, "2026-12-03", "2026-12-04")]
    [InlineData("30 min", 30, null, null)]
    public void Lengths_and_days_are_read_as_such(string text, int minutes, string? from, string? to)
    {
        var read = WishGrammar.Read(text, Now, Zone);
        Assert.Empty(read.Unread);
        Assert.Equal(minutes, read.Length!.Value.TotalMinutes);
        Assert.Equal((from, to), (read.Window?.From.Date.ToString("uuuu-MM-dd", null), read.Window?.To.Date.ToString("uuuu-MM-dd", null)));
    }

    [Theory]
    [InlineData("not when the kids are home", "kids")]
    [InlineData("near the office", "office")]
    [InlineData("unless it rains", "rains")]
    [InlineData("wenn möglich vormittags", "vormittags")]
    public void What_is_not_understood_is_named_never_dropped(string text, string word) => Assert.Contains(WishGrammar.Read(text, Now, Zone).Unread, u => u == word);

    private static bool Holds(SlotWish wish, string start)
    {
        var at = NodaTime.Text.LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd HH:mm").Parse(start).Value;
        return wish.Holds(at, at.PlusMinutes(30));
    }
}
