using Martin.Plugins.Models.Offline.Wishes;

namespace Martin.Plugins.Models.Offline.Reading.Frames;

/// <summary>Lists: what stands on them, more for them, less of them.</summary>
internal static class ListFrames
{
    /// <summary>Words that name no thing.</summary>
    private static readonly HashSet<string> Generic =
    [
        .. ("a an the this that these those it its item items something new stuff thing things entry extra more another one some to me on in my our for please up down of and any off all everything whole entire every from following them open existing "
            + "current last first list lists added removed deleted want need i i'd like would be should can you should have is are taken away made started created just now also too then there here name names with by n put no").Split(' '),
    ];

    private static readonly HashSet<string> Starting = ["create", "make", "start", "begin", "new", "open", "set", "set up", "generate", "need", "write"];

    public static Wish? Read(Frame f)
    {
        if (IsOther(f)) return null;
        return ListName.In(f) is { } list ? OfList(f, list) : Shopping(f) ?? Items(f);
    }

    /// <summary>Lists other than that of tasks, named in so many words.</summary>
    public static Wish? ReadNamed(Frame f)
    {
        if (IsOther(f) || ListName.In(f) is not { } list) return null;
        if (list.IsTasks && f.Act is not (Act.Remove or Act.Query) || f.Is(f.From, "remind", "remember", "schedule", "book", "plan", "arrange", "email", "send")) return null;
        return OfList(f, list);
    }

    private static bool IsOther(Frame f) => f.Has(Nouns.SureMails) || f.Has(Nouns.Alarms) || f.IsNegated && f.Act is not (Act.None or Act.Query) || f.Has("playlist", "playlists", "guest", "waiting", "mailing", "wine", "price");

    private static Wish? OfList(Frame f, ListName list)
    {
        if (f.Has(Nouns.Contacts) || list.Name?.Split(' ').Any(w => Nouns.Events.Contains(w) && w is not ("party" or "trip" or "vacation" or "holiday" or "wedding" or "birthday" or "dinner" or "lunch" or "breakfast" or "gym" or "church" or "doctor") || Nouns.Reminders.Contains(w)) == true) return null;
        var isNew = Enumerable.Range(list.From, list.To - list.From).Any(i => f.Is(i, "new")) || f.Is(list.To, "new") || f.Is(list.From - 1, "new");
        if (f.Is(f.From, "take", "cross", "scratch") && f.Is(list.From, "off", "from")) return new RemoveTask(new(list.Name, Words: Text(f, f.From + 1, list.From)));
        return f.Act switch
        {
            Act.Query or Act.None when f.Is(f.From, "i", "we") && f.Is(f.From + 1, "want", "need") && f.Is(list.From, "on", "in") && list.From > f.From + 2 && !f.P.IsQuestion => Add(f, list),
            Act.Query when isNew && !f.Is(f.From, "what", "show", "is", "are", "do") => Add(f, list),
            Act.Change when !f.Is(f.Verb, "update", "edit") => f.Has("off") ? Remove(f, list) : null,
            Act.Create or Act.Change or Act.Send when !f.P.IsQuestion || f.Act == Act.Create => Add(f, list),
            Act.Remove => Remove(f, list),
            Act.Complete or Act.Archive => Complete(f, list),
            Act.None when isNew => Add(f, list),
            Act.None when f.To - f.From > list.To - list.From + 6 => null,
            _ => Show(f, list),
        };
    }

    private static Wish? Add(Frame f, ListName list)
    {
        if (f.Is(f.Verb, "rearrange", "arrange", "organize", "organise", "sort", "view") && f.Object >= list.From - 1) return Show(f, list);
        // "start a list of birds I saw": what follows names the list, and nothing that stands on it.
        var isMade = f.Act == Act.Create && Starting.Contains(f.Words[Math.Max(f.Verb, f.From)]) && list.From <= f.Object + 1 && !Enumerable.Range(list.To, f.To - list.To).Any(i => f.Is(i, "with", ":", "containing", "including"));
        if (isMade) return new AddItems([], list.Name) { IsNew = true };
        // "write a function that sorts a list" puts nothing on one.
        if (!f.IsPassive && f.Verb >= 0 && list.From > f.Object + 1 && !f.Is(list.From, "to", "on", "in", "into", "onto") || f.Is(f.Verb, "write", "generate") && f.Has("a", "about")) return null;
        var at = Span(f, list);
        f.P.Take(list.From, list.To);
        var when = list.IsTasks || list.Name is null || !Nouns.Shopping.Contains(list.Name) ? Times.OfTask(f.P, at.From, at.To).When : null;
        var said = Text(f, at.From, at.To);
        var isNew = said.Length == 0 && (f.Act != Act.Create || Starting.Contains(f.Words[Math.Max(f.Verb, f.From)]) || f.Has("new")) && f.Act is not Act.Change;
        var items = said.Length == 0 ? [] : ItemText.Of(said);
        if (items is [var only] && when is not null) return new CreateTask(only, when, Reminds: false) { List = list.Name };
        return items.Count > AddItems.Most ? null : new AddItems(items, list.Name) { IsNew = isNew };
    }

    private static Wish Remove(Frame f, ListName list)
    {
        var at = Span(f, list);
        f.P.Take(list.From, list.To);
        var isAll = f.Has("all", "everything", "every", "entire", "whole") || Enumerable.Range(at.From, at.To - at.From).Any(i => f.Is(i, "items", "contents"));
        var words = Text(f, at.From, at.To);
        var scope = new TaskScope(list.Name, Words: words);
        if (words.Length > 0 && Position(words)) return new RemoveTask(scope with { Words = "" });
        if (words.Length > 0) return isAll && f.Has("all", "every") ? new ClearTasks(scope) : new RemoveTask(scope);
        var isItem = f.Has("item", "items", "this", "that", "it", "something", "entry", "one", "first", "last") && Enumerable.Range(at.From, at.To - at.From).Any(i => f.Is(i, "item", "this", "that", "it", "something", "entry", "one"));
        if (isItem && !isAll) return new RemoveTask(scope);
        return list is { Name: null, IsTasks: false } ? new ChooseList() : new ClearTasks(scope);
    }

    private static Wish Complete(Frame f, ListName list)
    {
        var at = Span(f, list);
        f.P.Take(list.From, list.To);
        var words = Text(f, at.From, at.To);
        return words.Length == 0 ? new ShowList(list.Name) : new FinishTask(new(list.Name, Words: words));
    }

    private static Wish Show(Frame f, ListName list)
    {
        if (list is { IsMany: true, Name: null, IsTasks: false } || f.After("which", "list") > 0 || f.After("what", "list") > 0 && f.Has("have", "made", "make")) return new ShowLists();
        // "is bread on my list?"
        var asks = f.After("make", "sure") is > 0 and var sure ? sure : f.After("did", "i", "put") is > 0 and var put ? put : f.After("did", "i", "add") is > 0 and var added ? added : f.Is(f.From, "is", "are") ? f.From + 1 : f.After("see", "if") is > 0 and var see ? see : f.After("check", "if") is > 0 and var check ? check : -1;
        if (asks > 0 && f.Is(list.From, "on", "in") && list.From > asks)
        {
            var words = Text(f, asks, f.Is(list.From - 1, "is", "are") ? list.From - 1 : list.From);
            if (words.Length > 0 && !f.Is(asks, "there")) return new ShowList(list.Name, words);
        }
        return new ShowList(list.Name);
    }

    /// <summary>"what do I need to buy?"</summary>
    private static ShowList? Shopping(Frame f) =>
        f.Is(f.From, "what", "what's") && (f.After("i", "need", "to") > 0 || f.After("i", "have", "to") > 0 || f.After("should", "i") > 0) && f.Has("buy", "purchase", "shop", "groceries", "grocery", "store", "supermarket")
            ? new ShowList(null) : null;

    /// <summary>"delete item four", "add a new item": of some list.</summary>
    private static Wish? Items(Frame f)
    {
        if (Needed(f) is { } needed) return needed;
        if (!f.Has("item", "items") || f.Has(Nouns.Calendar) || f.Has(Nouns.Foreign) || Text(f, f.Object, f.To) is { Length: > 0 } words && !Position(words)) return null;
        return f.Act switch { Act.Create => new AddItems([], null), Act.Remove => new RemoveTask(new()), Act.Query => new ShowList(null), _ => null };
    }

    /// <summary>"we need more milk", "I'm out of coffee": perhaps for the shopping list.</summary>
    private static NotUnderstood? Needed(Frame f)
    {
        var at = f.After("out", "of") is > 0 and var gone && f.Is(f.From, "i", "we", "i'm", "we're") ? gone : f.Is(f.From, "i", "we") && f.Is(f.From + 1, "need") ? f.From + 2 : -1;
        if (at < 0 || f.P.Dates.Count > 0 || f.IsNegated) return null;
        while (f.Is(at, "more", "some", "another", "new", "a", "an")) at++;
        if (at >= f.To || f.To - at > 3 || f.Is(at, "to", "you", "your", "help", "advice", "sleep", "time", "money", "love", "it", "this", "that", "information", "directions", "sex", "space", "air", "him", "her", "them") || f.Has(Nouns.Events) || f.Has(Nouns.Foreign)) return null;
        var items = ItemText.Of(f.Said(at, f.To));
        return items.Count == 0 ? null : new($"Shall I put \"{string.Join(", ", items)}\" on your shopping list?", "Yes", "No") { IfYes = new AddItems(items, "shopping") };
    }

    /// <summary>Where the items stand: between verb and list, or after the list.</summary>
    private static (int From, int To) Span(Frame f, ListName list)
    {
        for (var i = list.To; i < f.To - 1; i++)
            if (f.Is(i, "with", ":", "containing", "including")) return (i + 1, f.To);
        if (f.IsPassive) return (f.From, f.Verb);
        if (f.Act is Act.None or Act.Query && f.Is(f.From, "i", "we") && f.Is(f.From + 1, "want", "need") && list.From > f.From + 2) return (f.From + 2, list.From);
        if (f.Verb >= list.To || f.Verb < 0) return (Math.Max(f.Object, list.To), f.To);
        return list.From > f.Object ? (f.Object, f.To) : (list.To, f.To);
    }

    /// <summary>What is left there when all that names nothing is trimmed off.</summary>
    private static string Text(Frame f, int from, int to)
    {
        var left = f.P.Left(from, Math.Min(to, f.To)).ToList();
        while (left.Count > 0 && (Generic.Contains(f.Words[left[0]]) || f.P.T[left[0]].Kind == Dates.Grammar.TokenKind.Mark)) left.RemoveAt(0);
        while (left.Count > 0 && (Generic.Contains(f.Words[left[^1]]) && f.P.T[left[^1]].Text != "up" || f.P.T[left[^1]].Kind == Dates.Grammar.TokenKind.Mark)) left.RemoveAt(left.Count - 1);
        if (left.Count == 0) return "";
        // The words of one run: what was taken out of the middle ends it.
        var run = 1;
        while (run < left.Count && left[run] == left[run - 1] + 1) run++;
        return f.P.T.Slice(left[0], left[run - 1] + 1);
    }

    /// <summary>"four", "item two", "the last": which one of the list.</summary>
    private static bool Position(string words)
    {
        var t = Dates.Grammar.Lexer.Read(words);
        var at = t.Skip(t.Skip(0, "the"), "item", "number", "no");
        return (Dates.Grammar.Numbers.Cardinal(t, at) ?? Dates.Grammar.Numbers.Ordinal(t, at)) is { } n && n.End >= t.Count || t.Is(at, "last", "first") && at + 1 >= t.Count || t.Count == 2 && t.Is(0, "item") && t[1].Length == 1;
    }
}
