using Martin.Plugins.Dates.Grammar;
using Martin.Plugins.Models.Offline.Reading.Frames;
using Martin.Plugins.Models.Offline.Talk;
using Martin.Plugins.Models.Offline.Wishes;

namespace Martin.Plugins.Models.Offline.Reading;

/// <summary>What shall be done with a mail that was just shown: "summarise the second one", "archive it", "reply to the last one saying that I come".</summary>
internal static class MailMentionReader
{
    private static readonly string[] Words = ["saying", "that", "with", "and", ":", ","];

    public static Wish? Read(Piece p)
    {
        if (!p.Scene.Mentions.AreMailsLatest) return null;
        var (t, i) = (p.T, p.Start);
        if (t.Is(i, "summarise", "summarize", "sum")) return With(p, t.Skip(i + 1, "up"), p.End, m => new SummariseMail(FindMail.Nothing, false, Thread: false) { Known = m });
        if (t.Is(i, "read", "open", "show")) return With(p, t.Skip(i + 1, "me"), p.End, m => new ReadMail(FindMail.Nothing, false) { Known = m });
        if (t.Is(i, "archive")) return With(p, i + 1, p.End, m => MarkMail.Of(m, null, null));
        if (t.Is(i, "mark")) return Mark(p);
        if (t.Is(i, "forward")) return Forward(p);
        return t.Is(i, "reply", "answer", "respond") ? Reply(p, t.Skip(i + 1, "to")) : null;
    }

    private static Wish? Mark(Piece p)
    {
        var to = Find(p, "as");
        if (to < 0 || to + 2 != p.End) return null;
        var said = p.T[to + 1].Text;
        return said is "read" or "unread" or "important" or "actionable" or "fyi"
            ? With(p, p.Start + 1, to, m => said is "read" or "unread" ? MarkMail.Of(m, null, said == "read") : MarkMail.Of(m, said, null)) : null;
    }

    private static Wish? Forward(Piece p)
    {
        var to = Find(p, "to");
        if (to < 0 || to + 1 >= p.End) return null;
        var name = TitleText.Plain(p.T.Slice(to + 1, p.End));
        var recipient = MailAddresses.In(p.T, to + 1, p.End) is [var address] ? new Recipient(address, null) : new Recipient(null, name);
        return name.Length is 0 or > TitleText.Longest ? null : With(p, p.Start + 1, to, m => new ForwardMail(FindMail.Nothing, false, recipient) { Known = m });
    }

    /// <summary>The mail ends where what is to be said begins.</summary>
    private static Wish? Reply(Piece p, int from)
    {
        for (var end = Math.Min(p.End, from + 4); end > from; end--)
        {
            if (!IsMention(p, from, end)) continue;
            var says = p.T.Skip(p.T.Skip(end, Words), Words);
            if (end < p.End && says == end) continue;
            var instructions = says < p.End ? p.T.Slice(says, p.End) : null;
            return With(p, from, end, m => new ReplyMail(FindMail.Nothing, false, instructions) { Known = m });
        }
        return null;
    }

    private static int Find(Piece p, string word)
    {
        for (var i = p.Start + 1; i < p.End; i++)
            if (p.T.Is(i, word)) return i;
        return -1;
    }

    private static Wish? With(Piece p, int from, int to, Func<MailFacts, Wish> wish)
    {
        if (!IsMention(p, from, to)) return null;
        var listed = p.Scene.Mentions.Mails;
        if (Positions.Read(p.T, from, to) is { } position)
            return Positions.Of(position, listed) is { } chosen ? wish(chosen) : new Spoken($"I showed you {Wording.Count(listed.Count, "mail")}; which of them do you mean?");
        return listed is [var only] ? wish(only) : new Spoken("Which of them do you mean? Say \"the first one\", or from whom it is.");
    }

    /// <summary>"it", "that mail", "the second one", and nothing else.</summary>
    private static bool IsMention(Piece p, int from, int to)
    {
        if (Positions.Read(p.T, from, to) is not null) return true;
        var at = p.T.Skip(from, "it", "that", "this", "the");
        if (at == from) return false;
        var isBare = p.T.Is(from, "it", "that", "this");
        var end = p.T.Skip(at, "mail", "email", "message", "one");
        return end == to && (isBare || end > at && !p.T.Is(at, "one"));
    }
}
