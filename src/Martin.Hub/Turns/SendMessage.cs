using System.Text;
using Martin.Hub.Wire;
using Martin.Plugins.Rules;

namespace Martin.Hub.Turns;

/// <summary>A user's message. The same <see cref="ClientMessageId"/> again is the same turn.</summary>
public sealed record SendMessage : IChecked
{
    public const int MaxTextBytes = 16 * 1024;
    public const int MaxClientMessageIdChars = 128;

    public required string ClientMessageId { get; init; }
    public required string Text { get; init; }
    public Guid? ConversationId { get; init; }
    public string? Model { get; init; }

    /// <summary>IANA zone in which the words are meant; absent: the user's preference.</summary>
    public string? TimeZone { get; init; }

    public IEnumerable<(string Field, string Problem)> Problems()
    {
        if (string.IsNullOrWhiteSpace(ClientMessageId)) yield return ("clientMessageId", "must not be empty");
        if (ClientMessageId.Length > MaxClientMessageIdChars) yield return ("clientMessageId", $"must have at most {MaxClientMessageIdChars} characters");
        if (string.IsNullOrWhiteSpace(Text)) yield return ("text", "must not be empty");
        if (Encoding.UTF8.GetByteCount(Text) > MaxTextBytes) yield return ("text", $"must have at most {MaxTextBytes} bytes in UTF-8");
        if (Zones.Problem(TimeZone) is { } problem) yield return ("timeZone", problem);
    }
}

/// <summary>Where a reader of a turn stands.</summary>
public sealed record ResumeTurn : IChecked
{
    public required Guid TurnId { get; init; }

    /// <summary>The seq of the last event that it has; 0 for none.</summary>
    public required long AfterSeq { get; init; }

    public IEnumerable<(string Field, string Problem)> Problems()
    {
        if (AfterSeq is < 0 or > TurnSeq.Max) yield return ("afterSeq", "must be 0 or the seq of an event of the turn");
    }
}

/// <summary>Pushed when a turn begins that this connection does not stream itself.</summary>
public sealed record TurnStarted(Guid TurnId, Guid ConversationId, string Origin);
