using Martin.Data;
using Martin.Hub.Memory;
using Martin.Hub.Notifications;
using Martin.Hub.Runs;
using Martin.Hub.Usage;
using Martin.Hub.Users;
using Martin.Plugins.Models;
using Martin.Plugins.Tools;
using Microsoft.Extensions.Options;

namespace Martin.Hub.Turns;

/// <summary>What a turn needs from the process it runs in.</summary>
public sealed class TurnServices(
    MartinDbFactory databases, ModelRouter models, ToolBox tools, Pusher pusher, TimeProvider clock,
    Spending spending, PreferenceCache preferences, ConversationSummaries summaries, KnownFacts facts, FactLearning learning, IOptions<TurnOptions> options, IOptions<RunOptions> runOptions, IOptions<ModelOptions> modelOptions, ILogger<TurnRun> log)
{
    public MartinDbFactory Databases => databases;
    public ModelRouter Models => models;
    public ToolBox Tools => tools;
    public Pusher Pusher => pusher;
    public TimeProvider Clock => clock;
    public Spending Spending => spending;
    public ConversationSummaries Summaries => summaries;
    public KnownFacts Facts => facts;
    public FactLearning Learning => learning;
    public PreferenceCache Preferences => preferences;
    public TurnOptions Options => options.Value;
    public RunOptions RunOptions => runOptions.Value;
    public ModelOptions ModelOptions => modelOptions.Value;
    public ILogger Log => log;

    /// <summary>Whom to ask, one after the other.</summary>
    /// <param name="wish">The user's; null leaves it to Martin.</param>
    public ModelAttempts Attempts(ModelPurpose purpose, string? wish) => new(models.InOrder(purpose, wish), modelOptions.Value, clock);

    /// <summary>Runs <paramref name="work"/> in one transaction of the user's and, once it is committed, pushes the notifications it wrote.</summary>
    public async Task<T> WriteAsync<T>(Guid userId, Func<MartinDb, Task<T>> work, CancellationToken ct)
    {
        await using var db = databases.For(userId);
        var result = await db.WriteAsync(() => work(db), ct);
        pusher.PushCommitted(db);
        return result;
    }
}
