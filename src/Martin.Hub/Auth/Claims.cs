using System.Security.Claims;

namespace Martin.Hub.Auth;

/// <summary>What an access token says.</summary>
public static class Claims
{
    public const string Subject = "sub";
    public const string Session = "sid";

    extension(ClaimsPrincipal principal)
    {
        /// <summary>Whose request this is.</summary>
        /// <exception cref="InvalidOperationException">Nobody is signed in; the endpoint lacks RequireAuthorization.</exception>
        public Guid UserId() => Read(principal, Subject);

        /// <summary>The session (device) that the request speaks for.</summary>
        /// <inheritdoc cref="UserId"/>
        public Guid SessionId() => Read(principal, Session);
    }

    private static Guid Read(ClaimsPrincipal principal, string claim) =>
        Guid.TryParse(principal.FindFirst(claim)?.Value, out var id) ? id : throw new InvalidOperationException("Nobody is signed in here.");
}
