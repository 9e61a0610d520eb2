using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Martin.Testing;
using Xunit.Abstractions;

namespace Martin.Plugins.Tests.Models.Offline.Hwu;

/// <summary>Whether what was said arrives in the calls: times, titles, lists, people, addresses and texts of utterances labelled by hand.</summary>
public sealed class HwuSlotTests(ITestOutputHelper output)
{
    private const int LeastLabelled = 300;
    private const double LeastRight = 0.85;

    [NeedsReferenceFact(HwuFile.Folder, HwuFile.Name)]
    public async Task What_was_said_arrives_in_the_calls()
    {
        var texts = HwuFile.Read();
        var labels = HwuFile.Lines("labels.txt").ToList();
        Assert.True(labels.Count >= LeastLabelled);
        var judged = new List<(string Slot, bool IsRight)>();
        var lines = new StringBuilder();
        foreach (var label in labels)
        {
            var index = int.Parse(label[0], CultureInfo.InvariantCulture);
            var answer = await HwuOffice.New().SayAsync(texts[index].Text);
            foreach (var (slot, value) in label.Skip(1).Select(s => s.Split('=', 2)).Select(s => (s[0], s[1])))
            {
                var isRight = value.Split('|').Any(v => Has(answer, slot, v));
                judged.Add((slot, isRight));
                if (!isRight) lines.AppendLine(CultureInfo.InvariantCulture, $"{index}\t{slot}={value}\t{texts[index].Text}\t{string.Join(" ; ", answer.Calls.Select(c => $"{c.Tool} {Desk.Json(c.Arguments)}"))}\t{answer.Text.ReplaceLineEndings(" / ")}");
            }
        }
        if (Environment.GetEnvironmentVariable("MARTIN_HWU_SLOTS") is { Length: > 0 } file) await File.WriteAllTextAsync(file, lines.ToString());
        var table = new StringBuilder("| slot | labelled | right |\n|---|---|---|\n");
        foreach (var group in judged.GroupBy(j => j.Slot).OrderBy(g => g.Key, StringComparer.Ordinal).Append(judged.GroupBy(_ => $"**all**, of {labels.Count} utterances").Single()))
            table.AppendLine(CultureInfo.InvariantCulture, $"| {group.Key} | {group.Count()} | {(double)group.Count(j => j.IsRight) / group.Count():P1} |");
        output.WriteLine(table.ToString());
        Console.WriteLine(table.ToString());
        Assert.InRange((double)judged.Count(j => j.IsRight) / judged.Count, LeastRight, 1);
    }

    private static bool Has(Answer answer, string slot, string value) => slot switch
    {
        "time" => Created(answer).Any(a => Starts(a["startTime"], value) || Starts(a["remindAt"], value)),
        "title" => Created(answer).Any(a => IsTitle(a["title"]!.ToString(), value)),
        "list" => answer.Calls.Any(c => Is(c.Arguments["list"], value)),
        "person" => answer.Calls.Any(c => Is(c.Arguments["from"], value) && c.Tool == "find_mail" || c.Tool == "save_memory" && Contains(c.Arguments["content"], value) || c.Tool == "recall" && c.Arguments["query"]!.ToString().EndsWith($"of {value}", StringComparison.OrdinalIgnoreCase)),
        "address" => answer.Calls.Any(c => Contains(c.Arguments, value)),
        "about" => answer.Calls.Any(c => c.Tool == "find_mail" && Contains(c.Arguments["query"], value)),
        "unread" => answer.Calls.Any(c => c.Tool == "find_mail" && c.Arguments["unread"]?.GetValue<bool>() == true),
        "body" => answer.Calls.Any(c => Is(c.Arguments["body"], value) || Is(c.Arguments["instructions"], value)),
        "zone" => answer.Calls.Any(c => Is(c.Arguments["timeZone"], value)),
        "says" => answer.Text.Contains(value, StringComparison.Ordinal),
        "day" => answer.Calls.Any(c => c.Tool == "list_events" && Starts(c.Arguments["from"], value)),
        "from" => answer.Calls.Any(c => c.Tool == "list_events" && c.Arguments["from"]!.ToString().Contains($"T{value}", StringComparison.Ordinal)),
        "words" => answer.Calls.Any(c => c.Tool == "list_events" && Contains(c.Arguments["query"], value)),
        _ => throw new InvalidOperationException($"No slot {slot}."),
    };

    private static IEnumerable<JsonObject> Created(Answer answer) => answer.Calls.Where(c => c.Tool is "create_task" or "create_event").Select(c => c.Arguments);

    /// <summary>As labelled, but for an article more or less.</summary>
    private static bool IsTitle(string title, string value) => Bare(title) == Bare(value);

    private static string Bare(string text) => string.Join(' ', text.ToLowerInvariant().Split(' ').Where(w => w is not ("the" or "a" or "my" or "an")));

    private static bool Starts(JsonNode? node, string value) => node?.ToString().StartsWith(value, StringComparison.Ordinal) == true;

    private static bool Is(JsonNode? node, string value) => string.Equals(node?.ToString(), value, StringComparison.OrdinalIgnoreCase);

    private static bool Contains(JsonNode? node, string value) => node?.ToString().Contains(value, StringComparison.OrdinalIgnoreCase) == true;
}
