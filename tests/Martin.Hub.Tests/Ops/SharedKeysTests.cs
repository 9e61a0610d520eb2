using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Martin.Hub.Cluster;
using Martin.Testing;
using Martin.Testing.Clients;
using Martin.Testing.Processes;
using Martin.Testing.Servers;
using StackExchange.Redis;

namespace Martin.Hub.Tests.Ops;

/// <summary>The contract's keys in a real Redis.</summary>
public sealed class SharedKeysTests
{
    private const string Mail = "From: ana@example.org\r\nTo: me@example.org\r\nSubject: Hello\r\nMessage-ID: <1@example.org>\r\nDate: Mon, 23 Nov 2026 09:00:00 +0000\r\n\r\nHi.\r\n";

    [Fact]
    public async Task Redis_tells_who_is_signed_in_what_they_prefer_what_came_last_and_who_is_connected()
    {
        await using var server = await RedisServer.StartAsync();
        await using var hub = await HubProcess.StartAsync(new HubSettings
        {
            DatabaseUrl = await (await PostgresServer.SharedAsync()).CreateDatabaseAsync(), RedisUrl = server.Url,
            Environment = { ["JWT_SECRET"] = "a secret of at least 32 characters here", ["ENCRYPTION_KEY"] = Convert.ToBase64String(new byte[32]) },
        });
        await using var link = await ConnectionMultiplexer.ConnectAsync(server.Url["redis://".Length..]);
        var redis = link.GetDatabase();
        using var session = await WireSession.LoginAsync(hub.Url, hub.Settings.OwnerKey);
        var user = Guid.Parse(session.UserId);

        var first = SharedKeys.Session(Hash(session.RefreshToken));
        var told = await JsonOf(redis, first);
        Assert.Equal(user, told.GetProperty("user_id").GetGuid());
        Assert.EndsWith("Z", told.GetProperty("expires_at").GetString(), StringComparison.Ordinal);
        Assert.True(told.GetProperty("expires_at").GetDateTimeOffset() > DateTimeOffset.UtcNow);
        Assert.True((await redis.KeyTimeToLiveAsync(first))!.Value > TimeSpan.FromHours(1));
        await session.RefreshAsync();
        var second = SharedKeys.Session(Hash(session.RefreshToken));
        await JsonOf(redis, second);
        await Until.HoldsAsync(async () => await redis.KeyTimeToLiveAsync(first) is not { } left || left <= TimeSpan.FromSeconds(30));  // the grace of the predecessor

        await session.PutAsync("api/v1/me/preferences", new { persona = "brief", voiceEnabled = true });
        await Until.HoldsAsync(async () => await JsonOf(redis, SharedKeys.Preferences(user)) is var p && p.GetProperty("persona").GetString() == "brief"
            && p.GetProperty("voice_enabled").GetBoolean() && p.GetProperty("theme").GetString() == "system");

        using (var form = new MultipartFormDataContent { { new ByteArrayContent(Encoding.ASCII.GetBytes(Mail)) { Headers = { ContentType = new MediaTypeHeaderValue("message/rfc822") } }, "file", "1.eml" } })
            (await session.Http.PostAsync("api/v1/inbox/import", form)).EnsureSuccessStatusCode();
        var mail = (await session.GetAsync("api/v1/inbox")).EnumerateArray().Single().GetProperty("id").GetGuid();
        await Until.HoldsAsync(async () => (await JsonOf(redis, SharedKeys.Recent(user))).EnumerateArray().Select(e => e.GetGuid()).SequenceEqual([mail]));

        await using (await WireClient.ConnectAsync(hub.Url, hub.Settings.OwnerKey))
        await using (await WireClient.ConnectAsync(hub.Url, hub.Settings.OwnerKey, WireProtocol.MessagePack))
            await Until.HoldsAsync(async () => (await JsonOf(redis, SharedKeys.Connections(user))).GetArrayLength() == 2);
        await Until.HoldsAsync(async () => !await redis.KeyExistsAsync(SharedKeys.Connections(user)));

        using var other = await WireSession.LoginAsync(hub.Url, hub.Settings.OwnerKey);
        await JsonOf(redis, SharedKeys.Session(Hash(other.RefreshToken)));
        await other.DeleteAsync("api/v1/auth/logout");
        await Until.HoldsAsync(async () => !await redis.KeyExistsAsync(SharedKeys.Session(Hash(other.RefreshToken))));

        await session.DeleteAsync("api/v1/me");
        await Until.HoldsAsync(async () => !await redis.KeyExistsAsync(second));
        var left = link.GetServers().Single().Keys(pattern: "*").Select(k => (string)k!).Where(k => k.Contains(session.UserId) && !k.StartsWith("ratelimit:", StringComparison.Ordinal));
        Assert.Empty(left);
    }

    private static string Hash(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    private static async Task<JsonElement> JsonOf(IDatabase redis, string key)
    {
        await Until.HoldsAsync(() => redis.KeyExistsAsync(key));
        return JsonSerializer.Deserialize<JsonElement>((string)(await redis.StringGetAsync(key))!);
    }
}
