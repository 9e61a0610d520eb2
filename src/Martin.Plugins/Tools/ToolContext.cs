using Martin.Data;
using Martin.Data.Notifications;

namespace Martin.Plugins.Tools;

/// <summary>What a tool works with during one call: whose call it is, when and where it is meant, and the open database.</summary>
/// <remarks>A writing tool runs inside the transaction of its step: what it saves commits with the step, or not at all.</remarks>
public sealed class ToolContext
{
    public required MartinDb Db { get; init; }
    public required Guid UserId { get; init; }

    /// <summary>The instant against which words like "tomorrow" are meant.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>IANA zone of local times.</summary>
    public required string TimeZone { get; init; }

    public Guid? TurnId { get; init; }

    /// <summary>The task that the turn is a part of.</summary>
    public Guid? RunId { get; init; }

    /// <summary>What <see cref="IThinksFirst"/> found out for this call; null where nobody asked.</summary>
    public object? Thought { get; init; }

    /// <summary>The action that the call becomes; null for a read.</summary>
    public Guid? ActionId { get; init; }

    /// <summary>The user's message of this turn; null where there is none.</summary>
    public string? Said { get; init; }

    /// <summary>Mails that the model had read when it called, as far as they are known one by one.</summary>
    public IReadOnlyList<Guid> ReadMails { get; init; } = [];

    /// <summary>Set by the tool: one sentence about what it did or found, for the user.</summary>
    public string Summary { get; set; } = "";

    /// <summary>Set by a tool whose result holds words that came from outside this time (<see cref="CarriesOutsideContentAttribute"/>: always).</summary>
    public bool HoldsOutsideContent { get; set; }

    /// <summary>Set by a tool: where those words came from, for the user.</summary>
    public List<OutsideSource> Sources { get; } = [];

    /// <summary>The call was made by a model that had read words from outside, beyond what the user said: so is what it makes.</summary>
    public bool IsTainted { get; init; }

    /// <summary>Set by a writing tool: JSON with which the plugin can take the effect back.</summary>
    public string? Undo { get; set; }

    /// <summary>Set by a writing tool: what the user's other screens should learn.</summary>
    public List<Notice> Changes { get; } = [];
}

/// <summary>Something that others wrote and a model read.</summary>
/// <param name="What">In the user's words, such as: the mail “Lunch?” from Bob.</param>
public sealed record OutsideSource(string What, Guid? EmailId = null);
