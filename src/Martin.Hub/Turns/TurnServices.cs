using Martin.Data;
using Martin.Hub.Notifications;
using Martin.Plugins.Models;
using Martin.Plugins.Tools;
using Microsoft.Extensions.Options;

namespace Martin.Hub.Turns;

/// <summary>What a turn needs from the process it runs in.</summary>
public sealed class TurnServices(
    MartinDbFactory databases, ModelRouter models, ToolBox tools, Pusher pusher, TimeProvider clock,
    IOptions<TurnOptions> options, ILogger<TurnRun> log)
{
    public MartinDbFactory Databases => databases;
    public ModelRouter Models => models;
    public ToolBox Tools => tools;
    public Pusher Pusher => pusher;
    public TimeProvider Clock => clock;
    public TurnOptions Options => options.Value;
    public ILogger Log => log;

    /// <summary>Runs <paramref name="work"/> in one transaction of the user's and, once it is committed, pushes the notifications it wrote.</summary>
    public async Task<T> WriteAsync<T>(Guid userId, Func<MartinDb, Task<T>> work, CancellationToken ct)
    {
        await using var db = databases.For(userId);
        var result = await db.WriteAsync(() => work(db), ct);
        pusher.PushCommitted(db);
        return result;
    }
}
