using System.Text.Json;
using Martin.Data.Actions;
using Martin.Hub.Wire;
using Martin.Plugins.Tools;

namespace Martin.Hub.Actions;

/// <summary>What the user should see before deciding, made from the very payload that runs.</summary>
/// <param name="Recipients">Everybody whom it reaches, each with the role and what is notable.</param>
/// <param name="Body">The whole text that they get.</param>
public sealed record ActionCard(IReadOnlyList<CardRecipient> Recipients, string? Body = null)
{
    /// <summary>What changes, with what it is at present, and what it is done to: each whole, where the summary quotes and counts.</summary>
    public IReadOnlyList<CardLine>? Lines { get; init; }

    /// <returns>null where nobody is reached and the summary tells all.</returns>
    public static ActionCard? From(WriteCard card) => card.People.Count == 0 && card.Lines.Count == 0 ? null : new(
        [.. card.People.Select(p => new CardRecipient(p.Role, p.Email, p.Name, p.IsNew, p.ReplyToOf))], card.Body) { Lines = card.Lines.Count == 0 ? null : card.Lines };

    public static ActionCard? Of(ActionRow action) => action.Card is null ? null : JsonSerializer.Deserialize<ActionCard>(action.Card, WireJson.Options);

    /// <summary>Both reach the same people in the same way. Whether one is new may have changed meanwhile: that shows nobody else.</summary>
    public static bool ReachSame(ActionCard? one, ActionCard? other)
    {
        return People(one).SetEquals(People(other));

        static HashSet<(string, string, string?)> People(ActionCard? card) =>
            [.. (card?.Recipients ?? []).Select(r => (r.Role, r.Email.ToUpperInvariant(), r.ReplyToOf?.ToUpperInvariant()))];
    }

    public string ToJson() => JsonSerializer.Serialize(this, WireJson.Options);
}

/// <param name="Role">to, cc, bcc or attendee.</param>
/// <param name="IsNew">The user has never written to this address.</param>
/// <param name="ReplyToOf">The address that wrote the answered mail, where it asked for answers to this other one.</param>
public sealed record CardRecipient(string Role, string Email, string? Name = null, bool IsNew = false, string? ReplyToOf = null);
