namespace Martin.Plugins.Tools;

/// <summary>The English words by which it is told apart what the user wishes, asks, tells of and denies.</summary>
internal static class SaidWords
{
    // With these a wish begins: what stands behind them is what the user wants.
    public static readonly HashSet<string> LeadIn =
    [
        "please", "kindly", "just", "now", "also", "then", "can", "could", "would", "will", "you", "i", "i'd", "we", "want", "need", "like", "to", "let's", "let", "us", "martin",
        "hey", "hi", "hello", "ok", "okay", "yes", "go", "ahead",
    ];

    /// <summary>They lead in what is named by a noun: "a new task: …".</summary>
    public static readonly HashSet<string> Articles = ["a", "an", "the", "new", "my"];

    /// <summary>By these a wish may be named; the other words that ask for a tool have to stand as they are.</summary>
    public static readonly HashSet<string> Nouns = ["task", "todo", "reminder", "calendar", "meeting", "appointment", "note", "category"];

    public static readonly HashSet<string> Joining = ["and", "then", "also", "but", "so"];

    public static readonly HashSet<string> SentenceEnds = [".", ";", "!", "?", "…", "。", "！", "？", "；"];

    // What stands behind one of these may be a further wish, unless the sentence began with what is noted or told.
    public static readonly HashSet<string> Pauses = [",", "–", "—"];

    // A sentence that begins so goes on with a text of its own: "todo: cancel the standup", "tell Bob, move the review".
    public static readonly HashSet<string> TextFollows =
    [
        "todo", "todos", "task", "tasks", "remind", "reminder", "reminders", "note", "notes", "remember", "memo", "memorize", "write", "jot", "list", "add", "put", "create", "make", "save",
        "know", "keep", "tell", "ask", "say", "reply", "answer", "respond", "mail", "email", "message", "send", "draft", "forward", "title", "subject", "call", "name", "rename", "translate",
    ];

    /// <summary>Wishes that change something; a further one of them ends the one before.</summary>
    public static readonly HashSet<string> Changing =
    [
        "remind", "add", "put", "note", "remember", "create", "schedule", "book", "plan", "block", "set", "move", "reschedule", "change", "rename", "push", "shift", "postpone", "delay", "update",
        "make", "start", "cancel", "delete", "remove", "drop", "scrap", "erase", "forget", "memorize", "save", "keep", "correct", "undo", "take", "roll", "complete", "finish", "tick", "archive",
        "tidy", "clear", "clean", "file", "mark", "label", "categorize", "flag", "triage", "sort", "classify", "organize", "organise", "invite", "turn", "draft", "reply", "answer", "respond",
        "send", "forward", "write", "mail", "email", "message", "todo", "task",
    ];

    public static readonly HashSet<string> Reading =
        ["read", "show", "check", "look", "find", "search", "list", "open", "get", "give", "see", "tell", "say", "summarise", "summarize", "translate", "explain", "count", "know", "ask"];

    // Said of what has happened; it asks for the note of it.
    public static readonly HashSet<string> Statements = ["done", "finished", "completed"];

    public static readonly HashSet<string> Denying =
    [
        "not", "never", "no", "don't", "dont", "isn't", "aren't", "wasn't", "weren't", "haven't", "hasn't", "hadn't", "cannot", "can't", "cant", "won't", "wouldn't", "shouldn't", "couldn't",
        "mustn't", "needn't", "didn't", "doesn't", "without", "unless", "nor", "neither", "none", "nothing", "nobody", "avoid", "refuse", "stop", "forbid", "instead", "rather", "except",
    ];

    public static readonly HashSet<string> Conditional = ["if", "unless", "when", "whenever", "whether", "once", "provided", "providing", "assuming", "suppose", "supposing", "depending", "should"];

    /// <summary>What others want, said to somebody else.</summary>
    public static readonly HashSet<string> Reporting =
    [
        "says", "said", "saying", "wants", "want", "wanted", "asks", "asked", "asking", "tells", "told", "telling", "wrote", "writes", "written", "writing", "claims", "claimed", "thinks", "thought",
        "suggests", "suggested", "suggestion", "demands", "demanded", "insists", "insisted", "requests", "requested", "request", "mentions", "mentioned", "reports", "reported", "hopes", "hoped",
        "expects", "expected", "needs", "needed", "plans", "planned", "begs", "begged", "orders", "ordered", "instructs", "instructed", "instruction", "instructions", "according", "states",
        "stated", "decided", "proposes", "proposed", "proposal", "advises", "advised", "recommends", "recommended", "wishes", "wished", "agreed", "promises", "promised", "announced", "explains",
        "explained", "replied", "answered", "urges", "urged", "reminds", "reminded", "texted", "emailed", "mailed", "messaged", "would", "he", "she", "they",
    ];

    public static readonly HashSet<string> Asking = ["what", "who", "whom", "whose", "which", "where", "why", "how"];

    /// <summary>A question may begin so, with a question mark or without.</summary>
    public static readonly HashSet<string> Questioning = ["does", "did", "do", "is", "are", "was", "were", "has", "have", "will", "shall", "should", "may", "might", "must", "can", "could", "would"];

    /// <summary>Behind one of these stands what a change leaves alone: "delete the dentist task, not the standup".</summary>
    public static readonly HashSet<string> Excluding = ["not", "never", "don't", "dont", "except", "but", "instead", "rather", "nor"];

    /// <summary>What begins so notes something and says nothing of what is done.</summary>
    public static readonly HashSet<string> Noting = ["add", "create", "remind", "tell", "ask", "todo", "note", "remember", "say", "reply", "answer"];

    /// <summary>How a sentence begins that only tells how things are: "the rent is paid, …".</summary>
    public static readonly HashSet<string> Telling = ["i", "i'm", "i've", "we", "we're", "we've", "it", "it's", "that", "that's", "this", "the", "my", "our"];

    public static readonly HashSet<string> Being = ["is", "are", "was", "were", "am", "has", "have", "i'm", "i've", "we're", "we've", "it's", "that's"];

    /// <summary>What is told of these is a text too.</summary>
    public static readonly HashSet<string> Texts = ["answer", "reply", "subject", "title", "message", "mail", "email", "text", "letter", "plan", "idea", "order", "rule", "joke", "story", "quote", "line", "to"];

    /// <summary>A sentence that ends so points at a text that follows: "translate this. …".</summary>
    public static readonly HashSet<string> Pointing = ["this", "following", "below", "these"];

    /// <summary>Of a further sentence that only says when and how urgent: "It's due on Friday, high priority."</summary>
    public static readonly HashSet<string> Attributes =
    [
        "it", "it's", "its", "that", "that's", "is", "be", "should", "due", "deadline", "priority", "high", "low", "medium", "urgent", "important", "start", "starts", "end", "ends", "at", "on", "by",
        "until", "from", "to", "for", "the", "a", "an", "with", "of", "and", "about", "around", "please", "thanks", "thank", "you", "very", "reminder", "as",
    ];
}
