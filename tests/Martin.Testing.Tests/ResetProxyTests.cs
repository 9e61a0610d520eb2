using System.Net;
using System.Net.Sockets;
using Martin.Testing.Faults;

namespace Martin.Testing.Tests;

public sealed class ResetProxyTests : IDisposable
{
    private readonly TcpListener target = new(IPAddress.Loopback, 0);

    public ResetProxyTests() => target.Start();

    public void Dispose() => target.Dispose();

    private ResetProxy Start() => ResetProxy.Start(((IPEndPoint)target.LocalEndpoint).Port);

    private async Task<(TcpClient Client, TcpClient Server)> ConnectAsync(ResetProxy proxy)
    {
        var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, proxy.Port);
        return (client, await target.AcceptTcpClientAsync());
    }

    private static async Task<int> ReadToResetAsync(TcpClient client)
    {
        var buffer = new byte[4096];
        var total = 0;
        try
        {
            for (int read; (read = await client.GetStream().ReadAsync(buffer)) > 0;) total += read;
        }
        catch (IOException reset) when (reset.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionReset })
        {
            return total;
        }
        throw new InvalidOperationException("The stream ended in good order; a reset was expected.");
    }

    [Fact]
    public async Task Bytes_pass_both_ways_and_a_reset_is_seen_by_both_sides()
    {
        await using var proxy = Start();
        var (client, server) = await ConnectAsync(proxy);
        using (client)
        using (server)
        {
            await client.GetStream().WriteAsync("ping"u8.ToArray());
            var buffer = new byte[4];
            await server.GetStream().ReadExactlyAsync(buffer);
            await server.GetStream().WriteAsync(buffer);
            await client.GetStream().ReadExactlyAsync(buffer);
            Assert.Equal("ping"u8.ToArray(), buffer);
            Assert.Equal(1, proxy.ResetAll());
            Assert.Equal(0, proxy.ResetAll());
            await Task.WhenAll(ReadToResetAsync(client), ReadToResetAsync(server));
            Assert.Equal((1, 1), (proxy.Accepted, proxy.Resets));
        }
    }

    [Fact]
    public async Task A_chosen_byte_is_the_last_that_passes()
    {
        await using var proxy = Start();
        proxy.ResetAfterBytes = number => number == 1 ? 1000 : null;
        var (client, server) = await ConnectAsync(proxy);
        using (client)
        using (server)
        {
            await server.GetStream().WriteAsync(new byte[1500]);
            // A reset may overtake bytes on their way, as in a real network; never may more than the chosen number arrive.
            Assert.InRange(await ReadToResetAsync(client), 0, 1000);
            Assert.Equal(1, proxy.Resets);
        }
        var (second, peer) = await ConnectAsync(proxy);
        using (second)
        using (peer)
        {
            await peer.GetStream().WriteAsync(new byte[1500]);
            await second.GetStream().ReadExactlyAsync(new byte[1500]);
        }
    }

    [Fact]
    public async Task A_stalled_link_holds_bytes_until_resumed()
    {
        await using var proxy = Start();
        var (client, server) = await ConnectAsync(proxy);
        using (client)
        using (server)
        {
            await server.GetStream().WriteAsync(new byte[1]); // the link is up once this has passed
            await client.GetStream().ReadExactlyAsync(new byte[1]);
            proxy.StallAll();
            await server.GetStream().WriteAsync(new byte[10]);
            var read = client.GetStream().ReadExactlyAsync(new byte[10]).AsTask();
            Assert.False(read.IsCompleted);
            Assert.Equal(1, proxy.Open.Single().BytesFromServer);
            proxy.ResumeAll();
            await read.WaitAsync(TimeSpan.FromSeconds(20));
        }
    }

    [Fact]
    public async Task While_refusing_new_connections_are_reset()
    {
        await using var proxy = Start();
        proxy.Refuse = true;
        using var http = new HttpClient();
        await Assert.ThrowsAnyAsync<Exception>(() => http.GetAsync(new Uri(proxy.HttpUrl)));
        Assert.True(proxy.Accepted >= 1);
        Assert.Empty(proxy.Open);
    }
}
