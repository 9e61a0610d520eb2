using Martin.Hub.Turns;
using Martin.Testing;

namespace Martin.Hub.Tests.Turns;

public sealed class TurnLogTests
{
    private readonly TurnLog log = new(Guid.NewGuid(), epoch: 0, TimeProvider.System);

    [Fact]
    public async Task Text_that_nobody_has_read_is_one_delta()
    {
        foreach (var word in new[] { "a", "b", "c" }) log.AppendText(word);
        log.Close();
        var events = await log.ReadAsync(0, CancellationToken.None).ToListAsync();
        Assert.Equal(["abc"], events.Select(e => e.Text));
    }

    [Fact]
    public async Task A_reader_that_keeps_up_gets_each_token_at_once()
    {
        await using var reader = log.ReadAsync(0, CancellationToken.None).GetAsyncEnumerator();
        foreach (var word in new[] { "a", "b", "c" })
        {
            var next = reader.MoveNextAsync();
            log.AppendText(word);
            Assert.True(await next);
            Assert.Equal(word, reader.Current.Text);
        }
        Assert.Equal(3, log.LastSeq);
    }

    [Fact]
    public async Task What_is_held_wakes_its_reader_when_it_is_shown_or_when_something_follows()
    {
        await using var reader = log.ReadAsync(0, CancellationToken.None).GetAsyncEnumerator();
        var next = reader.MoveNextAsync().AsTask();
        log.AppendText("a", hold: true);
        log.AppendText("b", hold: true);
        Assert.False(next.IsCompleted);
        log.Show();
        Assert.True(await next);
        Assert.Equal("ab", reader.Current.Text);

        next = reader.MoveNextAsync().AsTask();
        log.AppendText("c", hold: true);
        log.Append(TurnEventType.TurnCompleted);
        Assert.True(await next);
        Assert.Equal("c", reader.Current.Text);
        Assert.True(await reader.MoveNextAsync());
        Assert.Equal(TurnEventType.TurnCompleted, reader.Current.Type);
    }

    [Fact]
    public async Task Once_read_a_delta_never_changes()
    {
        log.AppendText("a");
        await using var early = log.ReadAsync(0, CancellationToken.None).GetAsyncEnumerator();
        Assert.True(await early.MoveNextAsync());
        log.AppendText("b");
        log.Close();
        var late = await log.ReadAsync(0, CancellationToken.None).ToListAsync();
        Assert.Equal(["a", "b"], late.Select(e => e.Text));
    }

    [Fact]
    public async Task Cancelling_wakes_a_reader_that_waits()
    {
        using var cancel = new CancellationTokenSource();
        await using var reader = log.ReadAsync(0, cancel.Token).GetAsyncEnumerator();
        var next = reader.MoveNextAsync();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await next);
    }

    [Fact]
    public async Task It_has_ended_with_its_terminal_event_and_not_before()
    {
        log.AppendText("a");
        Assert.False(log.HasEnded);
        log.Append(TurnEventType.TurnCompleted);
        Assert.True(log.HasEnded);
        log.Close();
        Assert.Equal(2, await log.ReadAsync(0, CancellationToken.None).CountAsync());
    }

    [Fact]
    public async Task A_reader_that_a_grain_wakes_does_not_stay_with_it()
    {
        var grain = new ConcurrentExclusiveSchedulerPair().ExclusiveScheduler;
        var woken = new TaskCompletionSource<TaskScheduler>();
        var reading = Task.Run(async () =>
        {
            await foreach (var _ in log.ReadAsync(0, CancellationToken.None)) woken.TrySetResult(TaskScheduler.Current);
        });
        await Until.HoldsAsync(() => log.Waiting == 1);
        await Task.Factory.StartNew(() => log.Append(TurnEventType.TurnQueued), CancellationToken.None, TaskCreationOptions.None, grain);
        Assert.Same(TaskScheduler.Default, await woken.Task.WaitAsync(TimeSpan.FromSeconds(10)));
        log.Close();
        await reading;
    }

    [Fact]
    public async Task Of_many_readers_only_a_few_are_woken_by_the_writer_itself()
    {
        using var all = new CountdownEvent(12);
        var inline = 0;
        var writer = 0;
        var readers = Enumerable.Range(0, 12).Select(_ => Task.Run(async () =>
        {
            await foreach (var e in log.ReadAsync(0, CancellationToken.None))
            {
                if (e.Text is null) continue;
                if (Environment.CurrentManagedThreadId == Volatile.Read(ref writer)) Interlocked.Increment(ref inline);
                all.Signal();
            }
        })).ToList();
        await Until.HoldsAsync(() => log.Waiting == 12);
        var thread = new Thread(() =>
        {
            Volatile.Write(ref writer, Environment.CurrentManagedThreadId);
            log.AppendText("a");
        });
        thread.Start();
        Assert.True(await Task.Run(() => all.Wait(TimeSpan.FromSeconds(10))));
        Assert.InRange(inline, 1, 4);
        log.Close();
        await Task.WhenAll(readers);
    }

    [Fact]
    public async Task Many_readers_beside_a_writer_lose_and_double_nothing()
    {
        const int tokens = 20_000;
        var readers = Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            var text = new System.Text.StringBuilder();
            var expected = 1L;
            await foreach (var e in log.ReadAsync(0, CancellationToken.None))
            {
                Assert.Equal(expected++, e.Seq);
                text.Append(e.Text);
            }
            return text.ToString();
        })).ToArray();
        for (var i = 0; i < tokens; i++) log.AppendText($"{i} ");
        log.Close();
        var whole = string.Concat(Enumerable.Range(0, tokens).Select(i => $"{i} "));
        Assert.All(await Task.WhenAll(readers), text => Assert.Equal(whole, text));
    }
}
