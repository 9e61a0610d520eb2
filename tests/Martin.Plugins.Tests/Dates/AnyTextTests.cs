using System.Diagnostics;
using Martin.Plugins.Calendar.Series;
using Martin.Plugins.Dates;
using NodaTime;

namespace Martin.Plugins.Tests.Dates;

/// <summary>Whatever the text, the grammar answers, in time, and with rules that the calendar takes.</summary>
public sealed class AnyTextTests
{
    private const int Texts = 4000, MostWords = 14, LongestText = 16_000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly DateTimeZone Berlin = LocalTimes.Zone("Europe/Berlin")!;
    private static readonly Instant Now = Instant.FromUtc(2026, 11, 22, 9, 0);
    private static readonly string[] Words = [.. PhraseTable.All.SelectMany(c => c.Phrase.Split(' ')).Distinct()];

    [Fact]
    public void Words_of_dates_in_any_order_are_read_without_a_fault()
    {
        var random = new Random(6);
        for (var n = 0; n < Texts; n++)
        {
            var text = string.Join(' ', random.GetItems(Words, random.Next(1, MostWords)));
            var end = 0;
            foreach (var match in DateGrammar.Find(text, Now, Berlin, n % 2 == 0 ? IsoDayOfWeek.Monday : IsoDayOfWeek.Sunday))
            {
                Assert.True(match.Start >= end && match.Length > 0 && match.End <= text.Length, text);
                Assert.True(match.Question is not null || match.To is null || match.To > match.From, text);
                Assert.True(match.Rule is null || RuleText.Read(match.Rule, isAllDay: match is { SaysTime: false, Part: null }).Problem is null, $"{text}: {match.Rule}");
                end = match.End;
            }
            DateAnswer.For(text, Now.ToDateTimeOffset(), Berlin.Id);
        }
    }

    [Theory]
    [InlineData("every Monday and ")]
    [InlineData("1st and ")]
    [InlineData("Mon 3pm to ")]
    [InlineData("the first Monday of the ")]
    [InlineData("a week and an hour and ")]
    [InlineData("the ")]
    [InlineData("1/")]
    [InlineData("day after the day before ")]
    public void The_longest_text_is_read_in_time(string unit)
    {
        var text = string.Concat(Enumerable.Repeat(unit, LongestText / unit.Length));
        var began = Stopwatch.GetTimestamp();

        DateGrammar.Find(text, Now, Berlin);
        DateGrammar.Read(text, Now, Berlin);

        Assert.True(Stopwatch.GetElapsedTime(began) < Patience);
    }

    [Fact]
    public void The_calendar_takes_every_rule_of_the_table()
    {
        var rules = PhraseTable.All.Where(c => c.Expected.StartsWith("every ", StringComparison.Ordinal)).ToList();

        Assert.NotEmpty(rules);
        Assert.All(rules, c => Assert.Null(RuleText.Read(c.Expected.Split(' ')[^1], isAllDay: c.Expected.Split(' ')[1].Length == 10).Problem));
    }
}
