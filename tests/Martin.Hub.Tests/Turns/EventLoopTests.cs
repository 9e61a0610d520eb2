using System.Collections.Concurrent;
using Martin.Hub.Models;
using Martin.Hub.Tests.Support;
using Martin.Hub.Turns;
using Martin.Plugins.Models.Gpt;
using Martin.Testing.Peers;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace Martin.Hub.Tests.Turns;

/// <summary>Tokens pass on the sockets' own threads; everything else is done in the thread pool.</summary>
public class EventLoopTests : WithModel
{
    [Fact]
    public async Task A_token_passes_where_it_came_in_and_what_follows_an_answer_does_not()
    {
        Peer.On("walk").SaysWords(20).Every(TimeSpan.FromMilliseconds(10)).Calls("list_tasks", new { }).Then.SaysWords(20).Every(TimeSpan.FromMilliseconds(10));
        var local = Martin.Services.GetRequiredService<LocalTurns>();
        ConcurrentQueue<bool> tokens = [], ends = [];  // whether in the thread pool
        using (Moments.At("Martin.Turns", TurnDiagnostics.TextAppended, id => Note(tokens, id)))
        using (Moments.At("Martin.Turns", TurnDiagnostics.ModelAnswered, id => Note(ends, id)))
            Assert.Equal("turn_completed", (await Device.AskAsync("walk")).End!.Type);
        Assert.Equal(!OperatingSystem.IsLinux(), tokens.All(pool => pool));  // a runtime that takes the setter away is noticed here
        Assert.Equal([true, true], ends);

        void Note(ConcurrentQueue<bool> queue, Guid id)
        {
            if (local.TryGet(id, out _)) queue.Enqueue(Thread.CurrentThread.IsThreadPoolThread);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_whole_answer_is_given_in_the_thread_pool(bool well)
    {
        Peer.On("sum up").SaysWords(5).Every(TimeSpan.FromMilliseconds(10));
        if (!well) Peer.Faults.Next(ModelFault.ServerError());
        using var http = StreamingHttp.New();
        using var client = new GptChatClient(null, "gpt-5.4", new(Peer.BaseUrl), http);
        var (answered, inPool) = await Task.Run(async () =>  // away from the tests' own threads
        {
            try
            {
                await client.GetResponseAsync("sum up");
                return (true, Thread.CurrentThread.IsThreadPoolThread);
            }
            catch (Plugins.Models.ProviderException)
            {
                return (false, Thread.CurrentThread.IsThreadPoolThread);
            }
        });
        Assert.Equal((well, true), (answered, inPool));
    }
}
