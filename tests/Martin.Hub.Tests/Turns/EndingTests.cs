using Martin.Data;
using Martin.Hub.Tests.Support;
using Martin.Hub.Turns;
using Martin.Testing;
using Martin.Testing.Clients;
using Microsoft.Extensions.DependencyInjection;

namespace Martin.Hub.Tests.Turns;

/// <summary>The moment in which a turn's end is being stored, and how many may be under way.</summary>
public sealed class EndingTests : WithModel
{
    protected override Dictionary<string, string> Settings => new() { ["Turns:MaxRunning"] = "2" };

    [Fact]
    public async Task Who_resumes_while_the_end_is_being_stored_gets_it()
    {
        Peer.On("count").SaysWords(3).Every(TimeSpan.FromMilliseconds(20));
        var local = Martin.Services.GetRequiredService<LocalTurns>();
        using var free = new ManualResetEventSlim();
        using var busy = new ManualResetEventSlim();
        await using var db = Martin.Databases.For(Owner.UserId);
        Task? other = null;
        // Another's long write is under way when the model has answered: the end waits behind it.
        using var answered = Moments.At("Martin.Turns", TurnDiagnostics.ModelAnswered, id =>
        {
            if (!local.TryGet(id, out _)) return;
            other = db.WriteAsync(() => { busy.Set(); free.Wait(); return Task.FromResult(true); }, CancellationToken.None);
        });
        var asked = Device.Send("count");
        WireTurn late;
        try
        {
            Assert.True(await Task.Run(() => busy.Wait(TimeSpan.FromSeconds(20))));
            await Until.HoldsAsync(() => asked.Reader.Text.Split(' ').Length == 3);
            late = Device.Resume(asked.Reader.TurnId!, asked.Reader.LastSeq);
            Assert.True(local.TryGet(Guid.Parse(asked.Reader.TurnId!), out var run));
            await Until.HoldsAsync(() => run.Log.Waiting == 2);  // both stand at the end of all that was said
        }
        finally
        {
            free.Set();
        }
        await other!;
        Assert.Equal("turn_completed", (await late.Ended).Type);
        Assert.Equal("turn_completed", (await asked.Ended).Type);
        Assert.Equal(0, late.EarlyEnds + asked.EarlyEnds);
    }

    [Fact]
    public async Task A_user_who_has_enough_turns_under_way_waits_with_the_next()
    {
        Peer.On("talk").SaysWords(500).Every(TimeSpan.FromMilliseconds(10));
        var (one, two) = (Device.Send("talk"), Device.Send("talk"));
        await one.WaitForAsync("text_delta");
        await two.WaitForAsync("text_delta");
        var refused = await Assert.ThrowsAsync<WireException>(() => Device.Send("talk").Ended);
        Assert.Equal("RATE_LIMITED", refused.Code);
        await Device.InvokeAsync("CancelTurn", one.Reader.TurnId);
        await one.Ended;
        var three = Device.Send("talk");
        await three.WaitForAsync("text_delta");
        foreach (var turn in new[] { two, three }) await Device.InvokeAsync("CancelTurn", turn.Reader.TurnId);
        await Task.WhenAll(two.Ended, three.Ended);
    }
}
