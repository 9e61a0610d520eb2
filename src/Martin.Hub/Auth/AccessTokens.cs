using Martin.Hub.Ops;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Martin.Hub.Auth;

/// <summary>Short-lived JWTs: HS256 over JWT_SECRET's UTF-8 bytes with sub, sid and exp.</summary>
public sealed class AccessTokens(MartinSettings settings, IOptions<AuthOptions> options)
{
    private readonly JsonWebTokenHandler writer = new() { SetDefaultTimesOnTokenCreation = false };
    private readonly SigningCredentials credentials = new(new SymmetricSecurityKey(settings.JwtKey), SecurityAlgorithms.HmacSha256);

    public (string Token, DateTimeOffset ExpiresAt) Issue(Guid userId, Guid sessionId, DateTimeOffset now, DateTimeOffset sessionExpiresAt)
    {
        var ends = now + options.Value.AccessTokenLifetime;
        if (ends > sessionExpiresAt) ends = sessionExpiresAt;
        ends = DateTimeOffset.FromUnixTimeSeconds(ends.ToUnixTimeSeconds());  // exp has whole seconds
        var token = writer.CreateToken(new SecurityTokenDescriptor
        {
            Claims = new Dictionary<string, object> { [Claims.Subject] = userId.ToString(), [Claims.Session] = sessionId.ToString() },
            Expires = ends.UtcDateTime,
            SigningCredentials = credentials,
        });
        return (token, ends);
    }

    /// <summary>The signature is checked here; the lifetime by the scheme, on Martin's clock.</summary>
    public TokenValidationParameters Validation => new()
    {
        IssuerSigningKey = credentials.Key,
        ValidAlgorithms = [SecurityAlgorithms.HmacSha256],
        RequireSignedTokens = true,
        ValidateIssuer = false,
        ValidateAudience = false,
        ValidateLifetime = false,
        NameClaimType = Claims.Subject,
    };
}
