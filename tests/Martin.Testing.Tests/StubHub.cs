using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

#pragma warning disable CA1822 // hub methods are found on instances only

namespace Martin.Testing.Tests;

/// <summary>How the stub breaks the contract on purpose.</summary>
public enum StubFlaw
{
    None,
    SkipsOneOnResume,
    RepeatsOneOnResume,
    StoresOtherText,
}

/// <summary>As much of the contract as WireClient needs, in memory, with chosen flaws: it is there to try the client and the judge.</summary>
public sealed class StubHub : Hub
{
    public const int Words = 200;
    private static readonly ConcurrentDictionary<string, (string TurnId, DateTime At)> Turns = new();

    public static StubFlaw Flaw { get; set; }

    public static async Task<WebApplication> StartAsync()
    {
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddSignalR(o => o.EnableDetailedErrors = false).AddMessagePackProtocol();
        var app = builder.Build();
        app.MapHub<StubHub>("/hub");
        app.MapPost("/api/v1/auth/login", () => Results.Json(new
        {
            success = true,
            data = new { accessToken = "t", refreshToken = "r", user = new { id = Guid.NewGuid() } },
            meta = new { requestId = "1" },
        }));
        app.MapGet("/api/v1/missing", () => Results.Json(new { success = false, error = new { code = "NOT_FOUND", message = "no" }, meta = new { requestId = "1" } }, statusCode: 404));
        app.MapGet("/api/v1/naked", () => "hello");
        await app.StartAsync();
        return app;
    }

    public IAsyncEnumerable<Dictionary<string, object?>> SendMessage(Dictionary<string, object?> message, CancellationToken ct)
    {
        var key = message["clientMessageId"]!.ToString()!;
        var turn = Turns.GetOrAdd(key, _ => (Guid.CreateVersion7().ToString(), DateTime.UtcNow));
        return FollowAsync(turn.TurnId, turn.At, 0, false, ct);
    }

    public IAsyncEnumerable<Dictionary<string, object?>> ResumeTurn(Dictionary<string, object?> from, CancellationToken ct)
    {
        var id = from["turnId"]!.ToString()!;
        var turn = Turns.Values.FirstOrDefault(t => t.TurnId == id);
        if (turn.TurnId is null) throw new HubException("NOT_FOUND: no such turn");
        return FollowAsync(id, turn.At, long.Parse(from["afterSeq"]!.ToString()!, null), true, ct);
    }

    public Task<Dictionary<string, object?>> Ping() => Task.FromResult(new Dictionary<string, object?> { ["serverTime"] = "2026-11-22T09:00:00Z", ["latestSeq"] = 0L });

    public Task Broken() => throw new InvalidOperationException("internal");

    public Task PushMe() => Clients.Caller.SendAsync("Notification", new Dictionary<string, object?> { ["seq"] = 7L, ["type"] = "task_changed" });

    /// <summary>Event k of the turn exists from (turn start + k × 5 ms) on, so every reader at any time sees the same turn.</summary>
    private static async IAsyncEnumerable<Dictionary<string, object?>> FollowAsync(string turn, DateTime start, long after, bool resumed, [EnumeratorCancellation] CancellationToken ct)
    {
        if (resumed && Flaw == StubFlaw.SkipsOneOnResume) after++;
        if (resumed && Flaw == StubFlaw.RepeatsOneOnResume && after > 0) after--;
        for (var seq = after + 1; seq <= Words + 2; seq++)
        {
            var wait = start.AddMilliseconds(seq * 5) - DateTime.UtcNow;
            if (wait > TimeSpan.Zero) await Task.Delay(wait, ct);
            yield return EventAt(turn, seq);
        }
    }

    private static Dictionary<string, object?> EventAt(string turn, long seq)
    {
        var e = new Dictionary<string, object?> { ["turnId"] = turn, ["seq"] = seq, ["at"] = "2026-11-22T09:00:00.123Z" };
        e["type"] = seq == 1 ? "turn_started" : seq <= Words + 1 ? "text_delta" : "turn_completed";
        if (seq == 1) (e["conversationId"], e["model"], e["origin"]) = (turn, "stub", "message");
        else if (seq <= Words + 1) e["text"] = $"w{seq} ";
        else
        {
            e["message"] = new Dictionary<string, object?> { ["content"] = string.Concat(Enumerable.Range(2, Words).Select(i => $"w{i} ")) + (Flaw == StubFlaw.StoresOtherText ? "!" : "") };
            (e["receipts"], e["actions"], e["model"]) = (new List<object>(), new List<object>(), "stub");
            e["usage"] = new Dictionary<string, object?> { ["inputTokens"] = 1, ["outputTokens"] = Words };
        }
        return e;
    }
}
