using Martin.Data.Users;
using Microsoft.Extensions.Options;

namespace Martin.Hub.Auth;

/// <summary>Whose request it is, on which device.</summary>
public sealed record SignedIn(Guid UserId, Guid SessionId);

/// <summary>Stand-ins for the access token in the URL of one WebSocket upgrade.</summary>
public sealed class HubTickets(OneTimeCodes codes, IOptions<AuthOptions> options)
{
    public async Task<HubTicket> IssueAsync(SignedIn who, CancellationToken ct)
    {
        var (code, expiresAt) = await codes.IssueAsync(CodeKind.HubTicket, who.UserId, who.SessionId, options.Value.HubTicketLifetime, ct);
        return new HubTicket(code, expiresAt);
    }

    /// <summary>Takes the ticket; the session it speaks for may have ended since.</summary>
    /// <returns>null when it is unknown, used or too old.</returns>
    public async Task<SignedIn?> RedeemAsync(string ticket, CancellationToken ct) =>
        await codes.RedeemAsync(ticket, null, ct, CodeKind.HubTicket) is { SessionId: { } session } row ? new SignedIn(row.UserId, session) : null;
}
