using System.Buffers.Text;
using System.Security.Cryptography;
using Martin.Data.Notifications;
using Martin.Hub.Notifications.WebPush;
using Martin.Hub.Wire;
using Martin.Plugins.Rules;

namespace Martin.Hub.Notifications;

/// <summary>A device that is called while its app is closed.</summary>
/// <param name="EndpointHash">SHA-256 (hex) of the endpoint, by which a browser knows its own.</param>
/// <param name="Current">Of the session that asks.</param>
public sealed record PushSubscription(Guid Id, PushKind Kind, string EndpointHash, bool Current, DateTimeOffset CreatedAt)
{
    public static PushSubscription From(PushSubscriptionRow row, Guid session) => new(row.Id, row.Kind, row.EndpointHash, row.SessionId == session, row.CreatedAt);
}

/// <summary>The <c>applicationServerKey</c> to subscribe with: an uncompressed point on P-256 in base64url.</summary>
public sealed record PushKey(string PublicKey);

/// <summary>What a browser's <c>PushSubscription.toJSON()</c> holds, and its kind; or a Firebase token.</summary>
public sealed record PushSubscriptionInput : IChecked
{
    /// <summary>Push services' addresses have some 200 to 500 characters.</summary>
    internal const int MaxEndpointChars = 2_048;

    internal const int MaxTokenChars = 4_096;

    /// <summary>Of a key in base64url: a point on P-256 has 87.</summary>
    internal const int MaxKeyChars = 199;

    public required PushKind Kind { get; init; }

    /// <summary>Of web_push: an https address.</summary>
    public string? Endpoint { get; init; }

    /// <summary>Of web_push, milliseconds since 1970; browsers tell it and push services end the subscription themselves.</summary>
    public double? ExpirationTime { get; init; }

    /// <summary>Of web_push.</summary>
    public PushKeys? Keys { get; init; }

    /// <summary>Of fcm.</summary>
    public string? Token { get; init; }

    public IEnumerable<(string Field, string Problem)> Problems() => Kind == PushKind.Fcm
        ? Rule.Broken(
            ("token", Token is null ? "must be there for fcm" : Rule.Filled(Token) ?? Rule.Length(Token, 1, MaxTokenChars)),
            ("endpoint", Endpoint is null ? null : "belongs to web_push"), ("keys", Keys is null ? null : "belongs to web_push"))
        : Rule.Broken(
            ("endpoint", Endpoint is null ? "must be there for web_push" : Rule.Length(Endpoint, 1, MaxEndpointChars)
                ?? (IsAddress(Endpoint) ? null : "must be an https address without a user name")),
            ("keys", Keys is null ? "must be there for web_push" : null),
            ("keys.p256dh", Keys is null || IsPoint(Keys.P256dh) ? null : "must be a point on P-256: 65 bytes in base64url"),
            ("keys.auth", Keys is null || Bytes(Keys.Auth)?.Length == PushMessage.AuthBytes ? null : "must be 16 bytes in base64url"),
            ("token", Token is null ? null : "belongs to fcm"));

    /// <summary>An address as browsers write it: scheme and host in lower case. What is none stays as it is.</summary>
    internal static string Written(string endpoint)
    {
        if (!IsAddress(endpoint)) return endpoint;
        var trimmed = endpoint.Trim();
        var authority = trimmed.IndexOf("://", StringComparison.Ordinal) + 3;
        var path = trimmed.AsSpan(authority).IndexOfAny('/', '?', '#');
        return new Uri(trimmed).GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped) + (path < 0 ? "/" : trimmed[(authority + path)..]);
    }

    public WebPushTarget Target() => new(new Uri(Endpoint!), Plain(Keys!.P256dh), Plain(Keys.Auth));

    private static bool IsAddress(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "https" or "http" && uri.UserInfo.Length == 0 && uri.Host.Length > 0;

    private static bool IsPoint(string text)
    {
        if (Bytes(text) is not { Length: PushMessage.PublicKeyBytes } point) return false;
        try
        {
            using var key = ECDiffieHellman.Create(PushMessage.Parameters(point));
            return true;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private static byte[]? Bytes(string text) =>
        text.Length <= MaxKeyChars && Base64Url.IsValid(Plain(text)) ? Base64Url.DecodeFromChars(Plain(text)) : null;

    // Some clients send plain base64; the two differ in two letters and the padding.
    private static string Plain(string text) => text.Replace('+', '-').Replace('/', '_').TrimEnd('=');
}

/// <param name="P256dh">The browser's public key in base64url.</param>
/// <param name="Auth">Its authentication secret in base64url.</param>
public sealed record PushKeys(string P256dh, string Auth);

/// <summary>Which of the user's subscriptions go; without either, those of the session that asks.</summary>
public sealed record PushRemoval : IChecked
{
    public Guid? Id { get; init; }
    public string? Endpoint { get; init; }

    public IEnumerable<(string Field, string Problem)> Problems() => Rule.Broken(("endpoint", Rule.Length(Endpoint, 1, PushSubscriptionInput.MaxEndpointChars)));
}
