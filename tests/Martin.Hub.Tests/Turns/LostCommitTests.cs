using Martin.Hub.Tests.Support;
using Martin.Hub.Turns;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Martin.Hub.Tests.Turns;

/// <summary>A commit that stands although its answer never came.</summary>
public class LostCommitTests : WithModel
{
    [Fact]
    public async Task A_step_whose_commit_was_answered_by_a_fault_stands_once()
    {
        Peer.On("add it").Calls("create_task", new { title = "Milk" }).Then.Says("Done.");
        var armed = 0;
        var local = Martin.Services.GetRequiredService<LocalTurns>();
        using var effect = Moments.At("Martin.Turns", TurnDiagnostics.EffectApplied, id => { if (local.TryGet(id, out _)) armed = 1; });
        var commit = new CommitFault(() => Interlocked.Exchange(ref armed, 0) == 1);
        using var watch = new CommitWatch(Martin.Databases, Owner.UserId, commit.Committed);
        var turn = await Device.AskAsync("add it");
        Assert.Equal(1, commit.Thrown);
        Assert.Equal("turn_completed", turn.End!.Type);
        Assert.True(Assert.Single(turn.Tools("tool_finished")).GetProperty("ok").GetBoolean());
        Assert.Equal("Milk", Assert.Single((await Owner.GetAsync("tasks")).Data().EnumerateArray()).GetProperty("title").GetString());
        await using var db = Martin.Databases.For(Owner.UserId);
        var id = Guid.Parse(turn.TurnId!);
        Assert.Equal([1, 2], await db.TurnSteps.Where(s => s.TurnId == id).OrderBy(s => s.Ordinal).Select(s => s.Ordinal).ToListAsync());
        Assert.Single(turn.End["receipts"]!.Value.EnumerateArray());
    }

    [Fact]
    public async Task A_message_whose_commit_was_answered_by_a_fault_is_answered()
    {
        string[] texts = ["hello", "in a new one", "in the old one"];
        foreach (var text in texts) Peer.On(text).Says("Yes.");
        var conversation = (await Device.AskAsync(texts[0])).Events[0]["conversationId"]!.Value.GetString();
        foreach (var text in texts[1..])
        {
            var armed = 1;
            var commit = new CommitFault(() => Interlocked.Exchange(ref armed, 0) == 1);
            using var watch = new CommitWatch(Martin.Databases, Owner.UserId, commit.Committed);
            var turn = await Device.AskAsync(text, text == texts[1] ? null : conversation);
            Assert.Equal((1, "turn_completed"), (commit.Thrown, turn.End!.Type));
            await using var db = Martin.Databases.For(Owner.UserId);
            var id = Guid.Parse(turn.TurnId!);
            Assert.Equal(2, await db.ChatMessages.CountAsync(m => m.TurnId == id));
        }
    }

    /// <summary>Says after the first commit that is due that the connection was lost, as a database does whose answer never came.</summary>
    private sealed class CommitFault(Func<bool> due)
    {
        public int Thrown { get; private set; }

        public void Committed()
        {
            if (!due()) return;
            Thrown++;
            throw new IOException("The connection was lost.");
        }
    }
}

/// <inheritdoc cref="LostCommitTests"/>
public sealed class LostCommitOnPostgresTests : LostCommitTests
{
    protected override bool OverGeminiOnPostgres => true;
}
