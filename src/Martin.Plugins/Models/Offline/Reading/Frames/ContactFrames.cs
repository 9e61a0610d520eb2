using Martin.Plugins.Dates.Grammar;
using Martin.Plugins.Models.Offline.Wishes;

namespace Martin.Plugins.Models.Offline.Reading.Frames;

/// <summary>People and their addresses: kept as what the user told, looked up there and in the mail.</summary>
internal static class ContactFrames
{
    private static readonly HashSet<string> Reach = ["number", "numbers", "phone", "cell", "landline", "address", "addresses", "birthday", "birthdate", "contact", "contacts"];

    public static Wish? Read(Frame f)
    {
        if (f.IsNegated || f.Has(Nouns.Foreign) && !f.Has("contact", "contacts")) return null;
        if (ReadAdd(f) is { } add) return add;
        return f.Act is Act.Send or Act.Reply or Act.Forward or Act.Remove or Act.Create or Act.Change or Act.Complete ? null : Ask(f, IsBook(f));
    }

    private static bool IsBook(Frame f) => f.Has(Nouns.Contacts) || f.After("address", "book") > 0 || f.After("phone", "book") > 0;

    /// <summary>What changes whom the user knows.</summary>
    public static Wish? ReadAdd(Frame f)
    {
        if (f.IsNegated || f.Act is Act.Send or Act.Reply or Act.Forward && !(f.After("add", "to") > 0 && f.After("and", "add") < 0 && IsBook(f)) || f.P.IsQuestion && f.Act == Act.Query) return null;
        var isBook = IsBook(f);
        var address = MailAddresses.In(f.P.T, f.From, f.To) is [var first, ..] ? first : null;
        if (f.Has(Nouns.Lists) && isBook && f.Act == Act.Remove || isBook && f.Act == Act.Remove) return Forget(f);
        if (isBook && (f.Act is Act.Create or Act.Send or Act.Change && !f.Has(Nouns.Events) || f.Is(f.From, "use", "new") || f.Act is Act.Query or Act.None && (f.After("and", "add") > 0 || f.After("address", "add") > 0) || f.Act == Act.Query && f.Is(f.Verb, "get") && address is not null)) return Add(f, address);
        if (f.Act == Act.Create && f.Has("address", "addresses") && f.Has("email", "mail", "work", "new") && !f.Has(Nouns.Lists) && !f.Has(Nouns.Calendar)) return Add(f, address);
        if (address is not null && IsOfSomethingElse(f)) return null;
        if (f.Act == Act.Create && f.Is(f.Verb, "save", "store", "add", "remember", "record") && address is not null && !f.Has(Nouns.Events) && !f.Has(Nouns.Lists)) return Add(f, address);
        if (f.Act == Act.Create && f.Is(f.Verb, "save", "store", "add") && f.Has("email") && !f.Has(Nouns.Lists) && !f.Has(Nouns.Calendar) && !f.Has("in", "about", "from", "thread", "folder", "inbox")) return Add(f, address);
        return null;
    }

    /// <summary>"add ana@example.com to the offsite" invites; "… for Ana" and "… as Ana" say whose it is.</summary>
    private static bool IsOfSomethingElse(Frame f)
    {
        if (f.Where(["to", "for"], f.Object, f.To) is not (>= 0 and var to)) return f.Is(f.Verb, "add") && !f.Has("as") && f.P.Scene.Mentions.Event is not null;
        return f.Is(to, "to") || f.Is(to + 1, "the", "a", "an", "this", "that", "our") || Names.From(f, to + 1, f.To).Name is null;
    }

    private static AddContact Add(Frame f, string? address)
    {
        var book = f.Where(Nouns.Contacts, f.From, f.To);
        var owner = (string?)null;
        for (var i = f.From; i < f.To && owner is null; i++)
            if (Names.IsPossessive(f.P.T, i)) owner = Names.Before(f, i + 1, f.From);
        if (address is not null) owner ??= Names.AfterAny(f, f.Object, "as");
        owner ??= Names.AfterAny(f, Math.Max(f.Object - 1, f.From), "for", "named", "called", "of", "from") ?? (book < 0 ? Names.AfterAny(f, f.Object, "to") : null);
        if (owner is null && f.Verb >= 0 && !f.Is(f.Object, "a", "an", "the", "this", "that", "it", "new", "email", "contact") && Names.From(f, f.Object, f.To) is { Name: { } name } && !name.Contains('@', StringComparison.Ordinal) && book != f.Object) owner = name;
        return new AddContact(new(address, owner));
    }

    private static ForgetFact? Forget(Frame f)
    {
        var name = f.Verb >= 0 && Names.From(f, f.Object, f.To).Name is { } direct ? direct : Names.AfterAny(f, f.From, "for", "of", "named");
        return name is null ? null : new ForgetFact(name);
    }

    private static LookUp? Ask(Frame f, bool isBook)
    {
        if (f.Act is not (Act.Query or Act.None) && !f.P.IsQuestion) return null;
        if (f.Has("emails", "mails", "inbox") && !isBook) return null;
        if (f.Has("party", "event", "celebration", "dinner", "meeting", "appointment") && !isBook || f.Has(Nouns.Events) && !isBook && !f.Has("number", "phone", "address", "birthday", "age") || f.Has("order", "confirmation", "tracking", "account", "flight", "page", "lottery", "model", "serial")) return null;
        var about = isBook || f.Has("number", "numbers", "address", "addresses", "phone", "landline", "birthday", "birthdate") || f.After("how", "old", "is") > 0 || f.After("job", "title") > 0 || f.After("contact", "information") > 0
            || f.After("email", "id") > 0 || f.Has("information", "info", "details", "profile") && Person(f) is not null || IsEmailOf(f)
            || f.Is(f.From, "where") && f.Is(f.From + 1, "does", "is", "do") && f.Has("work", "works", "live", "lives", "working", "living", "stay", "location") || f.After("tell", "me", "about") == f.Object + 1 && f.To - f.Object <= 4 && f.To - f.Object > 1
            || f.Is(f.From, "when") && f.Has("spoke", "talked", "spoken", "met", "heard") || f.Is(f.From, "does", "do", "is") && f.Has("live", "work", "lives", "works", "living", "working") && f.To - f.From <= 8 && !f.Has("i", "we", "you", "it");
        if (!about || f.Is(f.From, "what", "when") && f.Has("is") && f.Has("time") && !isBook) return null;
        var person = Person(f);
        if (person is null && (!isBook && f.Has("how", "where") || f.Act == Act.None && !isBook)) return null;
        if (f.Act == Act.None && f.Has("birthday", "birthdate")) return null;
        if (f.After("my", "birthday") > 0 || f.Has("old") && person is null) return null;
        if (f.Has("birthday") && person is null) return null;
        var words = TitleText.Plain(f.Said(f.From, f.To));
        return words.Length is 0 or > TitleText.Longest ? null : new LookUp(words, person);
    }

    /// <summary>"john's email": the address; "john's last email" is a mail.</summary>
    private static bool IsEmailOf(Frame f)
    {
        for (var i = f.From; i < f.To - 1; i++)
            if (Names.IsPossessive(f.P.T, i) && f.Is(i + 1, "email", "e-mail", "mail") && i + 2 >= f.To - 1) return f.Act == Act.Query;
        return false;
    }

    private static string? Person(Frame f)
    {
        for (var i = f.From; i < f.To; i++)
            if (Names.IsPossessive(f.P.T, i) && Names.Before(f, i + 1, f.From) is { } owner) return owner;
        if (Names.AfterAny(f, f.From, "of", "for", "named", "about", "with", "from") is { } after) return after;
        for (var i = f.From; i < f.To - 1; i++)
            if (f.Is(i, "is", "does", "contact", "find", "to", "call", "has", "with", "up", "search", "did") && Names.From(f, i + 1, f.To) is { Name: { } name } && !Reach.Contains(name.ToLowerInvariant())) return name;
        // "find zoe quill phone number": the words right before the thing.
        for (var i = f.From + 1; i < f.To; i++)
            if (Nouns.Details.Contains(f.Words[i]) && Names.Before(f, i, f.From) is { } before && !Nouns.Details.Contains(before.ToLowerInvariant())) return before;
        return null;
    }
}
