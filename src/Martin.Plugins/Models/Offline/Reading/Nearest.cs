using Martin.Plugins.Dates;
using Martin.Plugins.Dates.Grammar;
using Martin.Plugins.Models.Offline.Wishes;

namespace Martin.Plugins.Models.Offline.Reading;

/// <summary>What is said to something not understood: what it is not, and the nearest thing that can be done, as a question.</summary>
internal static class Nearest
{
    private const int MostQuoted = 80, MostWordsOffered = 14;

    public static NotUnderstood To(Piece p)
    {
        var t = p.T;
        if (t.Is(p.Start, "remind", "tell", "ask") && t[p.Start + 1].Kind == TokenKind.Word && !t.Is(p.Start + 1, "me")
            && Offer(p, p.Start) is { } other)
            return new($"I can remind only you. Shall I remind you: {other}?", $"Remind me to {other}");
        if (t.Is(p.Start, "delete", "remove", "drop", "erase") && TitleText.Plain(t.Slice(p.Start + 1, p.End)) is { Length: <= TitleText.Longest } named)
            return named.Length == 0 || Lexicon.Pronouns.Contains(named) ? new("What shall I delete? Tell me the event, task or item by its name.", "What are my tasks?", "What's on my calendar?")
                : new($"Is \"{named}\" a task or an event in your calendar?", $"Delete the task {named}", $"Cancel the event {named}");
        if (p.End == p.Start + 1 && MailAddresses.IsAddress(t[p.Start]))
            return new($"Shall I write a mail to {t[p.Start].Text}, or keep the address among your contacts?", $"Write a mail to {t[p.Start].Text}", $"Add {t[p.Start].Text} to my contacts");
        if (p.Has(["email", "emails", "mail", "mails", "inbox", "e-mail"], p.Start, p.End))
            return Instead("how to do that with mail yet", p, "I can find, read, sum up, answer, forward, sort and archive it. Shall I look what is new?", "Do I have new mail?", "What are my tasks?");
        if (p.Dates.FirstOrDefault(d => d is { Kind: DateKind.Instant or DateKind.Range or DateKind.Date, Question: null, IsPast: false }) is { } date
            && p.End - p.Start <= MostWordsOffered
            && !p.IsQuestion && !IsNegated(t))
        {
            p.Take(date);
            var what = TitleText.Of(p, p.Start, p.End, dropArticle: true);
            var when = p.Text[date.Start..date.End];
            if (what.Length > 0)
                return new($"I am not sure what to do with \"{Quoted(p)}\". Shall I put it into your calendar, or remind you?",
                    $"Schedule {what} {when}", $"Remind me to {EventRefs.Lowered(what)} {when}");
        }
        return new($"I did not understand \"{Quoted(p)}\". As the offline model I know your calendar, tasks, reminders and what you told me, and can look into your mail. "
            + "What would you like there?", Wording.Examples);
    }

    public static bool IsNegated(Tokens t) =>
        Enumerable.Range(0, t.Count).Any(i => t.Is(i, Negations));

    private static readonly string[] Negations =
        ["no", "not", "don't", "dont", "never", "wait", "stop", "didn't", "won't", "shouldn't", "nothing", "instead"];

    private static NotUnderstood Instead(string what, Piece p, string question, params string[] suggestions) =>
        new($"I do not know {what} (\"{Quoted(p)}\"). {question}", suggestions);

    private static string? Offer(Piece p, int from) =>
        TitleText.Plain(p.T.Slice(from, p.End)) is { Length: > 0 and <= TitleText.Longest } text ? text : null;

    private static string Quoted(Piece p)
    {
        var text = p.T.Slice(0, p.T.Count).ReplaceLineEndings(" ");
        if (text.Length <= MostQuoted) return text;
        var cut = char.IsHighSurrogate(text[MostQuoted - 1]) ? MostQuoted - 1 : MostQuoted;
        return text[..cut] + "…";
    }
}
