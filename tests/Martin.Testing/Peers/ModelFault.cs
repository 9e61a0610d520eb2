namespace Martin.Testing.Peers;

/// <summary>One way for a provider to fail.</summary>
public abstract record ModelFault
{
    private ModelFault() { }

    /// <summary>An HTTP error before any token.</summary>
    public sealed record Status(int Code, string Message, string? ErrorCode = null, TimeSpan? RetryAfter = null) : ModelFault;
    /// <summary>The stream breaks off after so many tokens (0 = headers only), without an end; with <paramref name="Reset"/> by RST, which may also drop tokens on their way.</summary>
    public sealed record Cut(int AfterTokens, bool Reset = false) : ModelFault;
    /// <summary>Bytes that are neither SSE nor JSON after so many tokens; then the stream ends without [DONE].</summary>
    public sealed record Garbage(int AfterTokens) : ModelFault;
    /// <summary>Nothing for a while, then the normal answer.</summary>
    public sealed record SlowFirstByte(TimeSpan Wait) : ModelFault;
    /// <summary>Stops after so many tokens until <paramref name="Until"/> completes (null: until the client goes away), then goes on.</summary>
    public sealed record Hold(int AfterTokens, Task? Until = null) : ModelFault;

    /// <summary>The provider's own safety block after so many tokens (0: before the first).</summary>
    public sealed record Blocked(int AfterTokens) : ModelFault;
    /// <summary>No fault: the normal answer in writes of a few bytes, so that events and characters are torn apart.</summary>
    public sealed record Chopped : ModelFault;

    public static ModelFault RateLimited(TimeSpan retryAfter) => new Status(429, "Rate limit reached for requests", "rate_limit_exceeded", retryAfter);
    public static ModelFault OutOfQuota() => new Status(429, "You exceeded your current quota, please check your plan and billing details.", "insufficient_quota");
    public static ModelFault ServerError() => new Status(500, "The server had an error while processing your request. Sorry about that!", "server_error");
}

/// <summary>Which requests fail: first the one-shot faults in order, then the standing one.</summary>
public sealed class ModelFaults
{
    private readonly Lock gate = new();
    private readonly List<(ModelFault Fault, Func<ModelRequest, bool> When)> next = [];
    private (ModelFault Fault, Func<ModelRequest, bool> When)? always;

    /// <summary>The next request (that <paramref name="when"/> accepts) fails so, once.</summary>
    public void Next(ModelFault fault, Func<ModelRequest, bool>? when = null)
    {
        lock (gate) next.Add((fault, when ?? (static _ => true)));
    }

    /// <summary>Every request fails so until <see cref="Clear"/>.</summary>
    public void Always(ModelFault fault, Func<ModelRequest, bool>? when = null)
    {
        lock (gate) always = (fault, when ?? (static _ => true));
    }

    public void Clear()
    {
        lock (gate)
        {
            next.Clear();
            always = null;
        }
    }

    internal ModelFault? Take(ModelRequest request)
    {
        lock (gate)
        {
            var at = next.FindIndex(f => f.When(request));
            if (at < 0) return always is { } standing && standing.When(request) ? standing.Fault : null;
            var fault = next[at].Fault;
            next.RemoveAt(at);
            return fault;
        }
    }
}
