using System.Globalization;
using System.Text;

namespace Martin.Bench;

/// <summary>The table that is printed at the end, and what was seen on the way.</summary>
internal sealed class Report
{
    private readonly List<(string What, string Budget, string Measured, string Ratio, string Verdict)> lines = [];
    private readonly List<string> notes = [];

    /// <param name="ok">Null when there is no budget to hold.</param>
    public void Add(string what, string budget, string measured, string ratio, bool? ok) =>
        lines.Add((what, budget, measured, ratio, ok switch { true => "ok", false => "**over**", null => "" }));

    /// <summary>Times of many of the same, judged by their 95th percentile.</summary>
    public void AddTimes(string what, double budgetMs, IEnumerable<double> timesMs)
    {
        double[] sorted = [.. timesMs];
        var (p50, p95, p99) = (Stats.Percentile(sorted, 50), Stats.Percentile(sorted, 95), Stats.Percentile(sorted, 99));
        Add(what, string.Create(CultureInfo.InvariantCulture, $"p95 ≤ {budgetMs:0.#} ms"),
            string.Create(CultureInfo.InvariantCulture, $"p50 {p50:0.0}, p95 {p95:0.0}, p99 {p99:0.0} ms of {sorted.Length}"), "", p95 <= budgetMs);
    }

    /// <summary>Says that the row could not be measured; a fault of correctness is never averaged away.</summary>
    public void Broken(string what, string problem) => lines.Add((what, "", problem.Replace('|', '/').ReplaceLineEndings(" "), "", "**broken**"));

    public void Note(string text)
    {
        notes.Add(text);
        Console.Error.WriteLine("  " + text);
    }

    public string ToMarkdown()
    {
        var text = new StringBuilder("| what | budget | measured | ratio | |\n|---|---|---|---|---|\n");
        foreach (var (what, budget, measured, ratio, verdict) in lines)
            text.Append(CultureInfo.InvariantCulture, $"| {what} | {budget} | {measured} | {ratio} | {verdict} |\n");
        text.Append("\nRuns:\n");
        foreach (var note in notes) text.Append(CultureInfo.InvariantCulture, $"- {note}\n");
        return text.ToString();
    }
}
