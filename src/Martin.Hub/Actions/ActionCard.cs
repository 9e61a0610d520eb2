using System.Text.Json;
using Martin.Hub.Wire;
using Martin.Plugins.Tools;

namespace Martin.Hub.Actions;

/// <summary>What the user should see before deciding, made from the very payload that runs.</summary>
/// <param name="Recipients">Everybody whom it reaches, each with the role and what is notable.</param>
/// <param name="Body">The whole text that they get.</param>
public sealed record ActionCard(IReadOnlyList<CardRecipient> Recipients, string? Body)
{
    /// <returns>null where nobody is reached.</returns>
    public static ActionCard? From(WriteCard card) => card.People.Count == 0 ? null : new(
        [.. card.People.Select(p => new CardRecipient(p.Role, p.Email, p.Name, p.IsNew, p.ReplyToOf))], card.Body);

    public string ToJson() => JsonSerializer.Serialize(this, WireJson.Options);
}

/// <param name="Role">to, cc, bcc or attendee.</param>
/// <param name="IsNew">The user has never had mail from this address, nor written to it.</param>
/// <param name="ReplyToOf">The address that wrote the answered mail, where it asked for answers to this other one.</param>
public sealed record CardRecipient(string Role, string Email, string? Name, bool IsNew, string? ReplyToOf);
