using Martin.Plugins.Dates.Grammar;
using Martin.Plugins.Models.Offline.Wishes;

namespace Martin.Plugins.Models.Offline.Reading;

/// <summary>Greetings, thanks, help, undo.</summary>
internal static class SmallTalkReader
{
    private static readonly (string[] Words, Func<Scene, Spoken> Answer)[] Phrases =
    [
        .. All(_ => new(Wording.Greeting, Wording.Examples), "hello", "hi", "hey", "hi there", "hello there", "good morning", "good afternoon",
            "good evening", "hey there", "hello martin"),
        .. All(_ => new("Fine, thank you. What can I do for you?", Wording.Examples), "how are you", "how are you doing", "how are you today", "how do you do", "how is it going", "how's it going",
            "are you well", "are you all right"),
        .. All(_ => new("You're welcome."), "thanks", "thank you", "thank you very much", "thanks a lot", "many thanks", "cheers", "thx",
            "great thanks", "perfect thanks", "thank you so much"),
        .. All(_ => new("Goodbye!"), "bye", "goodbye", "see you", "good night", "bye bye", "see you later"),
        .. All(_ => new(Wording.Abilities, Wording.Examples), "help", "what can you do", "who are you", "what are you", "how do you work",
            "what do you do", "help me", "what can i say", "what can i ask"),
        .. All(_ => new("All right, I leave it."), "never mind", "nevermind", "forget it", "forget about it", "no", "no thanks", "nope", "stop",
            "leave it", "don't", "no thank you", "cancel"),
    ];

    public static Wish? Read(Piece p)
    {
        var said = Normal(p.T, 0, p.T.Count);
        var polite = Normal(p.T, p.Start, p.End);
        foreach (var (words, answer) in Phrases)
            if (words.AsSpan().SequenceEqual(said) || (polite.Length > 0 && words.AsSpan().SequenceEqual(polite)))
                return answer(p.Scene);
        return (Wish?)Undo(polite) ?? Help(p);
    }

    private static readonly string[][] Undoing =
    [
        .. new[]
        {
            "undo", "undo that", "undo it", "undo this", "revert", "revert that", "revert it", "take that back", "take it back", "undo the last action", "undo last", "undo the last one", "undo the last thing",
            "undo the last change", "undo my last action", "revert the last one", "revert the last change", "revert the last action", "revert my last action", "roll that back", "roll it back", "put it back",
            "put that back", "undo what you just did", "undo what you did", "reverse that", "undo your last action",
        }.Select(Lexed),
    ];

    private static UndoLast? Undo(string[] said) => Undoing.Any(u => u.AsSpan().SequenceEqual(said)) ? new() : null;

    /// <summary>"help with tasks", "what can you do with my calendar?", "how do I cancel a meeting?"</summary>
    private static Spoken? Help(Piece p)
    {
        var t = p.T;
        var isHow = t.After(p.Start, "how", "do", "i") ?? t.After(p.Start, "how", "to") ?? t.After(p.Start, "how", "can", "i") ?? t.After(p.Start, "how", "do", "you");
        var at = isHow ?? t.After(0, "help", "me", "with") ?? t.After(0, "help", "with") ?? t.After(0, "help", "on") ?? t.After(0, "help", "about") ?? t.After(0, "help", ":")
            ?? t.After(p.Start, "what", "can", "you", "do", "with") ?? t.After(p.Start, "what", "can", "you", "do", "for") ?? t.After(p.Start, "what", "can", "i", "do", "with")
            ?? t.After(p.Start, "what", "can", "you", "do", "about") ?? t.After(p.Start, "explain");
        if (at is not { } from || p.End - from > 8) return null;
        return HelpTopics.For(t, from, p.End) is { } topic ? new(topic.Text, topic.Examples) : null;
    }

    private static string[] Normal(Tokens t, int from, int to) =>
        to - from > 8 ? [] : [.. Enumerable.Range(from, Math.Max(0, to - from)).Where(i => t[i].Kind != TokenKind.Mark).Select(i => t[i].Text)];

    private static IEnumerable<(string[] Words, Func<Scene, Spoken> Answer)> All(Func<Scene, Spoken> answer, params string[] phrases) =>
        phrases.Select(phrase => (Lexed(phrase), answer));

    private static string[] Lexed(string phrase)
    {
        var t = Lexer.Read(phrase);
        return [.. Enumerable.Range(0, t.Count).Select(i => t[i].Text)];
    }
}
