using Martin.Plugins.Dates;
using Martin.Plugins.Dates.Grammar;
using Martin.Plugins.Models.Offline.Wishes;
using NodaTime;

namespace Martin.Plugins.Models.Offline.Reading;

/// <summary>A message that says something about what was done last: "no, at 3", "and Ana too", "what about Friday?", "the second one".</summary>
internal sealed record Remark
{
    private const int LongestName = 4;

    /// <summary>It takes back a part of what was said: "no", "actually", "make it".</summary>
    public bool Corrects { get; private init; }
    /// <summary>It wants more of the same: "and", "too".</summary>
    public bool Adds { get; private init; }
    public bool Asks { get; private init; }
    public DateMatch? When { get; private init; }
    public Period? Lasting { get; private init; }
    /// <summary>How much later, negative for earlier.</summary>
    public Period? Shift { get; private init; }
    /// <summary>So much after what was last spoken of: "the day after", "the week before".</summary>
    public Period? Step { get; private init; }
    /// <summary>"same time" beside the date.</summary>
    public bool SameTime { get; private init; }
    public Position? Position { get; private init; }
    /// <summary>Somebody who joins: a name, addresses or both.</summary>
    public string? Person { get; private init; }
    public IReadOnlyList<string> Addresses { get; private init; } = [];
    public string? Place { get; private init; }
    public string? Title { get; private init; }

    /// <summary>Nothing but a time or a length, and what leads it in.</summary>
    public bool IsOnlyTime => When is not null || Lasting is not null || Step is not null || (Shift is not null && Corrects);

    public static Remark Read(string text, Scene scene)
    {
        var t = Lexer.Read(text);
        if (t.Count > MostTokens) return new();
        var (so, i) = LeadIn(t);
        var end = Lexicon.BeforePoliteness(t, t.Count);
        so = so with { Asks = so.Asks || t.Is(t.Count - 1, "?") };
        if (t.Is(end - 1, "too", "instead")) (so, end) = (t.Is(end - 1, "too") ? so with { Adds = true } : so with { Corrects = true }, end - 1);
        else if (t.Is(end - 2, "as") && t.Is(end - 1, "well")) (so, end) = (so with { Adds = true }, end - 2);
        if (i >= end) return new();
        if (Positions.Read(t, i, end) is { } position) return so with { Position = position };
        if (StepAt(t, i, end) is { } step) return so with { Step = step };
        if (ShiftAt(t, i, end) is { } shift) return so with { Shift = shift };
        if (SameTimeAt(t, i, end, scene) is { } same) return so with { SameTime = true, When = same };
        if (DateGrammar.Read(t.Slice(i, end), scene.Now, scene.Zone) is { } when) return when.Kind == DateKind.Duration ? so with { Lasting = when.Lasting } : so with { When = when };
        return Named(t, i, end, so);
    }

    private const int MostTokens = 24;

    private static (Remark So, int At) LeadIn(Tokens t)
    {
        var (so, i) = (new Remark(), 0);
        for (var at = -1; at != i;)
        {
            at = i;
            if (Cues.AfterQuestion(t, i) is { } asked) (so, i) = (so with { Asks = true }, asked);
            else if (Cues.AfterCorrection(t, i) is { } corrected) (so, i) = (so with { Corrects = true }, corrected);
            else if (Cues.AfterAddition(t, i) is { } added) (so, i) = (so with { Adds = true }, added);
            else if (Cues.IsNeutral(t, i)) i++;
        }
        return (so, i);
    }

    private static Remark Named(Tokens t, int i, int end, Remark so)
    {
        if ((t.After(i, "call", "it") ?? t.After(i, "name", "it") ?? t.After(i, "rename", "it", "to") ?? t.After(i, "title", "it")) is { } called && called < end)
            return so with { Title = TitleText.Plain(t.Slice(called, end)) };
        if (t.Is(i, "at", "in", "on") && end - i is > 1 and <= LongestName + 2 && (Places.IsPlace(t, t.Skip(i + 1, "the")) || so.Corrects) && !t.Is(i, "on"))
            return so with { Place = t.Slice(t.Skip(i + 1, "the"), end) };
        var at = t.Skip(i, "with", "invite", "add", "include");
        var addresses = MailAddresses.In(t, at, end);
        var isWords = Enumerable.Range(at, Math.Max(0, end - at)).All(k => t[k].Kind == TokenKind.Word || t.Is(k, "."));
        if (addresses.Count > 0 && end - at <= addresses.Count * 2) return so with { Addresses = addresses };
        if (end - at is < 1 or > LongestName || !isWords || Lexicon.Pronouns.Contains(t[at].Text)) return so;
        var isName = char.IsUpper(t.Text[t[at].Start]);
        return (at > i && !t.Is(i, "add")) || (isName && (so.Adds || so.Corrects)) || (so.Adds && at > i) || (so.Adds && t.Count > end && !isName && end - at <= 2 && !IsPlain(t, at))
            ? so with { Person = t.Slice(at, end) } : so;
    }

    /// <summary>Words with which questions and wishes begin are nobody's name.</summary>
    private static bool IsPlain(Tokens t, int i) => t.Is(i, "me", "you", "us", "them", "what", "who", "when", "how", "do", "is", "are", "can", "show", "that", "this", "the", "a", "my");

    private static Period? StepAt(Tokens t, int i, int end)
    {
        var at = t.Skip(i, "on", "the");
        at = t.Skip(at, "the");
        var (unit, sign) = t.Is(at, "next", "following") && t.Is(at + 1, "day") && at > i ? (1, 1) : t.Is(at, "following") && t.Is(at + 1, "week") && at > i ? (7, 1)
            : t.Is(at, "previous") && t.Is(at + 1, "day", "week") ? (t.Is(at + 1, "day") ? 1 : 7, -1)
            : t.Is(at, "day", "week") && t.Is(at + 1, "after", "before") ? (t.Is(at, "day") ? 1 : 7, t.Is(at + 1, "after") ? 1 : -1) : (0, 0);
        return unit > 0 && t.Skip(at + 2, "that", "it") >= end ? Period.FromDays(unit * sign) : null;
    }

    /// <summary>"an hour later", "30 minutes earlier".</summary>
    private static Period? ShiftAt(Tokens t, int i, int end)
    {
        if (Lengths.At(t, i) is not { } length || length.End + 1 < end || !t.Is(length.End, "later", "earlier")) return null;
        return t.Is(length.End, "later") ? length.Value : Period.Zero - length.Value;
    }

    private static DateMatch? SameTimeAt(Tokens t, int i, int end, Scene scene)
    {
        var at = t.Skip(t.Skip(i, "at"), "the");
        if (t.After(at, "same", "time") is { } date) return DateGrammar.Read(t.Slice(date, end), scene.Now, scene.Zone);
        for (var k = i + 1; k < end; k++)
            if (t.After(t.Skip(t.Skip(k, "at"), "the"), "same", "time") is { } after && after >= end)
                return DateGrammar.Read(t.Slice(i, k), scene.Now, scene.Zone);
        return null;
    }
}
