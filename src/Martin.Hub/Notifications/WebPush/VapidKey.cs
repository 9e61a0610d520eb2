using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Martin.Hub.Notifications.WebPush;

/// <summary>By what push services know this Martin: a key pair on P-256 and the tokens that it signs (RFC 8292).</summary>
/// <remarks>
/// The key is derived from ENCRYPTION_KEY, so that every node has the same and nothing more is kept. With another ENCRYPTION_KEY browsers
/// must subscribe anew; they can tell by the public key.
/// </remarks>
/// <param name="subject">Whom the push service may turn to: an https or mailto URI.</param>
public sealed class VapidKey(byte[] encryptionKey, string subject, TimeProvider clock)
{
    /// <summary>RFC 8292, section 2: a token may be good for 24 hours at most.</summary>
    private static readonly TimeSpan TokenLifetime = TimeSpan.FromHours(12);

    private readonly Lazy<ECDsa> key = new(() => Derive(encryptionKey));  // not at every start: nobody may ever ask for it
    private readonly ConcurrentDictionary<string, (string Token, DateTimeOffset Until)> tokens = new();

    /// <summary>Uncompressed point in base64url: a browser's <c>applicationServerKey</c>.</summary>
    public string PublicKey
    {
        get
        {
            var point = key.Value.ExportParameters(false).Q;
            return Base64Url.EncodeToString([4, .. point.X!, .. point.Y!]);
        }
    }

    /// <summary>The value of the Authorization header for a push to this endpoint.</summary>
    public string AuthorizationFor(Uri endpoint)
    {
        var (audience, now) = (endpoint.GetLeftPart(UriPartial.Authority), clock.GetUtcNow());
        var known = tokens.GetValueOrDefault(audience);
        if (known.Until - now < TokenLifetime / 2)
        {
            if (tokens.Count > 1_000) tokens.Clear();  // browsers have a handful of push services
            tokens[audience] = known = (Sign(audience, now + TokenLifetime), now + TokenLifetime);
        }
        return $"vapid t={known.Token}, k={PublicKey}";
    }

    private string Sign(string audience, DateTimeOffset until)
    {
        var head = Part(new { typ = "JWT", alg = "ES256" });
        var body = Part(new { aud = audience, exp = until.ToUnixTimeSeconds(), sub = subject });
        var signed = $"{head}.{body}";
        return $"{signed}.{Base64Url.EncodeToString(key.Value.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256))}";
    }

    private static string Part<T>(T value) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(value));

    // A scalar of 32 random-looking bytes is in range but for one in 2^32 tries (the order of P-256 begins FFFFFFFF 00000000 FFFFFFFF).
    private static ECDsa Derive(byte[] encryptionKey)
    {
        for (var attempt = 0; ; attempt++)
        {
            var scalar = HKDF.DeriveKey(HashAlgorithmName.SHA256, encryptionKey, 32, info: Encoding.ASCII.GetBytes($"martin vapid key {attempt}"));
            try
            {
                return ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, D = scalar });
            }
            catch (CryptographicException) when (attempt < 8)
            {
                // zero, or not below the order: take the next
            }
        }
    }
}
