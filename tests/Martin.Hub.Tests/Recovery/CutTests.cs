using Martin.Hub.Tests.Support;
using Martin.Testing;
using Martin.Testing.Clients;
using Martin.Testing.Faults;
using Martin.Testing.Peers;
using Xunit.Abstractions;

namespace Martin.Hub.Tests.Recovery;

/// <summary>Connections that are reset at random moments while paced turns run: what the reader holds is judged event by event.</summary>
public sealed class CutTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(WireProtocol.Json)]
    [InlineData(WireProtocol.MessagePack)]
    public async Task No_cut_loses_or_doubles_anything(WireProtocol protocol)
    {
        var wanted = Counts.Of(sample: 60, full: 500);  // on each protocol: 1,000 in all
        const int devices = 8;
        await using var gpt = await GptServer.StartAsync();
        await using var martin = MartinHost.Start(new() { ["OPENAI_BASE_URL"] = gpt.BaseUrl });
        await using var proxy = ResetProxy.Start(martin.Address.Port);
        var random = new Random(1);
        var turns = 0;
        var resumeTimes = new List<TimeSpan>();
        using var enough = new CancellationTokenSource();
        var connected = await Task.WhenAll(Enumerable.Range(0, devices).Select(async _ => await WireClient.ConnectAsync(
            await WireSession.LoginAsync(martin.Address, MartinHost.OwnerKey), protocol, new Uri(proxy.HttpUrl))));
        var resumed = 0;
        // Some cuts meet no stream, but a handshake or a device between two turns: the more, the busier the machine.
        var cutting = CutAsync(proxy, random, () => proxy.Resets < wanted || (Volatile.Read(ref resumed) < 0.8 * wanted && proxy.Resets < 3 * wanted), enough);
        try
        {
            await Task.WhenAll(connected.Select(async each =>
            {
                await using var device = each;
                do
                {
                    var name = Trip.NewName();
                    var turn = device.Send(Trip.Teach(gpt, name));
                    await turn.Ended;
                    await WholeTrip.AssertAsync(martin.Databases, name, turn.Reader);
                    Assert.Equal(0, turn.EarlyEnds);
                    lock (resumeTimes) resumeTimes.AddRange(turn.ResumeTimes);
                    Interlocked.Add(ref resumed, turn.ResumeTimes.Count);
                    Interlocked.Increment(ref turns);
                }
                while (!enough.IsCancellationRequested);
            }));
        }
        finally
        {
            await enough.CancelAsync();
            await cutting;
        }
        resumeTimes.Sort();
        output.WriteLine($"{proxy.Resets} cuts over {turns} turns, {resumeTimes.Count} resumes; first event after a resume: " +
            $"p50 {At(resumeTimes, 0.5)} ms, p99 {At(resumeTimes, 0.99)} ms");
        Assert.True(proxy.Resets >= wanted);
        Assert.True(resumeTimes.Count >= 0.8 * wanted, $"Only {resumeTimes.Count} of {proxy.Resets} cuts met a stream.");
    }

    [Fact]
    public async Task A_message_sent_twice_is_one_turn()
    {
        await using var gpt = await GptServer.StartAsync();
        await using var martin = MartinHost.Start(new() { ["OPENAI_BASE_URL"] = gpt.BaseUrl });
        await using var first = await WireClient.ConnectAsync(martin.Address, MartinHost.OwnerKey);
        await using var second = await WireClient.ConnectAsync(martin.Address, MartinHost.OwnerKey, WireProtocol.MessagePack);
        foreach (var _ in Enumerable.Range(0, Counts.Of(5, 50)))
        {
            var name = Trip.NewName();
            var (message, id) = (Trip.Teach(gpt, name, words: 5), Guid.NewGuid().ToString());
            var sends = new[] { first, second, first }.Select(device => device.Send(message, clientMessageId: id)).ToList();
            await Task.WhenAll(sends.Select(s => s.Ended));
            Assert.Single(sends.Select(s => s.Reader.TurnId).Distinct());
            foreach (var send in sends) await WholeTrip.AssertAsync(martin.Databases, name, send.Reader);
        }
    }

    [Fact]
    public async Task A_client_message_id_with_another_text_is_a_conflict()
    {
        await using var martin = MartinHost.Start();
        await using var device = await WireClient.ConnectAsync(martin.Address, MartinHost.OwnerKey);
        await device.Send("hello", clientMessageId: "same").Ended;
        var refused = await Assert.ThrowsAsync<WireException>(() => device.Send("good bye", clientMessageId: "same").Ended);
        Assert.Equal("CONFLICT", refused.Code);
    }

    [Fact]
    public async Task A_second_device_sees_question_and_answer()
    {
        await using var gpt = await GptServer.StartAsync();
        await using var martin = MartinHost.Start(new() { ["OPENAI_BASE_URL"] = gpt.BaseUrl });
        await using var phone = await WireClient.ConnectAsync(martin.Address, MartinHost.OwnerKey);
        await using var desk = await WireClient.ConnectAsync(martin.Address, MartinHost.OwnerKey, WireProtocol.MessagePack);
        await desk.ServedAsync();
        var name = Trip.NewName();
        var asked = phone.Send(Trip.Teach(gpt, name));
        var pushed = await desk.Pushes.WaitForAsync("TurnStarted");
        var watched = desk.Resume(pushed.GetProperty("turnId").GetString()!);
        await Task.WhenAll(asked.Ended, watched.Ended);
        watched.Reader.AssertAgreesWith(asked.Reader);
        Assert.Equal($"plan the trip {name}", watched.Reader.Events[0]["message"]!.Value.GetProperty("content").GetString());
        await WholeTrip.AssertAsync(martin.Databases, name, watched.Reader);
        Assert.DoesNotContain(phone.Pushes.Of("TurnStarted"), p => p.GetProperty("turnId").GetString() == asked.Reader.TurnId);
        await desk.Pushes.WaitForAsync("Notification", n => n.GetProperty("type").GetString() == "turn_completed");
    }

    private static async Task CutAsync(ResetProxy proxy, Random random, Func<bool> goesOn, CancellationTokenSource enough)
    {
        try
        {
            while (goesOn() && !enough.IsCancellationRequested)
            {
                await Task.Delay(random.Next(10, 250));
                var open = proxy.Open;
                if (open.Count > 0) open.ElementAt(random.Next(open.Count)).Reset();
            }
        }
        finally
        {
            await enough.CancelAsync();
        }
    }

    private static double At(List<TimeSpan> sorted, double quantile) =>
        sorted.Count == 0 ? 0 : Math.Round(sorted[(int)Math.Min(sorted.Count - 1, sorted.Count * quantile)].TotalMilliseconds, 1);
}
