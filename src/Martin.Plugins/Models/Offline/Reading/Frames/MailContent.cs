using Martin.Plugins.Models.Offline.Wishes;

namespace Martin.Plugins.Models.Offline.Reading.Frames;

/// <summary>What a new mail is to say and to whom, in the user's words.</summary>
internal sealed record MailContent(Recipient To, string? Topic, string? Body)
{
    private static readonly HashSet<string> Saying = ["saying", "says", "say", "telling", "tell", "stating", "that", "asking", "ask", "wishing", "thanking", "answering", "with", "let", "letting", ":"];
    private static readonly HashSet<string> Topics = ["about", "regarding", "concerning", "subject"];

    /// <summary>A text of its own begins with one of these, right after the name.</summary>
    private static readonly HashSet<string> Openings =
        ["i", "i'm", "i'll", "i've", "we", "we're", "how", "what", "is", "are", "will", "can", "could", "happy", "merry", "come", "let's", "please", "thank", "thanks", "sorry", "hi", "hello", "congratulations", "good", "see", "if", "whether", "you", "when", "where", "why", "it", "it's", "the"];

    private static readonly HashSet<string> NoText = ["reminder", "attachment", "file", "it", "subject", "him", "her", "them", "this", "that", "message"];

    public static MailContent Of(Frame f)
    {
        var noun = f.Where(Nouns.Mails, Math.Max(f.Verb, f.From), f.To);
        var from = Math.Max(f.Object, f.From);
        var (to, after, before) = Whom(f, from, noun);
        var body = Marked(f, after) ?? Following(f, after) ?? Plain(f, after) ?? Leading(f, from, before);
        return new(to, Subject(f, from), body is { Length: > 0 } ? body : null);
    }

    /// <returns>The recipient, the token after the name, and the one where the "to" before it stands.</returns>
    private static (Recipient To, int After, int Before) Whom(Frame f, int from, int noun)
    {
        for (var i = from - 1; i < f.To; i++)
        {
            if (i >= from && MailAddresses.IsAddress(f.P.T[i]) && !f.Is(i - 1, "of", "than", "from")) return (new(f.P.T[i].Text, Named(f, i)), i + 1, f.Is(i - 1, "to") ? i - 1 : i);
            if (!f.Is(i, "to") || i + 1 >= f.To || Verbs.At(f.Words, i + 1, f.To) is not null && !f.Is(i + 1, "mark", "will")) continue;
            if (f.Where(Saying, from, i) is >= 0 and var said && !f.Is(said, "with") || MailAddresses.IsAddress(f.P.T[i + 1])) { if (MailAddresses.IsAddress(f.P.T[i + 1])) continue; break; }
            var (name, end) = Names.From(f, i + 1, f.To);
            if (name is not null) return (new(null, name), end, i);
        }
        // "email john …", "write my mum a mail"
        if (f.Verb >= 0 && f.Is(f.Verb, "email", "mail", "e-mail", "text", "message", "send", "write", "ping") && noun != from && (!f.Is(f.Verb, "send", "write") || Determined(f, from, noun)) && Names.From(f, from, f.To) is { Name: { } direct, End: var next } && !f.Is(next, "to")) return (new(null, direct), next, from);
        if (noun >= 0 && f.Is(noun + 1, "for") && Names.From(f, noun + 2, f.To) is { Name: { } other, End: var last }) return (new(null, other), last, noun + 1);
        if (noun > 0 && Names.Owner(f, noun, f.From) is { } owner) return (new(null, owner), noun + 1, noun);
        return (Recipient.Nobody, Math.Max(from, noun + 1), from);
    }

    /// <summary>"send john an email", not "send a test email".</summary>
    private static bool Determined(Frame f, int from, int noun)
    {
        for (var i = from + 1; i < noun; i++)
            if (f.Is(i, "a", "an", "the", "this", "my")) return true;
        return noun < 0;
    }

    private static string? Named(Frame f, int address) =>
        f.Is(address - 1, "at", "to") && Names.Before(f, address - 1, f.Object) is { } name && !f.Is(address - 2, "mail", "email", "message") && f.Is(address - 1, "at") ? name : null;

    /// <summary>After "saying that", "asking", "with the text".</summary>
    private static string? Marked(Frame f, int from)
    {
        for (var i = Math.Max(from - 1, f.From); i < f.To - 1; i++)
        {
            if (!Saying.Contains(f.Words[i])) continue;
            var at = i + 1;
            var verb = f.Words[i];
            if (verb == "with" && !f.Is(at, "just", "text", "message", "words", "a", "the", "body")) { if (i > from) continue; return null; }
            while (f.Is(at, "him", "her", "them", "that", "just", "text", "words", "body", "know", "the", "a") && !(f.Is(at, "the", "a") && !f.Is(at + 1, "text", "words", "message", "body"))) at++;
            if (verb == "with" && f.Is(at, "reminder", "attachment", "file", "subject")) return null;
            if (f.Is(at, "message")) at++;
            var text = f.Said(at, f.To);
            if (text.Length == 0 || NoText.Contains(text.ToLowerInvariant())) return null;
            if (verb is "asking" or "ask") return $"I would like to ask{(f.Is(at, "to") ? " you" : "")} {text}";
            return verb is "wishing" ? $"I wish you {text}" : text;
        }
        return null;
    }

    /// <summary>"… add the following content sorry I am late".</summary>
    private static string? Following(Frame f, int from)
    {
        for (var i = from; i < f.To - 1; i++)
            if (f.Is(i, "content", "text", "message", "body") && f.Is(i - 1, "following", "the", "this", "with", "add") && f.Where(["add", "following", "write", "include", "this"], from, i) >= 0) return f.Said(f.Is(i + 1, ":", "is") ? i + 2 : i + 1, f.To);
        return null;
    }

    /// <summary>"… to nadia the parcel came this morning".</summary>
    private static string? Plain(Frame f, int from) => from < f.To && Openings.Contains(f.Words[from]) && f.To - from > 1 ? f.Said(from, f.To) : null;

    /// <summary>"mail well played to nadia", "send it fits to omar".</summary>
    private static string? Leading(Frame f, int from, int to)
    {
        if (f.Verb < 0 || !f.Is(f.Verb, "email", "mail", "send", "reply", "text") || to <= from + 1) return null;
        while (from < to && (f.Is(from, "a", "an") || Nouns.SureMails.Contains(f.Words[from])) && f.Is(f.Verb, "send")) from++;
        if (Openings.Contains(f.Words[from]) && from < to - 1 && !f.Is(from, "the")) return f.Said(from, to);
        if (f.P.Has(Nouns.Mails, from, to) || f.P.Has([.. Topics, "a", "an", "the", "my", "this", "that", "it", "answer", "reply", "message"], from, to)) return null;
        return f.Said(from, to);
    }

    private static string? Subject(Frame f, int from)
    {
        for (var i = from; i < f.To - 1; i++)
        {
            if (!Topics.Contains(f.Words[i]) || f.Is(i - 1, "asking", "ask")) continue;
            var end = i + 1;
            while (end < f.To && !f.Is(end, "saying", "to", "asking", "telling", "please", ",", ".", "and")) end++;
            if (f.Said(f.Is(i + 1, "the", "our", "my", "a") ? i + 2 : i + 1, end) is { Length: > 0 and < 120 } topic) return topic;
        }
        return null;
    }
}
