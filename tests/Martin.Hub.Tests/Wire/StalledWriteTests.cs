using System.IO.Pipelines;
using System.Net.WebSockets;
using System.Text;
using Martin.Hub.Notifications;
using Martin.Hub.Tests.Support;
using Martin.Testing.Clients;
using Microsoft.Extensions.Time.Testing;

namespace Martin.Hub.Tests.Wire;

/// <summary>A device that has stopped reading: its connection ends, and the user's others notice nothing.</summary>
public sealed class StalledWriteTests
{
    [Fact]
    public async Task A_write_that_nobody_takes_ends_the_connection_in_time_and_not_before()
    {
        var clock = new FakeTimeProvider();
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 10, resumeWriterThreshold: 5, useSynchronizationContext: false));
        var ended = 0;
        var watched = new WatchedPipe(new Duplex(pipe), TimeSpan.FromSeconds(10), clock, () => ended++).Output;

        await watched.WriteAsync(new byte[5]);
        var slow = watched.WriteAsync(new byte[20]);
        clock.Advance(TimeSpan.FromSeconds(9));
        pipe.Reader.AdvanceTo((await pipe.Reader.ReadAsync()).Buffer.End);
        await slow;
        clock.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal(0, ended);

        var stuck = watched.WriteAsync(new byte[20]);
        clock.Advance(TimeSpan.FromSeconds(9));
        Assert.Equal(0, ended);
        clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(1, ended);
        await pipe.Reader.CompleteAsync();
        Assert.True((await stuck).IsCompleted);
    }

    [Fact]
    public async Task A_device_that_does_not_read_loses_its_connection_and_the_others_keep_theirs()
    {
        await using var martin = MartinHost.Start(new() { ["Pushes:StalledAfter"] = "00:00:02" });
        using var owner = await martin.OwnerAsync();
        for (var i = 0; i < 200; i++)
            (await owner.PostAsync("tasks", new { title = $"{i} {new string('x', 200)}" })).Data(System.Net.HttpStatusCode.Created);
        await using var other = await WireClient.ConnectAsync(martin.Address, MartinHost.OwnerKey);

        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var deaf = new ClientWebSocket();
        deaf.Options.SetRequestHeader("Authorization", $"Bearer {owner.AccessToken}");
        await deaf.ConnectAsync(new UriBuilder(new Uri(martin.Address, "hub")) { Scheme = "ws" }.Uri, patience.Token);
        await SendAsync("""{"protocol":"json","version":1}""");
        // It asks and asks and never reads an answer, until its connection is gone.
        await Assert.ThrowsAsync<WebSocketException>(async () =>
        {
            for (var i = 0; ; i++) await SendAsync($$"""{"type":1,"invocationId":"{{i}}","target":"Sync","arguments":[{"afterSeq":0}]}""");
        });

        var seq = (await owner.GetAsync("notifications?afterSeq=0")).Data().GetProperty("latestSeq").GetInt64();
        (await owner.PostAsync("tasks", new { title = "Still here" })).Data(System.Net.HttpStatusCode.Created);
        await other.Pushes.WaitForAsync("Notification", n => n.GetProperty("seq").GetInt64() > seq);

        Task SendAsync(string text) => deaf.SendAsync(Encoding.UTF8.GetBytes(text + "\u001e"), WebSocketMessageType.Text, true, patience.Token);
    }

    private sealed class Duplex(Pipe pipe) : IDuplexPipe
    {
        public PipeReader Input => pipe.Reader;
        public PipeWriter Output => pipe.Writer;
    }
}
