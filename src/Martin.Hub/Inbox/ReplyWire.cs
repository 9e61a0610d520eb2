using Martin.Hub.Wire;
using Martin.Plugins.Mail;
using Martin.Plugins.Mail.Replies;

namespace Martin.Hub.Inbox;

/// <summary>Asks for the draft of an answer.</summary>
public sealed record ReplyInput : IChecked
{
    public required Guid EmailId { get; init; }

    /// <summary>The manner, such as friendly or formal; absent: the user's preference.</summary>
    public string? Persona { get; init; }

    /// <summary>What the user wants to say.</summary>
    public string? Instructions { get; init; }

    public IEnumerable<(string Field, string Problem)> Problems() => Rule.Broken(
        ("persona", Rule.Filled(Persona) ?? Rule.Length(Persona, 1, MailDraft.MaxPersonaChars)), ("instructions", Rule.Length(Instructions, 0, ReplyWriter.MaxInstructionChars)));
}
