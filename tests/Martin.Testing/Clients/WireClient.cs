using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;

namespace Martin.Testing.Clients;

public enum WireProtocol
{
    Json,
    MessagePack,
}

/// <summary>
/// One device on the hub, by the .NET SignalR client and the contract alone. Values are plain maps and lists on the way out and JSON on the
/// way in, on both protocols. It reconnects by itself and resumes its turns (<see cref="Send"/>, <see cref="Resume"/>).
/// </summary>
public sealed partial class WireClient : IAsyncDisposable
{
    private readonly HubConnection connection;
    private readonly WireProtocol protocol;
    private readonly SemaphoreSlim connecting = new(1);
    private bool disposed;

    private WireClient(HubConnection connection, WireProtocol protocol, WireSession session)
    {
        this.connection = connection;
        this.protocol = protocol;
        Session = session;
        foreach (var name in (string[])["Notification", "TurnStarted", "SessionRevoked"])
            connection.On(name, [ItemType], (values, _) =>
            {
                Pushes.Add(name, WireValue.ToJson(values[0]));
                return Task.CompletedTask;
            }, new object());
        connection.Closed += _ =>
        {
            Interlocked.Increment(ref drops);
            return Task.CompletedTask;
        };
    }

    private int drops;

    public WireSession Session { get; }
    public WirePushes Pushes { get; } = new();
    /// <summary>How often the connection was lost.</summary>
    public int Drops => Volatile.Read(ref drops);
    public bool IsConnected => connection.State == HubConnectionState.Connected;
    /// <summary>How long a turn may go without any event before it counts as stuck.</summary>
    public TimeSpan Patience { get; set; } = TimeSpan.FromMinutes(3);

    /// <param name="through">Address of a proxy to reach the hub by; null = the session's own.</param>
    public static async Task<WireClient> ConnectAsync(WireSession session, WireProtocol protocol = WireProtocol.Json, Uri? through = null)
    {
        var builder = new HubConnectionBuilder().WithUrl(new Uri(through ?? session.Url, "/hub"), HttpTransportType.WebSockets, o =>
        {
            o.SkipNegotiation = true;
            o.AccessTokenProvider = () => Task.FromResult<string?>(session.AccessToken);
        });
        if (protocol == WireProtocol.MessagePack) builder.AddMessagePackProtocol();
        var client = new WireClient(builder.Build(), protocol, session);
        await client.connection.StartAsync();
        return client;
    }

    /// <summary>Signs in with the owner key and connects.</summary>
    public static async Task<WireClient> ConnectAsync(Uri url, string ownerKey, WireProtocol protocol = WireProtocol.Json, Uri? through = null) =>
        await ConnectAsync(await WireSession.LoginAsync(url, ownerKey), protocol, through);

    /// <summary>The handshake is answered before the hub knows of the device: from here on every push reaches it.</summary>
    public Task ServedAsync() => InvokeAsync("Ping");

    /// <summary>Calls a hub method; the result as JSON (undefined when it returns nothing).</summary>
    /// <exception cref="WireException">A coded error of the hub.</exception>
    /// <exception cref="WireViolationException">An error without a code.</exception>
    public async Task<JsonElement> InvokeAsync(string method, params object?[] arguments)
    {
        try
        {
            return WireValue.ToJson(await connection.InvokeCoreAsync(method, ItemType, [.. arguments.Select(WireValue.Plain)]));
        }
        catch (HubException e)
        {
            throw Coded(e);
        }
    }

    /// <summary>Calls a streaming hub method once, without resuming; items as JSON.</summary>
    public async IAsyncEnumerable<JsonElement> StreamAsync(string method, object?[] arguments, [EnumeratorCancellation] CancellationToken ct = default)
    {
        var items = protocol == WireProtocol.Json
            ? Boxed(connection.StreamAsyncCore<JsonElement>(method, [.. arguments.Select(WireValue.Plain)], ct), ct)
            : connection.StreamAsyncCore<object?>(method, [.. arguments.Select(WireValue.Plain)], ct);
        await using var each = items.GetAsyncEnumerator(ct);
        while (true)
        {
            try
            {
                if (!await each.MoveNextAsync()) yield break;
            }
            catch (HubException e)
            {
                throw Coded(e);
            }
            yield return WireValue.ToJson(each.Current);
        }
    }

    /// <summary>Sends a message and follows its turn to the end over any number of cuts.</summary>
    public WireTurn Send(string text, string? conversationId = null, string? clientMessageId = null, string? timeZone = null, string? model = null) =>
        new(this, new { clientMessageId = clientMessageId ?? Guid.CreateVersion7().ToString(), text, conversationId, timeZone, model });

    /// <summary>Follows a turn that somebody else started.</summary>
    /// <param name="afterSeq">0 = from its beginning.</param>
    public WireTurn Resume(string turnId, long afterSeq = 0) => new(this, turnId, afterSeq);

    /// <summary>Sends and waits for the end; the reader has already judged every event.</summary>
    public async Task<TurnReader> AskAsync(string text, string? conversationId = null, string? timeZone = null)
    {
        var turn = Send(text, conversationId, timeZone: timeZone);
        await turn.Ended;
        return turn.Reader;
    }

    /// <summary>Connects again if the connection is down; tries until it works or <see cref="Patience"/> is over.</summary>
    public async Task EnsureConnectedAsync()
    {
        await connecting.WaitAsync();
        try
        {
            for (var deadline = DateTime.UtcNow + Patience; connection.State != HubConnectionState.Connected;)
            {
                ObjectDisposedException.ThrowIf(disposed, this);
                try
                {
                    if (connection.State == HubConnectionState.Disconnected) await connection.StartAsync();
                    else await Task.Delay(5); // still taking the old connection down
                }
                catch (Exception) when (DateTime.UtcNow < deadline && !disposed)
                {
                    await Task.Delay(20); // the hub is restarting, or the proxy cut the handshake
                }
            }
        }
        finally
        {
            connecting.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        disposed = true;
        await connection.DisposeAsync();
        Session.Dispose();
    }

    private Type ItemType => protocol == WireProtocol.Json ? typeof(JsonElement) : typeof(object);

    private static async IAsyncEnumerable<object?> Boxed(IAsyncEnumerable<JsonElement> items, [EnumeratorCancellation] CancellationToken ct)
    {
        await foreach (var item in items.WithCancellation(ct)) yield return item;
    }

    private static Exception Coded(HubException e) => CodedError().Match(e.Message) is { Success: true } m
        ? new WireException(m.Groups[1].Value, m.Groups[2].Value)
        : new WireViolationException($"The hub answered an error without a code: {e.Message}");

    [GeneratedRegex("HubException: ([A-Z_]+): (.*)$", RegexOptions.Singleline)]
    private static partial Regex CodedError();
}
