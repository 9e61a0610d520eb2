using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Martin.Testing.Peers;

/// <summary>
/// A strict push service with browsers behind it, on 127.0.0.1: it refuses what RFC 8030, 8291 and 8292 do not allow, decrypts what comes with the
/// browser's key, and can misbehave.
/// </summary>
public sealed class PushService : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ConcurrentDictionary<string, Browser> browsers = new();

    private PushService(WebApplication app) => this.app = app;

    public Uri Url { get; private set; } = null!;

    /// <summary>Requests that were not right, in words.</summary>
    public ConcurrentQueue<string> Refusals { get; } = new();

    /// <summary>How the next requests are answered instead of being taken: status and Retry-After in seconds; status 0 never answers.</summary>
    public ConcurrentQueue<(int Status, int? RetryAfter)> Faults { get; } = new();

    public static async Task<PushService> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0));
        builder.Logging.ClearProviders();
        var service = new PushService(builder.Build());
        service.app.Run(service.HandleAsync);
        await service.app.StartAsync();
        service.Url = new Uri(service.app.Urls.Single());
        return service;
    }

    /// <summary>A browser that subscribes with the server's key.</summary>
    public Browser Subscribe(string serverKey)
    {
        var browser = new Browser(new Uri(Url, $"/send/{Guid.NewGuid():N}"), serverKey);
        return browsers[browser.Endpoint.AbsolutePath] = browser;
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await app.StopAsync(now.Token);
        await app.DisposeAsync();
    }

    private async Task HandleAsync(HttpContext http)
    {
        var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        if (!browsers.TryGetValue(http.Request.Path.Value!, out var browser))
        {
            http.Response.StatusCode = 404;
            return;
        }
        if (Faults.TryDequeue(out var fault))
        {
            browser.CountTry();
            if (fault.Status == 0) await Task.Delay(Timeout.Infinite, http.RequestAborted);
            if (fault.RetryAfter is { } seconds) http.Response.Headers.RetryAfter = $"{seconds}";
            http.Response.StatusCode = fault.Status;
            await http.Response.WriteAsync(new string('x', 20_000));  // a page for people, longer than anybody wants to read
            return;
        }
        try
        {
            browser.Take(http.Request, body.ToArray(), Url);
            http.Response.StatusCode = 201;
        }
        catch (Exception e) when (e is InvalidDataException or CryptographicException or FormatException or JsonException or KeyNotFoundException)
        {
            Refusals.Enqueue(e.Message);
            http.Response.StatusCode = 400;
        }
    }

    /// <summary>One subscription, and what came for it.</summary>
    public sealed class Browser
    {
        private readonly ECDiffieHellman key = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        private readonly byte[] auth = RandomNumberGenerator.GetBytes(16);
        private readonly byte[] point;
        private readonly string serverKey;
        private int tries;

        internal Browser(Uri endpoint, string serverKey)
        {
            (Endpoint, this.serverKey) = (endpoint, serverKey);
            var q = key.ExportParameters(false).Q;
            point = [4, .. q.X!, .. q.Y!];
        }

        public Uri Endpoint { get; }
        public int Tries => Volatile.Read(ref tries);
        public ConcurrentQueue<Pushed> Pushed { get; } = new();

        /// <summary>What a page posts to Martin.</summary>
        public object ToJson() => new { kind = "web_push", endpoint = Endpoint.ToString(), expirationTime = (long?)null, keys = new { p256dh = Text(point), auth = Text(auth) } };

        internal void CountTry() => Interlocked.Increment(ref tries);

        internal void Take(HttpRequest request, byte[] body, Uri service)
        {
            CountTry();
            Check(request.Method == "POST", "a push is a POST");
            Check(request.Headers["Content-Encoding"] == "aes128gcm", "Content-Encoding is not aes128gcm");
            Check(int.TryParse(request.Headers["TTL"], out var ttl) && ttl >= 0, "no TTL");
            var topic = request.Headers["Topic"].ToString();
            Check(topic.Length is > 0 and <= 32 && topic.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'), "a Topic has at most 32 characters of base64url");
            var urgency = request.Headers["Urgency"].ToString();
            Check(urgency is "very-low" or "low" or "normal" or "high", "no such Urgency");
            Check(body.Length <= 4_096, "more than 4,096 bytes");
            CheckVapid(request.Headers.Authorization.ToString(), service);
            Pushed.Enqueue(new(JsonSerializer.Deserialize<JsonElement>(Decrypt(body)), ttl, urgency, topic));
        }

        // RFC 8292: a token signed with the key that the browser subscribed with, for this origin, good for a day at most.
        private void CheckVapid(string header, Uri service)
        {
            Check(header.StartsWith("vapid ", StringComparison.Ordinal), "no vapid authorization");
            var parts = header[6..].Split(',').Select(p => p.Trim().Split('=', 2)).ToDictionary(p => p[0], p => p[1]);
            Check(parts["k"] == serverKey, "another key than the one that was subscribed with");
            var jwt = parts["t"].Split('.');
            Check(JsonSerializer.Deserialize<JsonElement>(Bytes(jwt[0])).GetProperty("alg").GetString() == "ES256", "not ES256");
            var public65 = Bytes(serverKey);
            using var verifier = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new() { X = public65[1..33], Y = public65[33..] } });
            Check(verifier.VerifyData(Encoding.ASCII.GetBytes($"{jwt[0]}.{jwt[1]}"), Bytes(jwt[2]), HashAlgorithmName.SHA256), "the signature does not fit");
            var claims = JsonSerializer.Deserialize<JsonElement>(Bytes(jwt[1]));
            Check(claims.GetProperty("aud").GetString() == service.GetLeftPart(UriPartial.Authority), "aud is not this origin");
            var left = DateTimeOffset.FromUnixTimeSeconds(claims.GetProperty("exp").GetInt64()) - DateTimeOffset.UtcNow;
            Check(left > TimeSpan.Zero && left <= TimeSpan.FromHours(24), "exp is not within a day");
            Check(Uri.TryCreate(claims.GetProperty("sub").GetString(), UriKind.Absolute, out var sub) && sub.Scheme is "https" or "mailto", "sub is no https or mailto URI");
        }

        // RFC 8188 and 8291, from the receiver's side.
        private byte[] Decrypt(byte[] body)
        {
            Check(body.Length > 86 + 17 && body[20] == 65, "the header names no key of 65 bytes");
            var (salt, sender, cipher) = (body[..16], body[21..86], body[86..]);
            using var other = ECDiffieHellman.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new() { X = sender[1..33], Y = sender[33..] } });
            var pseudo = HMACSHA256.HashData(auth, key.DeriveRawSecretAgreement(other.PublicKey));
            var input = HMACSHA256.HashData(pseudo, (byte[])[.. Encoding.ASCII.GetBytes("WebPush: info\0"), .. point, .. sender, 1]);
            var extracted = HMACSHA256.HashData(salt, input);
            var secret = HMACSHA256.HashData(extracted, Encoding.ASCII.GetBytes("Content-Encoding: aes128gcm\0\u0001"))[..16];
            var nonce = HMACSHA256.HashData(extracted, Encoding.ASCII.GetBytes("Content-Encoding: nonce\0\u0001"))[..12];
            var plain = new byte[cipher.Length - 16];
            using var aes = new AesGcm(secret, 16);
            aes.Decrypt(nonce, cipher.AsSpan(..^16), cipher.AsSpan(cipher.Length - 16), plain);
            var end = Array.FindLastIndex(plain, b => b != 0);
            Check(plain[end] == 2, "the record is not the last one");
            return plain[..end];
        }

        private static void Check(bool holds, string otherwise)
        {
            if (!holds) throw new InvalidDataException(otherwise);
        }

        private static string Text(byte[] bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);
        private static byte[] Bytes(string text) => System.Buffers.Text.Base64Url.DecodeFromChars(text);
    }

    /// <param name="Ttl">Seconds.</param>
    public sealed record Pushed(JsonElement Message, int Ttl, string Urgency, string Topic);
}
