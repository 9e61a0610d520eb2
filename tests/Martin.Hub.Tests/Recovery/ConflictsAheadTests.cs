using Martin.Data;
using Martin.Hub.Calendar;
using Martin.Testing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Martin.Hub.Tests.Recovery;

public sealed class ConflictsAheadTests
{
    [Fact]
    public async Task A_database_that_is_away_stops_neither_the_look_nor_the_hub()
    {
        await using var databases = MartinDbFactory.Sqlite(Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}", "not-there", "martin.db"));
        var (clock, log) = (new FakeTimeProvider(), new Counter());
        using var ahead = new ConflictsAhead(databases, null!, clock, log);
        await ahead.StartAsync(CancellationToken.None);
        // Again and again: it begins on a thread of its own, and may not wait yet.
        for (var look = 1; look <= 2; look++)
            await Until.HoldsAsync(() =>
            {
                clock.Advance(TimeSpan.FromDays(1));
                return Task.FromResult(log.Warnings >= look);
            });
        Assert.False(ahead.ExecuteTask!.IsCompleted);
        await ahead.StopAsync(CancellationToken.None);
    }

    private sealed class Counter : ILogger<ConflictsAhead>
    {
        private int warnings;

        public int Warnings => Volatile.Read(ref warnings);

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (logLevel == LogLevel.Warning) Interlocked.Increment(ref warnings);
        }
    }
}
