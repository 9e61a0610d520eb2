using Martin.Plugins.Mail;

namespace Martin.Plugins.Tools;

/// <summary>One thing that a write changes or is done to, in the user's words.</summary>
/// <param name="Label">What it is, such as due or mail.</param>
/// <param name="Text">What it will be, whole; <see cref="Removed"/> where nothing is left of it.</param>
/// <param name="Before">What it is at present; null where there is nothing yet.</param>
public sealed record CardLine(string Label, string Text, string? Before = null)
{
    public const string Removed = "removed";

    /// <returns>null: it stays as it is.</returns>
    public static CardLine? Of(string label, string? before, string? after)
    {
        var (old, next) = (string.IsNullOrWhiteSpace(before) ? null : before, string.IsNullOrWhiteSpace(after) ? null : after);
        return old == next ? null : new(label, next ?? Removed, old);
    }
}

/// <summary>The lines of a card within its one sentence. All of them, and whole, stand on the card itself.</summary>
internal static class CardSentence
{
    private const int MaxLines = 8;

    /// <summary>Of a text, what the sentence quotes.</summary>
    private const int MaxTextChars = 80;

    /// <summary>": due Fri 27 Nov, 09:00 → removed; list → shopping".</summary>
    public static string Of(IReadOnlyList<CardLine> changes) =>
        Joined(changes, l => $"{l.Label} {(l.Before is null ? "" : $"{Short(l.Before)} ")}→ {Short(l.Text)}");

    /// <summary>": “Lunch?” from Bob; “Invoice” from Eve".</summary>
    public static string Named(IReadOnlyList<CardLine> things) => Joined(things, l => Short(l.Text));

    private static string Joined(IReadOnlyList<CardLine> lines, Func<CardLine, string> words) => lines.Count == 0 ? ""
        : $": {string.Join("; ", lines.Take(MaxLines).Select(words))}{(lines.Count > MaxLines ? $"; and {lines.Count - MaxLines} more" : "")}";

    private static string Short(string text) => CleanText.Line(text, MaxTextChars) is var line && line.Length < MaxTextChars ? line : $"{line}…";
}
