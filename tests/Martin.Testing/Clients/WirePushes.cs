using System.Text.Json;

namespace Martin.Testing.Clients;

/// <summary>What the server pushed to one device: Notification, TurnStarted, SessionRevoked, in order of arrival.</summary>
public sealed class WirePushes
{
    private readonly Lock gate = new();
    private readonly List<(string Name, JsonElement Value)> seen = [];
    private readonly List<(string Name, Func<JsonElement, bool> When, TaskCompletionSource<JsonElement> Came)> waiting = [];

    public IReadOnlyList<JsonElement> Of(string name)
    {
        lock (gate) return [.. seen.Where(s => s.Name == name).Select(s => s.Value)];
    }

    /// <summary>The first push of that name, past or future, that <paramref name="when"/> accepts.</summary>
    public Task<JsonElement> WaitForAsync(string name, Func<JsonElement, bool>? when = null, TimeSpan? patience = null)
    {
        when ??= static _ => true;
        lock (gate)
        {
            foreach (var (n, value) in seen)
                if (n == name && when(value)) return Task.FromResult(value);
            var came = new TaskCompletionSource<JsonElement>(TaskCreationOptions.RunContinuationsAsynchronously);
            waiting.Add((name, when, came));
            return came.Task.WaitAsync(patience ?? TimeSpan.FromSeconds(60));
        }
    }

    internal void Add(string name, JsonElement value)
    {
        lock (gate)
        {
            seen.Add((name, value));
            foreach (var w in waiting.Where(w => w.Name == name && w.When(value))) w.Came.TrySetResult(value);
            waiting.RemoveAll(w => w.Came.Task.IsCompleted);
        }
    }
}
