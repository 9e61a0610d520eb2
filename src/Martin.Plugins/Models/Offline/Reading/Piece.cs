using Martin.Plugins.Dates;
using Martin.Plugins.Dates.Grammar;
using Martin.Plugins.Models.Offline.Wishes;

namespace Martin.Plugins.Models.Offline.Reading;

/// <summary>A part of a message that may be one wish: its tokens between the politeness at both ends, and the dates in it.</summary>
internal sealed class Piece
{
    private readonly bool[] taken;

    public Piece(string text, Scene scene)
    {
        Text = text;
        T = Lexer.Read(text);
        Start = Lexicon.AfterPoliteness(T, 0);
        End = Math.Max(Start, Lexicon.BeforePoliteness(T, T.Count));
        Dates = DateGrammar.Find(T, scene.Now, scene.Zone);
        Scene = scene;
        taken = new bool[T.Count];
    }

    private Piece(Piece other)
    {
        (Text, T, Start, End, Dates, Scene) = (other.Text, other.T, other.Start, other.End, other.Dates, other.Scene);
        taken = new bool[T.Count];
    }

    /// <summary>The same words, none of them taken: readers mark what they use.</summary>
    public Piece Fresh() => new(this);

    /// <summary>The sentence as it reads without the words that are understood already.</summary>
    public Piece WithoutTaken() => new(string.Join(' ', Runs()), Scene);

    private IEnumerable<string> Runs()
    {
        for (var i = 0; i < T.Count;)
        {
            var start = i;
            while (i < T.Count && !taken[i]) i++;
            if (i > start) yield return T.Slice(start, i);
            while (i < T.Count && taken[i]) i++;
        }
    }

    public string Text { get; }
    public Tokens T { get; }
    /// <summary>The first token after the politeness.</summary>
    public int Start { get; }
    /// <summary>The token after the last one that says something.</summary>
    public int End { get; }
    public IReadOnlyList<DateMatch> Dates { get; }
    public Scene Scene { get; }
    public bool IsQuestion => T.Is(T.Count - 1, "?");

    public bool Has(HashSet<string> words, int from, int to) => Where(words, from, to) is not null;

    public int? Where(HashSet<string> words, int from, int to)
    {
        for (var i = Math.Max(0, from); i < Math.Min(to, T.Count); i++)
            if (words.Contains(T[i].Text))
                return i;
        return null;
    }

    /// <summary>Marks tokens as understood, so that they stay out of the title.</summary>
    public void Take(int from, int to) => Array.Fill(taken, true, Math.Max(0, from), Math.Max(0, Math.Min(to, T.Count) - Math.Max(0, from)));

    public void Take(DateMatch match)
    {
        for (var i = 0; i < T.Count; i++)
            if (T[i].Start >= match.Start && T[i].End <= match.End)
                taken[i] = true;
    }

    public bool IsTaken(int i) => taken[i];

    /// <summary>The tokens left between the positions, in order.</summary>
    public IReadOnlyList<int> Left(int from, int to) => [.. Enumerable.Range(from, Math.Max(0, Math.Min(to, T.Count) - from)).Where(i => !taken[i])];

    /// <summary>The dates between the positions; one that reaches over a border is read anew, as far as it lies within.</summary>
    /// <remarks>"move the lunch from noon to 1pm": "from noon to 1pm" looks like a range until the sentence is understood.</remarks>
    public IReadOnlyList<DateMatch> DatesIn(int from, int to)
    {
        if (from >= to) return [];
        var (start, end) = (T[from].Start, T[to - 1].End);
        if (!Dates.Any(d => (d.Start < start && d.End > start) || (d.Start < end && d.End > end)))
            return [.. Dates.Where(d => d.Start >= start && d.End <= end)];
        return [.. DateGrammar.Find(T.Slice(from, to), Scene.Now, Scene.Zone).Select(d => d with { Start = d.Start + start })];
    }

    public bool IsDated(int i) => Dates.Any(d => T[i].Start >= d.Start && T[i].End <= d.End);

    /// <summary>The token at which the date phrase begins.</summary>
    public int TokenOf(DateMatch match)
    {
        for (var i = 0; i < T.Count; i++)
            if (T[i].Start >= match.Start)
                return i;
        return T.Count;
    }
}
