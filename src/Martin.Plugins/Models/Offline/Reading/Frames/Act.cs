namespace Martin.Plugins.Models.Offline.Reading.Frames;

/// <summary>What is to be done, whatever it is done to.</summary>
internal enum Act { None, Create, Query, Remove, Change, Complete, Send, Reply, Forward, Archive, Sort }

/// <summary>The verbs by which an act is asked for.</summary>
internal static class Verbs
{
    private static readonly Dictionary<string, Act> Single = Table(
        (Act.Create, "add create make set schedule book plan put new start begin insert enter note arrange organize organise include save store append register record pencil jot input remember write generate sound ring block place reserve"),
        (Act.Query, "show list display view see check read tell give find search look open get name confirm review checkout pull bring describe mention report verify state play say fetch access link what whats what's "
            + "when when's where who who's whose which how is are am was were do does did have has any anything could inform provide print count convert refresh"),
        (Act.Remove, "delete remove cancel erase clear clean drop dismiss trash discard disregard disable stop kill deactivate scratch wipe empty undo eliminate withdraw unset scrap skip end silence strike"),
        (Act.Change, "change move update edit reschedule postpone delay push shift modify adjust rename rearrange snooze switch correct"),
        (Act.Complete, "complete finish finished completed mark tick done"),
        (Act.Send, "send email mail e-mail compose draft message text ping shoot"),
        (Act.Reply, "reply respond answer"), (Act.Forward, "forward fwd"), (Act.Archive, "archive"), (Act.Sort, "triage sort categorize categorise classify prioritize prioritise"));

    private static readonly (string[] Words, Act Act)[] Phrases =
    [
        .. Rows(Act.Remove, "get rid of", "take off", "take away", "take out", "turn off", "switch off", "shut off", "call off", "throw away", "throw out", "clear off", "clear out", "clear up", "clean out", "clean up",
            "do away with", "cross out", "no longer need", "i no longer need"),
        .. Rows(Act.Create, "set up", "block off", "block out", "write down", "take note of", "take note", "make note of", "make a note of", "jot down", "put down", "put in", "pencil in", "turn on", "start me", "make me", "get me", "give me a new", "fill in"),
        .. Rows(Act.Complete, "check off", "tick off", "cross off", "i finished", "i have finished", "i've finished", "i completed", "i've completed", "i did", "done with", "i'm done with", "mark off"),
        .. Rows(Act.Query, "tell me", "let me know", "let me see", "let me hear", "give me", "show me", "read me", "read out", "pull up", "bring up", "look up", "look for", "find out", "go over", "go through", "i want to know", "i need to know",
            "i want to see", "put on the screen", "can i have", "can i get", "can i see", "may i know", "may i see", "i need information", "need information", "remind me what", "remind me when", "remind me where", "remind me who", "make sure",
            "take me to", "get me to", "bring me to", "call out", "list out", "search for", "double check", "i wonder", "i'd like to know", "i would like to know", "i'd like to see", "i would like to see", "check on", "check if", "check whether", "see if", "see whether"),
        .. Rows(Act.Reply, "write back", "get back to", "send a reply", "send reply", "send an answer", "send answer", "send a response", "send my reply", "write a reply", "open a reply", "open the reply", "draft a reply", "draft a response", "write a response",
            "compose a reply", "prepare a reply", "send back"),
        .. Rows(Act.Send, "write an email", "write email", "write a mail", "write a message", "write a new email", "start an email", "start email", "start a new email", "create an email", "create a new email", "create email", "new email to", "make an email",
            "drop a line", "drop an email", "write to", "open a new email", "begin an email", "let's email", "get an email", "put together an email", "prepare an email"),
    ];

    /// <summary>What was done to something, said of it: "I need the budget talks taken off".</summary>
    private static readonly Dictionary<string, Act> Participles = Table(
        (Act.Create, "added created scheduled inserted included put"), (Act.Remove, "deleted removed cancelled canceled erased cleared cleaned dismissed trashed disabled taken"), (Act.Change, "moved changed updated rescheduled postponed"));

    public static (Act Act, int End)? At(string[] words, int i, int to)
    {
        (Act Act, int End)? best = null;
        foreach (var (phrase, act) in Phrases)
            if (i + phrase.Length <= to && (best is null || i + phrase.Length > best.Value.End) && words.AsSpan(i, phrase.Length).SequenceEqual(phrase))
                best = (act, i + phrase.Length);
        return best ?? (i < to && Single.TryGetValue(words[i], out var single) ? (single, i + 1) : null);
    }

    public static Act Participle(string word) => Participles.GetValueOrDefault(word);

    /// <summary>The words themselves, for typos to be told by.</summary>
    public static IEnumerable<string> All => Single.Keys.Concat(Participles.Keys);

    private static Dictionary<string, Act> Table(params (Act Act, string Words)[] rows) =>
        rows.SelectMany(r => r.Words.Split(' ').Select(w => (w, r.Act))).DistinctBy(p => p.w).ToDictionary(p => p.w, p => p.Act);

    private static IEnumerable<(string[], Act)> Rows(Act act, params string[] phrases) => phrases.Select(p => (p.Split(' '), act));
}
