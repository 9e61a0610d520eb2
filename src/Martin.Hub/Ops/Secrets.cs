using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Martin.Hub.Ops;

/// <summary>Secrets that Martin hands out, and the hashes it keeps of them.</summary>
/// <remarks>
/// A secret made here has 256 random bits, so a plain SHA-256 cannot be searched, and looking one up by hash tells nothing by its timing.
/// A MARTIN_OWNER_KEY is as strong as whoever chose it; against guessing at the door stand the limits of sign-ins.
/// </remarks>
public static class Secrets
{
    /// <summary>256 random bits in base64url, 43 characters.</summary>
    public static string New() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    /// <summary>SHA-256 in lower-case hex.</summary>
    public static string Hash(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
}
