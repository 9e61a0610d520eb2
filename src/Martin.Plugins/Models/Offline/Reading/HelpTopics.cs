using Martin.Plugins.Dates.Grammar;

namespace Martin.Plugins.Models.Offline.Reading;

/// <summary>What can be done with one kind of thing, with sentences that work as they stand.</summary>
internal static class HelpTopics
{
    public sealed record Topic(HashSet<string> Words, string Text, params string[] Examples);

    private static readonly Topic[] Topics =
    [
        new(["undo", "revert", "mistake", "mistakes"], "Say \"undo\" and I take back what I did last in this conversation; each thing has a button for it too.", "Undo"),
        new(["recurring", "repeating", "series", "repeat"], "Say when it repeats and until when: \"schedule gym every Tuesday at 7\". To move or cancel, name the day, or say \"this and following\" or \"the whole series\".",
            "Schedule gym every Tuesday at 7", "What's on my calendar this week?"),
        new(["free", "availability", "conflict", "conflicts", "time"], "I find free times, for you alone or with others by their addresses, and tell what overlaps.",
            "When am I free tomorrow?", "Do I have any conflicts this week?"),
        new(["briefing", "day", "morning"], "\"Brief me\" tells your events, the tasks that are due and your unread mail.", "Brief me"),
        new(["invite", "invitation", "invitations", "people", "guests", "contact", "contacts"], "I invite by address, or by the name of somebody who wrote to you or is on an event. An invitation always waits for your approval.",
            "Schedule lunch tomorrow at noon and invite ana@example.com"),
        new(["calendar", "event", "events", "meeting", "meetings", "appointment", "appointments", "schedule"],
            "With your calendar I can list, schedule, move, lengthen and cancel events, single or repeating, find free times and conflicts, answer invitations, and tell what is next.",
            "What's on my calendar this week?", "Schedule lunch tomorrow at noon", "What's next?", "When am I free tomorrow?"),
        new(["reminder", "reminders", "remind"], "Say what and when: \"remind me to call the bank on Monday at 9\", or \"in 20 minutes\". You can postpone, complete or delete it later.",
            "Remind me to call the bank on Monday at 9"),
        new(["task", "tasks", "todo", "todos", "list", "lists"], "With your tasks I can add, list, complete, postpone, prioritise and delete. After a list, \"the second one\" is enough to name one.",
            "What are my tasks?", "Add buy milk to my tasks"),
        new(["mail", "mails", "email", "emails", "inbox"], "I can find and read your mail: by sender, by subject, unread or important.", "Do I have new mail?"),
        new(["memory", "remember", "memories", "facts"], "Say \"remember that …\" and I keep it; ask \"what do you know about …\", or say \"forget that …\".", "What do you remember?"),
    ];

    public static Topic? For(Tokens t, int from, int to)
    {
        for (var i = from; i < to; i++)
            if (Array.Find(Topics, topic => topic.Words.Contains(t[i].Text)) is { } topic)
                return topic;
        return null;
    }
}
