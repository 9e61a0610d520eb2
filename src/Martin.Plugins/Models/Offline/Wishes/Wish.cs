using System.Text.Json;
using Martin.Plugins.Models.Offline.Reading;
using Martin.Plugins.Models.Offline.Talk;
using NodaTime;

namespace Martin.Plugins.Models.Offline.Wishes;

/// <summary>
/// Something the user wants, as a script that can be replayed: given the results of the calls it has asked for so far, it names the next step.
/// Nothing is remembered between rounds, so the same messages always lead to the same answer.
/// </summary>
internal abstract record Wish
{
    public abstract Step Next(Scene scene, IReadOnlyList<ToolResult> results);

    /// <summary>The wish with the answer to its question filled in, or null when the text is no answer to it.</summary>
    public virtual Wish? Answered(string text, Scene scene, IReadOnlyList<ToolResult> results) => null;

    /// <summary>What a later message makes of the wish once it is done: "no, at 3", "and Ana too", "what about Friday?"; null when it has no bearing on it.</summary>
    public virtual Wish? FollowedBy(Remark said, Scene scene, IReadOnlyList<ToolResult> results) => null;

    /// <summary>Whether it says the other wish anew, whose question then needs no answer any more.</summary>
    public virtual bool Restates(Wish other) => GetType() == other.GetType();

    /// <summary>Whether its single call needs nothing that another wish of the message may change.</summary>
    public virtual bool StandsAlone => false;

    /// <summary>False for what only guesses at a meaning; a message of such wishes may be the answer to a question.</summary>
    public virtual bool IsUnderstood => true;

    /// <summary>Whether all that it needs was said, so that it may stand after an "and".</summary>
    public virtual bool IsComplete(Scene scene) => Next(scene, []) is not Ask;
}

internal abstract record Step;

internal sealed record Call(string Tool, IReadOnlyDictionary<string, object> Arguments) : Step;

internal sealed record Say(string Text, params IReadOnlyList<string> Suggestions) : Step
{
    /// <summary>The event that it is about, for "it".</summary>
    public EventFacts? About { get; init; }
    /// <summary>What it lists, in order, for "the second one"; null: what was listed before still stands.</summary>
    public IReadOnlyList<EventFacts>? Events { get; init; }
    public IReadOnlyList<TaskFacts>? Tasks { get; init; }
    public IReadOnlyList<MailFacts>? Mails { get; init; }
}

/// <summary>A question; the suggestions are whole answers to it.</summary>
internal sealed record Ask(string Text, params IReadOnlyList<string> Suggestions) : Step
{
    /// <summary>What "yes" stands for.</summary>
    public Wish? IfYes { get; init; }
    /// <summary>Only an offer: it can be answered, but nothing waits for it.</summary>
    public bool IsOffer { get; init; }
    public IReadOnlyList<EventFacts>? Events { get; init; }
}

/// <summary>What a wish may look at.</summary>
internal sealed record Scene(Instant Now, DateTimeZone Zone, IReadOnlySet<string> Tools, Mentions Mentions)
{
    public LocalDateTime Local => Now.InZone(Zone).LocalDateTime;
}

/// <summary>The event and task spoken of last, for "it" and "that", and what was listed last, for "the second one".</summary>
internal sealed record Mentions(EventFacts? Event = null, TaskFacts? Task = null, bool IsTaskLatest = false)
{
    public IReadOnlyList<EventFacts> Events { get; init; } = [];
    public IReadOnlyList<TaskFacts> Tasks { get; init; } = [];
    public IReadOnlyList<MailFacts> Mails { get; init; } = [];
    /// <summary>Whether the last list was one of tasks.</summary>
    public bool AreTasksLatest { get; init; }
    /// <summary>Whether the last list was one of mails; a single mail that was shown is one too.</summary>
    public bool AreMailsLatest { get; init; }

    /// <summary>What the words of an answer make known.</summary>
    public Mentions After(Step step) => step switch
    {
        Say { Mails: { } mails } => this with { Mails = mails, AreMailsLatest = true },
        Say say => After(say.Events, say.Tasks) is var listed && say.About is { } about ? listed with { Event = about, IsTaskLatest = false } : listed,
        Ask ask => After(ask.Events, null),
        _ => this,
    };

    private Mentions After(IReadOnlyList<EventFacts>? events, IReadOnlyList<TaskFacts>? tasks)
    {
        var listed = this with
        {
            Events = events ?? Events, Tasks = tasks ?? Tasks, AreTasksLatest = tasks is not null || (events is null && AreTasksLatest),
            AreMailsLatest = events is null && tasks is null && AreMailsLatest,
        };
        if (events is [var one]) return listed with { Event = one, IsTaskLatest = false };
        return tasks is [var task] ? listed with { Task = task, IsTaskLatest = true } : listed;
    }

    public Mentions After(MadeCall call)
    {
        if (call.Result is not { Ok: true } result) return this;
        if (call.Tool == "cancel_event" && !result.IsProposed) return this with { Event = Event?.Id == Argument(call, "eventId") ? null : Event };
        if (call.Tool == "delete_task") return this with { Task = Task?.Id == Argument(call, "taskId") ? null : Task };
        if (result.Events is [var one]) return this with { Event = one, IsTaskLatest = false, AreMailsLatest = false };
        return result.Tasks is [var task] ? this with { Task = task, IsTaskLatest = true, AreMailsLatest = false } : this;
    }

    private static string? Argument(MadeCall call, string name) => call.Arguments.TryGetValue(name, out var value) ? value switch
    {
        string text => text,
        JsonElement { ValueKind: JsonValueKind.String } text => text.GetString(),
        _ => null,
    } : null;
}
