namespace Martin.Plugins.Tests.Models.Offline.Hwu;

/// <summary>What became of an utterance.</summary>
internal enum Became
{
    /// <summary>The kind of call that the intent asks for.</summary>
    Right,
    /// <summary>The right thing was looked for, then the user asked which one, or whether all of them.</summary>
    RightThenAsks,
    /// <summary>A question for what was not said.</summary>
    Question,
    /// <summary>Not understood, or answered without the call.</summary>
    Refused,
    /// <summary>Another kind of write than the intent asks for.</summary>
    Wrong,
}

/// <summary>Judges a turn by its calls alone and, where there are none, by whether it asks.</summary>
internal static class Verdict
{
    /// <summary>What an intent may be answered by: reads that look for it, and writes that do it.</summary>
    private sealed record Expected(string[] Reads, string[] Writes);

    private static readonly Dictionary<string, Expected> ByIntent = new()
    {
        ["calendar_set"] = new([], ["create_event", "create_task"]),
        ["calendar_query"] = new(["list_events", "find_free_time"], []),
        ["calendar_remove"] = new(["list_events"], ["cancel_event"]),
        ["alarm_set"] = new([], ["create_task"]),
        ["alarm_query"] = new(["list_tasks"], []),
        ["alarm_remove"] = new(["list_tasks"], ["delete_task", "complete_task", "update_task"]),
        ["lists_createoradd"] = new([], ["create_task"]),
        ["lists_query"] = new(["list_tasks"], []),
        ["lists_remove"] = new(["list_tasks"], ["delete_task", "complete_task"]),
        ["email_query"] = new(["find_mail"], []),
        ["email_sendemail"] = new([], ["send_mail", "draft_reply"]),
        ["email_querycontact"] = new(["recall", "find_mail"], []),
        ["email_addcontact"] = new([], ["save_memory"]),
        ["datetime_query"] = new(["resolve_date"], []),
        ["datetime_convert"] = new(["resolve_date"], []),
    };

    /// <summary>How a turn begins that has not understood: its question offers something else, and counts as none.</summary>
    private static readonly string[] NotUnderstood = ["I did not understand", "I do not know", "I am not sure what to do with", "I can remind only you", "I got an empty"];

    public static Became Of(string text, string intent, Answer answer)
    {
        var expected = ByIntent[intent];
        string[] reads = intent == "calendar_query" && (text.Contains("remind", StringComparison.Ordinal) || text.Contains("notification", StringComparison.Ordinal) || text.Contains("task", StringComparison.Ordinal))
            ? [.. expected.Reads, "list_tasks"] : expected.Reads;  // reminders are tasks, whichever calendar the speaker thinks of
        // What rings every day stands in the calendar, with a reminder: tasks do not repeat.
        if (intent == "alarm_set" && answer.Of("create_event") is { } repeating && repeating["recurrence"] is not null && repeating["reminders"] is not null) return Became.Right;
        if (answer.Tools.Any(t => !Office.Reads.Contains(t) && !expected.Writes.Contains(t))) return Became.Wrong;
        if (answer.Tools.Any(expected.Writes.Contains)) return Became.Right;
        var asks = answer.Text.Contains('?', StringComparison.Ordinal);
        if (answer.Tools.Any(reads.Contains)) return asks ? Became.RightThenAsks : Became.Right;
        // A mail to answer or forward is looked for first: it is not there, or one of several.
        if (intent == "email_sendemail" && answer.Tools.Contains("find_mail") && !asks) return Became.Right;
        if (intent == "email_sendemail" && answer.Tools.Contains("find_mail") && answer.Text.StartsWith("Which mail", StringComparison.Ordinal)) return Became.RightThenAsks;
        if (NotUnderstood.Any(n => answer.Text.StartsWith(n, StringComparison.Ordinal))) return Became.Refused;
        return asks ? Became.Question : Became.Refused;
    }
}
