using Martin.Plugins.Dates;
using Martin.Plugins.Models.Offline.Wishes;

namespace Martin.Plugins.Models.Offline.Reading.Frames;

/// <summary>Mail: finding, reading, summing up, answering, forwarding, sorting, filing, and new mail as a proposal.</summary>
internal static class MailFrames
{
    private static readonly HashSet<string> Newest = ["last", "latest", "newest", "recent", "most"];
    private static readonly HashSet<string> Summing = ["summarize", "summarise", "summary", "sum", "gist", "recap", "digest"];
    private static readonly HashSet<string> Topics = ["about", "regarding", "concerning", "mentioning", "containing", "titled", "subject"];
    private static readonly HashSet<string> Phones = ["text", "call", "voice", "voicemail", "sms", "whatsapp", "phone", "slack"];

    public static Wish? Read(Frame f)
    {
        var hasMail = f.Has(Nouns.Mails) || f.Has("emailed", "mailed") || f.Act == Act.Query && f.Has("replies") || f.Act == Act.Send && f.Is(f.Verb, "email", "mail", "e-mail");
        var replies = f.Act == Act.Reply && !f.Is(f.Verb, "answer") || f.Has("reply", "respond") && f.Act is Act.Send or Act.Create || f.Act == Act.Reply && hasMail || f.Has("reply") && !f.IsQuestion;
        if (f.Has("alert", "notify") && f.Has("when", "whenever")) return null;
        if (f.IsNegated && !f.IsQuestion) return null;
        if (f.Has(Summing) && (hasMail || f.Has("thread", "conversation"))) return new SummariseMail(Wanted(f), f.Has(Newest), f.Has("thread", "conversation", "emails", "mails"));
        if (replies && (!f.P.IsQuestion || f.Is(f.P.Start, "can", "could", "would", "will"))) return Reply(f);
        if (f.Act == Act.Forward) return new ForwardMail(Wanted(f), f.Has(Newest), To(f, f.Object));
        if (f.Act == Act.Query && f.Is(f.Verb, "tell") && Relay(f) is { } relay) return relay;
        if (f is { Act: Act.Archive, IsPassive: false, IsOfContext: false } && !hasMail && Titled(f) is { } titled) return titled;
        if (!hasMail && MailAddresses.In(f.P.T, f.From, f.To).Count == 0) return f.Act == Act.Send && f.Is(f.Verb, "text", "message", "ping") ? Other(f) : null;
        return f.Act switch
        {
            Act.Send => Send(f),
            Act.Archive => new MarkMail(Wanted(f), f.Has(Newest), null, null),
            Act.Sort => new TriageMail(),
            Act.Remove when hasMail => Instead(f),
            Act.Complete or Act.Create or Act.Change when Mark(f) is { } mark => mark,
            Act.Create when f.Is(f.Verb, "organize", "organise", "arrange") && hasMail => new TriageMail(),
            Act.Create when f.Is(f.Verb, "create", "make", "start", "write", "begin", "open", "generate", "new") && f.Has("to", "for") && hasMail && !f.Has(Nouns.Calendar) && !f.Has(Nouns.Lists) => Send(f),
            Act.Create when f.Is(f.Verb, "new") && hasMail || f.Is(f.Verb, "get", "start") && f.Has(Nouns.SureMails) => Find(f),
            Act.Change when f.Is(f.Verb, "update") && f.Has("on", "me") && f.Has(Nouns.SureMails) => Find(f),
            Act.Create or Act.Change or Act.Remove => null,
            Act.Query or Act.None => Find(f),
            _ => null,
        };
    }

    /// <summary>"archive the weekly digest": only mail is archived, so it need not be called that.</summary>
    private static MarkMail? Titled(Frame f)
    {
        var from = f.P.T.Skip(f.Object, "the", "my", "that", "this");
        var words = from < f.To && f.P.Dates.Count == 0 ? TitleText.Plain(f.Said(from, f.To)) : "";
        return words.Length is 0 or > TitleText.Longest || Lexicon.Pronouns.Contains(words) || f.Has(Nouns.Tasks) || f.Has(Nouns.Calendar) || f.Has(Nouns.Lists) || f.Has("all", "everything", "and", "from", "but", "except")
            ? null : new(new(null, words, false, null, null), false, null, null);
    }

    private static Wish? Find(Frame f)
    {
        if (f.Has("contact", "contacts", "address", "addresses", "id", "server", "password") && !f.Has("inbox") && f.After("from", "new", "contact") < 0) return null;
        if (!f.Has(Nouns.Mails) && !f.Has("emailed", "mailed", "replies")) return null;
        if (f.Has("message", "messages") && !f.Has(Nouns.SureMails) && f.Has(Phones)) return null;
        var wanted = Wanted(f);
        var many = f.Has("mails", "emails", "e-mails", "messages", "inbox");
        if (f.Is(f.Verb, "read", "play", "say") && !many || !many && f.Has("read", "play") && f.Has(Newest)) return new ReadMail(wanted, f.Has(Newest) || f.After("new") > 0);
        return wanted;
    }

    /// <summary>"email john …", "send a mail to ana@example.com saying …".</summary>
    private static Wish? Send(Frame f)
    {
        if (f.IsNegated || f.Has("schedule") && f.Has("messages")) return null;
        if (f.Has(Phones) && !f.Has(Nouns.SureMails)) return Other(f);
        var content = MailContent.Of(f);
        return new SendMail(content.To, content.Topic, content.Body);
    }

    private static ReplyMail Reply(Frame f)
    {
        var content = MailContent.Of(f);
        var wanted = Wanted(f);
        if (wanted.From is null && content.To is { IsNobody: false } to) wanted = wanted with { From = to.Name ?? to.Address };
        return new ReplyMail(wanted with { About = null }, f.Has(Newest), content.Body);
    }

    /// <summary>"let nadia know by mail that the parcel came".</summary>
    private static SendMail? Relay(Frame f)
    {
        if (f.Where(["through", "via", "by"], f.Object, f.To) is not (>= 0 and var via) || f.Where(Nouns.SureMails, via, f.To) < 0 || via + 3 < f.To) return null;
        var (name, end) = Names.From(f, f.Object, via);
        if (name is null) return null;
        var body = f.Said(f.Is(end, "that") ? end + 1 : end, via);
        return new SendMail(new(null, name), null, body.Length == 0 ? null : body);
    }

    /// <summary>A message of another kind: mail is what Martin can send.</summary>
    private static NotUnderstood Other(Frame f)
    {
        var content = MailContent.Of(f);
        var who = content.To.IsNobody ? "" : $" to {content.To.Label}";
        return new NotUnderstood($"I can send mail, but no other messages. Shall I write a mail{who}?", "Yes", "No") { IfYes = new SendMail(content.To, content.Topic, content.Body) };
    }

    private static NotUnderstood Instead(Frame f) =>
        new("I do not delete mail, but I can archive it: it leaves the inbox and stays findable. Shall I archive it?", "Yes", "No") { IfYes = new MarkMail(Wanted(f), f.Has(Newest), null, null) };

    private static MarkMail? Mark(Frame f)
    {
        if (!f.Is(f.Verb, "mark", "label", "flag", "set", "move", "put", "categorize", "make", "change")) return null;
        var to = f.Where(["as", "to", "into"], f.Object, f.To) is >= 0 and var at ? at : f.Object;
        bool? read = f.Where(["unread"], to, f.To) >= 0 ? false : f.Where(["read", "seen"], to, f.To) >= 0 ? true : null;
        var category = f.Where(["important"], to, f.To) >= 0 ? "important" : f.Where(["actionable"], to, f.To) >= 0 ? "actionable" : f.Where(["fyi"], to, f.To) >= 0 ? "fyi" : null;
        return read is null && category is null ? null : new MarkMail(Wanted(f, to) with { Unread = read == true && f.Has("unread", "new"), Category = null }, f.Has(Newest), category, category is null ? read : null);
    }

    private static Recipient To(Frame f, int from)
    {
        for (var i = f.To - 2; i >= from; i--)
        {
            if (!f.Is(i, "to")) continue;
            if (MailAddresses.IsAddress(f.P.T[i + 1])) return new(f.P.T[i + 1].Text, null);
            if (Names.From(f, i + 1, f.To).Name is { } name) return new(null, name);
        }
        return Recipient.Nobody;
    }

    /// <summary>Which mail is meant: from whom, about what, of when.</summary>
    private static FindMail Wanted(Frame f, int to = int.MaxValue)
    {
        to = Math.Min(to, f.To);
        var noun = f.Where(Nouns.Mails, f.From, to);
        var sender = Sender(f, noun, to);
        string? about = null;
        for (var i = f.From; i < to - 1 && about is null; i++)
        {
            if (!Topics.Contains(f.Words[i])) continue;
            var end = i + 1;
            while (end < to && !f.P.IsDated(end) && !f.Is(end, "from", "to", "sent", "please", "in", "saying", "that", "by", ",", ".")) end++;
            var words = TitleText.Plain(f.Said(i + 1, end));
            if (words.Length > 0 && !f.Is(i + 1, "new", "my", "it", "them", "this")) about = words;
            else if (words.Length > 0 && f.Is(i + 1, "my") && end > i + 2 && !Nouns.Mails.Contains(f.Words[end - 1])) about = f.Said(i + 2, end);
        }
        var when = f.P.Dates.FirstOrDefault(d => d is { From: not null, Question: null, Kind: DateKind.Date or DateKind.Window or DateKind.Range } || d is { From: not null, Question: null, Bound: DateBound.After }) is { } date && date.End <= f.P.T[to - 1].End ? date : null;
        if (when is { Bound: DateBound.After, SaysTime: true }) when = when with { To = f.P.Scene.Local.PlusMinutes(1) };
        if (when is { To: not null, IsPast: false, From: { } from } && from > f.P.Scene.Local) when = null;  // what has come is meant
        return new(sender, about, f.Has("unread", "unopened", "unseen") || f.Has("new") && !f.Has(Newest), f.Has("important", "urgent", "priority") ? "important" : null, when);
    }

    private static string? Sender(Frame f, int noun, int to)
    {
        for (var i = f.From; i < to - 1; i++)
            if (f.Is(i, "from", "by", "of") && !f.P.IsDated(i + 1) && !f.Is(i + 1, "work", "today"))
            {
                if (MailAddresses.IsAddress(f.P.T[i + 1])) return f.P.T[i + 1].Text;
                if (Names.From(f, i + 1, to).Name is { } name) return name;
            }
        if (noun > 0 && Names.Owner(f, noun, f.From) is { } owner) return owner;
        // "did paul email me", "has john replied"
        for (var i = f.From; i < to - 1; i++)
            if (f.Is(i, "did", "has", "if", "have", "that") && Names.From(f, i + 1, to) is { Name: { } name, End: var end } && f.Is(end, "email", "emailed", "mail", "mailed", "reply", "replied", "send", "sent", "write", "written", "answer", "answered", "respond", "responded", "get", "has"))
                return name;
        return null;
    }
}
