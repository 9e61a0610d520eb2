using System.Globalization;
using System.Text;
using Martin.Testing;
using Xunit.Abstractions;

namespace Martin.Plugins.Tests.Models.Offline.Hwu;

/// <summary>How much of 1,847 utterances of people speaking to an assistant is understood.</summary>
public sealed class HwuTableTests(ITestOutputHelper output)
{
    /// <summary>Of those that Martin has a tool for: right or asked at least, asked at most, wrong less than.</summary>
    private const double LeastRight = 0.85, MostAsked = 0.15, MostWrong = 0.01;

    [NeedsReferenceFact(HwuFile.Folder, HwuFile.Name)]
    public async Task Most_is_understood_little_is_asked_and_next_to_nothing_is_done_wrong()
    {
        var without = HwuFile.WithoutTool();
        var judged = new List<(int Index, string Intent, Became Became)>();
        var lines = new StringBuilder();
        foreach (var (index, text, intent) in HwuFile.Read())
        {
            var answer = await HwuOffice.New().SayAsync(text);
            var became = Verdict.Of(text, intent, answer);
            judged.Add((index, intent, became));
            lines.AppendLine(CultureInfo.InvariantCulture, $"{index}\t{intent}\t{became}{(without.ContainsKey(index) ? "*" : "")}\t{text}\t{string.Join(" ; ", answer.Calls.Select(c => $"{c.Tool} {Desk.Json(c.Arguments)}"))}\t{answer.Text.ReplaceLineEndings(" / ")}");
        }
        // Where a folder for it is named, every turn is written down, for whoever looks into a figure.
        if (Environment.GetEnvironmentVariable("MARTIN_HWU_TURNS") is { Length: > 0 } file) await File.WriteAllTextAsync(file, lines.ToString());
        var table = Table([.. judged.Where(j => !without.ContainsKey(j.Index))], without, judged);
        output.WriteLine(table);
        Console.WriteLine(table);

        // What has no tool may be refused or asked about, but nothing may be done.
        var ours = judged.Where(j => !without.ContainsKey(j.Index)).ToList();
        var wrong = judged.Where(j => j.Became == Became.Wrong).ToList();
        Assert.True(wrong.Count < MostWrong * judged.Count, $"Wrong: {string.Join(", ", wrong.Select(w => w.Index))}");
        Assert.InRange(Share(ours, Became.Right, Became.RightThenAsks, Became.Question), LeastRight, 1);
        Assert.InRange(Share(ours, Became.Question), 0, MostAsked);
    }

    private static string Table(List<(int Index, string Intent, Became Became)> ours, IReadOnlyDictionary<int, string> without, List<(int Index, string Intent, Became Became)> all)
    {
        var text = new StringBuilder("| intent | utterances | no tool | right | of these, then asks which or whether | asks for what is missing | not understood | wrong action |\n|---|---|---|---|---|---|---|---|\n");
        foreach (var group in ours.GroupBy(j => j.Intent).OrderBy(g => g.Key, StringComparer.Ordinal)) Row(text, group.Key, [.. group], all.Count(a => a.Intent == group.Key && without.ContainsKey(a.Index)));
        Row(text, "**all**", ours, without.Count);
        Row(text, "even places (looked at while building)", [.. ours.Where(j => j.Index % 2 == 0)], without.Keys.Count(k => k % 2 == 0));
        Row(text, "odd places", [.. ours.Where(j => j.Index % 2 == 1)], without.Keys.Count(k => k % 2 == 1));
        Row(text, "every fourth (3, 7, …: never looked at)", [.. ours.Where(j => j.Index % 4 == 3)], without.Keys.Count(k => k % 4 == 3));
        return text.ToString();
    }

    private static void Row(StringBuilder text, string name, List<(int Index, string Intent, Became Became)> some, int without) =>
        text.AppendLine(CultureInfo.InvariantCulture, $"| {name} | {some.Count + without} | {without} | {Percent(some, Became.Right, Became.RightThenAsks)} | {Percent(some, Became.RightThenAsks)} | {Percent(some, Became.Question)} | {Percent(some, Became.Refused)} | {some.Count(j => j.Became == Became.Wrong)} |");

    private static string Percent(List<(int Index, string Intent, Became Became)> some, params Became[] which) => Share(some, which).ToString("0.0 %", CultureInfo.InvariantCulture);

    private static double Share(List<(int Index, string Intent, Became Became)> some, params Became[] which) => some.Count == 0 ? 0 : (double)some.Count(j => which.Contains(j.Became)) / some.Count;
}
