namespace Martin.Plugins.Dates.Grammar;

public enum TokenKind { None, Word, Number, Mark, Address }

/// <summary>One word, number, sign or address (mail, URL) of a text, with its place in it.</summary>
/// <param name="Text">Lower case, typographic apostrophes made plain, a possessive 's dropped.</param>
/// <param name="Number">The value of a number of at most nine digits, else -1.</param>
public readonly record struct Token(TokenKind Kind, string Text, int Start, int Length, int Number = -1)
{
    public static readonly Token None = new(TokenKind.None, "", 0, 0);

    public int End => Start + Length;
}

/// <summary>A text cut into tokens; positions past its ends are <see cref="Token.None"/>, so that rules need no bounds checks.</summary>
public sealed class Tokens(string text, IReadOnlyList<Token> items)
{
    public string Text => text;

    public int Count => items.Count;

    public Token this[int i] => i >= 0 && i < items.Count ? items[i] : Token.None;

    public bool Is(int i, params ReadOnlySpan<string> words) => words.Contains(this[i].Text) && this[i].Kind != TokenKind.None;

    /// <summary>The position after <paramref name="i"/> when one of the words stands there, else <paramref name="i"/>.</summary>
    public int Skip(int i, params ReadOnlySpan<string> words) => Is(i, words) ? i + 1 : i;

    /// <summary>The position after the sequence of words when it stands at <paramref name="i"/>, else null.</summary>
    public int? After(int i, params ReadOnlySpan<string> sequence)
    {
        for (var k = 0; k < sequence.Length; k++)
            if (!Is(i + k, sequence[k]))
                return null;
        return i + sequence.Length;
    }

    /// <summary>Whether no space stands between this token and the one before.</summary>
    public bool IsGlued(int i) => i > 0 && i < items.Count && items[i - 1].End == items[i].Start;

    /// <summary>The text as written of the tokens from <paramref name="from"/> up to, not including, <paramref name="to"/>.</summary>
    public string Slice(int from, int to) => to <= from ? "" : text[this[from].Start..this[to - 1].End];
}

/// <summary>What a rule read, and the position of the token after it.</summary>
public readonly record struct Parsed<T>(T Value, int End);
