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
        .. All(_ => new("You're welcome."), "thanks", "thank you", "thank you very much", "thanks a lot", "many thanks", "cheers", "thx",
            "great thanks", "perfect thanks", "thank you so much"),
        .. All(_ => new("Goodbye!"), "bye", "goodbye", "see you", "good night", "bye bye", "see you later"),
        .. All(_ => new(Wording.Abilities, Wording.Examples), "help", "what can you do", "who are you", "what are you", "how do you work",
            "what do you do", "help me", "what can i say", "what can i ask"),
        .. All(_ => new("There is an Undo button beside each thing I did in this conversation: it takes it back exactly. I cannot press it for you."),
            "undo", "undo that", "undo it", "revert", "revert that", "take that back", "take it back", "undo the last action", "undo last",
            "undo the last change"),
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
        return null;
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
