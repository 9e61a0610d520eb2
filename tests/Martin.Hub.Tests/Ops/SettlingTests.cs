using Martin.Hub.Auth;
using Martin.Hub.Ops;
using Martin.Hub.Tests.Support;
using Martin.Hub.Turns;
using Martin.Testing;
using Martin.Testing.Clients;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Martin.Hub.Tests.Ops;

public sealed class SettlingTests : WithModel
{
    [Fact]
    public async Task Memory_is_given_back_after_the_start_and_after_many_connections_but_never_under_a_turn()
    {
        Peer.On("talk").SaysWords(5_000).Every(TimeSpan.FromMilliseconds(20));
        var clock = new LookedAt();
        var settled = 0;
        using var settling = new Settling(Martin.Services.GetRequiredService<LocalTurns>(), Martin.Services.GetRequiredService<ConnectionTable>(),
            new HousekeepingOptions { SettleConnections = 3 }, clock, () => settled++);
        var turn = Device.Send("talk");
        await turn.WaitForAsync("text_delta");
        await settling.StartAsync(CancellationToken.None);
        await clock.PassAsync(TimeSpan.FromSeconds(10));
        await clock.PassAsync(TimeSpan.FromSeconds(5));
        Assert.Equal(0, settled);  // it talks
        await Device.InvokeAsync("CancelTurn", turn.Reader.TurnId);
        await turn.Ended;
        await Until.HoldsAsync(() => !Martin.Services.GetRequiredService<LocalTurns>().AnyRunning);
        await clock.PassAsync(TimeSpan.FromSeconds(5));
        Assert.Equal(1, settled);
        for (var i = 1; i <= 3; i++)
        {
            await clock.PassAsync(TimeSpan.FromSeconds(5));
            Assert.Equal(1, settled);
            await using var another = await WireClient.ConnectAsync(Martin.Address, MartinHost.OwnerKey);
            await another.ServedAsync();
        }
        await clock.PassAsync(TimeSpan.FromSeconds(5));
        Assert.Equal(2, settled);
        await settling.StopAsync(CancellationToken.None);
    }

    /// <summary>Knows when whoever waits for it has looked and waits again.</summary>
    private sealed class LookedAt : FakeTimeProvider
    {
        private int waits;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = base.CreateTimer(callback, state, dueTime, period);
            Interlocked.Increment(ref waits);
            return timer;
        }

        public async Task PassAsync(TimeSpan time)
        {
            await Until.HoldsAsync(() => Volatile.Read(ref waits) > 0);
            var before = Volatile.Read(ref waits);
            Advance(time);
            await Until.HoldsAsync(() => Volatile.Read(ref waits) > before);
        }
    }
}
