using System.Text.Json;
using System.Text.Json.Serialization;
using System.Threading.Channels;
using Martin.Data;
using Martin.Data.Users;
using Martin.Hub.Auth;
using Martin.Hub.Users;
using Martin.Hub.Wire;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Martin.Hub.Cluster;

/// <summary>
/// What Redis holds for whoever works beside Martin, in the keys of the contract (section 4), each one JSON value: who is signed in, what a user
/// prefers, which mails came last, who is connected. Redis is never the only copy, so nothing waits for it: changes are written in order a moment
/// after the database has them, and left out while Redis is away. Without REDIS_URL it does nothing.
/// </summary>
public sealed class SharedKeys(
    MartinDbFactory databases, ConnectionTable connections, SessionStates states, TimeProvider clock, IOptions<AuthOptions> auth, ILogger<SharedKeys> log,
    RedisLink? redis = null) : BackgroundService
{
    /// <summary>Mails in <c>user:{id}:emails:recent</c>: a first page.</summary>
    private const int RecentMails = 50;

    /// <summary>Changes that wait while Redis is slow; beyond it the oldest are left out.</summary>
    private const int MostWaiting = 10_000;

    /// <summary>A connection that its node has not vouched for in so long is gone, and its node with it.</summary>
    private static readonly TimeSpan ConnectionAge = TimeSpan.FromSeconds(90);

    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.General)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower), new WireJson.InstantConverter() },
    };

    // Beside the list itself: when each connection was last vouched for. One script, because nodes change the same list.
    private const string KeepConnections = """
        redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', ARGV[1] - ARGV[2])
        if ARGV[3] == 'open' then redis.call('ZADD', KEYS[2], ARGV[1], ARGV[4]) else redis.call('ZREM', KEYS[2], ARGV[4]) end
        local ids = redis.call('ZRANGE', KEYS[2], 0, -1)
        if #ids == 0 then return redis.call('DEL', KEYS[1], KEYS[2]) end
        redis.call('SET', KEYS[1], cjson.encode(ids), 'EX', ARGV[2])
        return redis.call('EXPIRE', KEYS[2], ARGV[2])
        """;

    private readonly Changes? changes = redis is null ? null : new();

    // A class of its own: without Redis its client is not loaded for this.
    private sealed class Changes
    {
        public Channel<Func<IDatabase, Task>> Waiting { get; } = Channel.CreateBounded<Func<IDatabase, Task>>(
            new BoundedChannelOptions(MostWaiting) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });
    }

    public static string Session(string tokenHash) => $"session:{tokenHash}";
    public static string Preferences(Guid user) => $"user:{user}:preferences";
    public static string Recent(Guid user) => $"user:{user}:emails:recent";
    public static string Connections(Guid user) => $"ws:connections:{user}";

    // Ours, not the contract's: who calls closed apps asks whether one device is there.
    private static string ConnectionsOfSession(Guid session) => $"ws:session:{session}";

    /// <summary>A device has signed in or renewed its tokens.</summary>
    /// <param name="replaced">The hash of the token that the new one replaces; it is still taken for its grace.</param>
    public void Granted(SessionRow session, string? replaced, UserRow user)
    {
        var (key, value, until) = (Session(session.Token), Write(new { session.UserId, session.ExpiresAt }), session.ExpiresAt);
        Queue(async db =>
        {
            await db.StringSetAsync(key, value, until - clock.GetUtcNow());
            if (replaced is not null) await db.KeyExpireAsync(Session(replaced), auth.Value.RefreshGrace);
        });
        Preferred(user.Id, PreferencesView.From(user.Preferences));
        MailCame(user.Id);
    }

    public void Preferred(Guid user, PreferencesView preferences)
    {
        var value = Write(preferences);
        Queue(db => db.StringSetAsync(Preferences(user), value));
    }

    public void MailCame(Guid user) => Queue(async redis =>
    {
        await using var db = databases.For(user);
        var ids = await db.Emails.Where(e => !e.IsOutgoing).OrderByDescending(e => e.ReceivedAt).ThenByDescending(e => e.Id).Take(RecentMails).Select(e => e.Id).ToListAsync();
        await redis.StringSetAsync(Recent(user), Write(ids));
    });

    public void Connected(ConnectionTable.Entry connection) => Keep(connection, "open");

    public void Disconnected(ConnectionTable.Entry connection) => Keep(connection, "gone");

    /// <summary>Of these sessions, those with a connection to any node; null while Redis is away or is not there.</summary>
    public async ValueTask<IReadOnlySet<Guid>?> ConnectedAsync(IEnumerable<Guid> sessions)
    {
        if (redis is null) return null;
        try
        {
            var db = await redis.DatabaseAsync(Patience);
            var open = new HashSet<Guid>();
            foreach (var session in sessions)
                if (await db.KeyExistsAsync(ConnectionsOfSession(session)).WaitAsync(Patience)) open.Add(session);
            return open;
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            return null;
        }
    }

    /// <summary>The account is gone, and all that is here of it.</summary>
    public void Erased(Guid user, IEnumerable<string> tokenHashes)
    {
        RedisKey[] keys = [Preferences(user), Recent(user), Connections(user), Seen(Connections(user)), .. tokenHashes.Select(t => (RedisKey)Session(t))];
        Queue(db => db.KeyDeleteAsync(keys));
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (redis is null) return;
        states.OnEnded += Ended;
        try
        {
            await Task.WhenAll(WriteAsync(redis, stoppingToken), VouchAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // the host is stopping
        }
        finally
        {
            states.OnEnded -= Ended;
        }
    }

    private async Task WriteAsync(RedisLink link, CancellationToken ct)
    {
        await foreach (var change in changes!.Waiting.Reader.ReadAllAsync(ct))
        {
            try
            {
                await change(await link.DatabaseAsync(Patience));
            }
            catch (Exception e) when (e is not OperationCanceledException || !ct.IsCancellationRequested)
            {
                log.NotShared(e);  // Redis or the database is away; both hold the truth without it
            }
        }
    }

    // A node that is killed says no goodbye: its connections fall out of the lists when it no longer vouches for them.
    private async Task VouchAsync(CancellationToken ct)
    {
        using var timer = new PeriodicTimer(Beat, clock);
        while (await timer.WaitForNextTickAsync(ct))
            foreach (var connection in connections.Each()) Keep(connection, "open");
    }

    private void Ended(Guid session) => Queue(async redis =>
    {
        await using var db = databases.ForMaintenance();
        var token = await db.Sessions.IgnoreQueryFilters([MartinDb.OwnerFilter]).Where(s => s.Id == session).Select(s => s.Token).FirstOrDefaultAsync();
        if (token is not null) await redis.KeyDeleteAsync(Session(token));
    });

    private void Keep(ConnectionTable.Entry connection, string what)
    {
        RedisValue[] arguments = [clock.GetUtcNow().ToUnixTimeSeconds(), (long)ConnectionAge.TotalSeconds, what, connection.Context.ConnectionId];
        foreach (var list in (string[])[Connections(connection.UserId), ConnectionsOfSession(connection.SessionId)])
            Queue(db => db.ScriptEvaluateAsync(KeepConnections, [list, Seen(list)], arguments));
    }

    private void Queue(Func<IDatabase, Task> change) => changes?.Waiting.Writer.TryWrite(change);

    private static string Seen(string list) => list + ":seen";

    private static string Write<T>(T value) => JsonSerializer.Serialize(value, Json);
}

internal static partial class SharedKeysLogging
{
    [LoggerMessage(4001, LogLevel.Warning, "A change could not be shared through Redis")]
    public static partial void NotShared(this ILogger log, Exception e);
}
