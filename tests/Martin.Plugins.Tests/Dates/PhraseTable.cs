using Martin.Plugins.Dates;
using NodaTime;
using NodaTime.Text;

namespace Martin.Plugins.Tests.Dates;

/// <summary>One phrase, when and where it is said, and what it means.</summary>
public sealed record PhraseCase(string File, string Phrase, string Now, string Zone, IsoDayOfWeek WeekStart, string Expected, bool IsAmbiguous)
{
    public override string ToString() => $"{File}: \"{Phrase}\" at {Now} in {Zone}{(WeekStart == IsoDayOfWeek.Sunday ? ", Sunday weeks" : "")}";
}

/// <summary>The phrases of Dates/Phrases. "@" gives the reference for the lines below it; "=>" stands before what a phrase means.</summary>
/// <remarks>
/// "asks": the words do not settle it. "none": it is refused. "by": it is a deadline. A midnight is written as its date.
/// "~": another reading, or how the words were read, must be told.
/// </remarks>
public static class PhraseTable
{
    private const string Cautious = "asks", Refused = "none", NotSettled = "Not settled";

    public static IReadOnlyList<PhraseCase> All { get; } = [.. Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Dates", "Phrases"), "*.txt").Order(StringComparer.Ordinal).SelectMany(Read)];

    /// <summary>What resolve_date answers, as the table writes it.</summary>
    public static string Answer(PhraseCase said, out bool isAmbiguous)
    {
        var zone = LocalTimes.Zone(said.Zone)!;
        var now = zone.AtLeniently(LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd'T'HH:mm").Parse(said.Now).Value).ToDateTimeOffset();
        var answer = DateAnswer.For(said.Phrase, now, said.Zone, said.WeekStart);
        isAmbiguous = answer.Ambiguities is { Count: > 0 };
        if (!answer.Ok) return answer.Error!.StartsWith(NotSettled, StringComparison.Ordinal) ? Cautious : Refused;
        var by = answer.IsDeadline == true ? "by " : "";
        var end = answer.End is { } to && answer.Kind is "range" or "window" ? " " + Short(answer.End!) : "";
        return answer.Kind switch
        {
            "duration" => $"{by}duration +{answer.DurationMinutes}",
            "recurrence" => $"{by}every {Short(answer.Start!)}{(answer.End is { } first && answer.Start!.Contains('T', StringComparison.Ordinal) ? " " + Short(first) : "")} {answer.Recurrence}",
            _ => $"{by}{answer.Kind} {Short(answer.Start!)}{end}",
        };
    }

    /// <summary>Wrong, and neither refused nor asked about.</summary>
    public static bool IsSilentlyWrong(PhraseCase said, string answer, bool isAmbiguous) =>
        answer is not (Cautious or Refused) && (answer != said.Expected || (said.IsAmbiguous && !isAmbiguous));

    private static string Short(string time) => time.EndsWith("T00:00:00", StringComparison.Ordinal) ? time[..10] : time.Length > 16 ? time[..16] : time;

    private static IEnumerable<PhraseCase> Read(string file)
    {
        var (now, zone, weekStart) = ("", "", IsoDayOfWeek.Monday);
        foreach (var raw in File.ReadLines(file))
        {
            var line = raw.Trim();
            if (line.StartsWith('@'))
            {
                var parts = line[1..].Split('#')[0].Split(' ', StringSplitOptions.RemoveEmptyEntries);
                (now, zone, weekStart) = (parts[0], parts[1], parts is [_, _, "sunday"] ? IsoDayOfWeek.Sunday : IsoDayOfWeek.Monday);
            }
            else if (line.Length > 0 && !line.StartsWith('#'))
            {
                var (phrase, expected) = line.Split(" => ") is [var left, var right] ? (left, right) : throw new FormatException($"{file}: {line}");
                yield return new(Path.GetFileNameWithoutExtension(file), phrase, now, zone, weekStart, expected.TrimEnd('~', ' '), expected.EndsWith('~'));
            }
        }
    }
}
