namespace Martin.Plugins.Tools;

/// <summary>What a tool does to the world.</summary>
public enum Effect
{
    /// <summary>Changes nothing.</summary>
    Read,

    /// <summary>Changes the user's own data and can be undone.</summary>
    OwnWrite,

    /// <summary>Notes how far Martin's own work is: offered only while it works on a task, and nothing of the user's.</summary>
    Progress,

    /// <summary>Others notice it, or it can't be undone: always the user's decision.</summary>
    Outward,
}

/// <summary>Declares the effect of a tool. A write's plugin may raise it for a given call (<see cref="IDescribesWrites"/>).</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class EffectAttribute(Effect effect) : Attribute
{
    public Effect Effect { get; } = effect;
}

/// <summary>
/// Declares by which words a user asks for an own write: where the prompt holds words from outside, a call that does no more than the user's own
/// message says (<see cref="OwnWords"/>) still runs at once. A write without it then always waits for the user. Of several words ("take back")
/// the others follow the first within its clause. Each verb among them also stands in <see cref="SaidWords.Changing"/>.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class AskedForByAttribute(params string[] words) : Attribute
{
    public IReadOnlyList<string> Words { get; } = words;
}

/// <summary>Declares that a tool's result holds words that came from outside (mail): every prompt that it stands in is tainted by it.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class CarriesOutsideContentAttribute : Attribute;

/// <summary>Implemented by plugins with writing tools.</summary>
public interface IDescribesWrites
{
    /// <summary>Says what a call would do and how far it reaches, without doing it. The call itself has been bound and checked.</summary>
    /// <exception cref="ToolRefusedException">It can't be done at all.</exception>
    Task<WriteCard> DescribeAsync(string tool, ToolArguments arguments, ToolContext context, CancellationToken ct);

    /// <summary>Takes back what a call did, by the record that it left in <see cref="ToolContext.Undo"/>.</summary>
    /// <exception cref="ToolRefusedException">It has been changed since, or is gone.</exception>
    Task<string> UndoAsync(string tool, string undo, ToolContext context, CancellationToken ct);
}

/// <summary>Implemented by plugins whose writing tools only work out another call: that one is described, proposed and run in their place.</summary>
public interface IStandsForCalls
{
    /// <exception cref="ToolRefusedException">There is no such call to make.</exception>
    Task<StoodFor> StandForAsync(string tool, ToolArguments arguments, ToolContext context, CancellationToken ct);
}

/// <summary>Implemented by plugins that change what is there: a wish means one of it only where it does not fit another as well.</summary>
public interface IKnowsOthers
{
    /// <summary>So many names are compared, the newest.</summary>
    const int MostNames = 1000;

    /// <returns>The names of all that the tool could be aimed at, written as in <see cref="WriteCard.Names"/>.</returns>
    Task<IReadOnlyList<string>> NamesAsync(string tool, ToolContext context, CancellationToken ct);
}

/// <summary>The call that is meant.</summary>
public sealed record StoodFor(string Tool, ToolArguments Arguments)
{
    /// <summary>Why this one, in a sentence; null where there was no choice.</summary>
    public string? Why { get; init; }
}

/// <summary>A write in the user's words.</summary>
/// <param name="Effect">Own write or outward.</param>
/// <param name="Title">A few words: what it is.</param>
/// <param name="Summary">One sentence: what will happen, to whom and when.</param>
public sealed record WriteCard(Effect Effect, string Title, string Summary)
{
    /// <summary>What the ids among the arguments stand for, as the user knows it: titles, subjects with senders.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>What it changes and what it is done to: all that runs and its payload's ids and empty members do not tell.</summary>
    public IReadOnlyList<CardLine> Lines { get; init; } = [];

    /// <summary>It is what a wish means that names nothing, as "undo that" does.</summary>
    public bool IsNearest { get; init; }

    /// <summary>Everybody whom it reaches.</summary>
    public IReadOnlyList<Reached> People { get; init; } = [];

    /// <summary>The whole text that they get.</summary>
    public string? Body { get; init; }

    /// <summary>It only puts something before the user, which they send or throw away: it is made at once, whatever the model has read.</summary>
    public bool IsDraft { get; init; }
}

/// <summary>Somebody whom a write reaches.</summary>
/// <param name="Role">to, cc, bcc or attendee.</param>
/// <param name="IsNew">The user has never written to this address; whoever wrote to them first is new.</param>
/// <param name="ReplyToOf">The address that wrote the answered mail, where it asked for answers to this other one.</param>
public sealed record Reached(string Role, string Email, string? Name, bool IsNew, string? ReplyToOf = null);

/// <summary>A tool can't do what it was asked; the message is a plain sentence that a model or a user can act on.</summary>
public sealed class ToolRefusedException(string sentence) : Exception(sentence);
