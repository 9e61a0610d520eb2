using Martin.Hub.Turns;

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
