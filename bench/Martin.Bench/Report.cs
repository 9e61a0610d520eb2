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
