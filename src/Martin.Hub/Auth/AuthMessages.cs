using Martin.Data.Users;
using Martin.Hub.Users;
using Martin.Hub.Wire;

namespace Martin.Hub.Auth;

/// <summary>Either the owner's key, or a one-time code: from pairing, or from Google's callback with its verifier.</summary>
public sealed record LoginRequest(string? OwnerKey = null, string? Code = null, string? CodeVerifier = null) : IChecked
{
    public IEnumerable<(string Field, string Problem)> Problems() => Rule.Broken(
        ("ownerKey", OwnerKey is null == Code is null ? "or code must be given, one of them" : Rule.Length(OwnerKey, 1, 512)),
        ("code", Rule.Length(Code, 1, 512)),
        ("codeVerifier", CodeVerifier is not null && Code is null ? "belongs to code" : Rule.Length(CodeVerifier, 43, 128)));  // RFC 7636, 4.1
}

public sealed record RefreshRequest(string RefreshToken) : IChecked
{
    public IEnumerable<(string Field, string Problem)> Problems() => Rule.Broken(("refreshToken", Rule.Length(RefreshToken, 1, 512)));
}

/// <summary>What a device holds once it is signed in.</summary>
public sealed record Session(string AccessToken, DateTimeOffset ExpiresAt, string RefreshToken, DateTimeOffset RefreshExpiresAt, User User);

/// <summary>A signed-in device in the list of sessions.</summary>
public sealed record SessionInfo(Guid Id, string? Device, bool Current, DateTimeOffset CreatedAt, DateTimeOffset LastSeenAt, DateTimeOffset ExpiresAt)
{
    public static SessionInfo From(SessionRow row, Guid current) =>
        new(row.Id, row.Device, row.Id == current, row.CreatedAt, row.LastSeenAt, row.ExpiresAt);
}

public sealed record HubTicket(string Ticket, DateTimeOffset ExpiresAt);

/// <param name="Url">What the QR code shows: opening it signs the phone in.</param>
public sealed record PairingCode(string Code, string Url, DateTimeOffset ExpiresAt);
