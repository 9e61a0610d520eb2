namespace Martin.Hub.Tests.Support;

/// <summary>One Martin for a class of tests; each test brings users of its own.</summary>
public sealed class SharedHost : IAsyncLifetime
{
    public MartinHost Host { get; private set; } = null!;

    public Task InitializeAsync()
    {
        Host = MartinHost.Start();
        return Task.CompletedTask;
    }

    public async Task DisposeAsync() => await Host.DisposeAsync();
}
