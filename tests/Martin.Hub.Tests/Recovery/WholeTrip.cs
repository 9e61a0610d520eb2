using Martin.Data;
using Martin.Testing.Clients;
using Martin.Testing.Peers;
using Microsoft.EntityFrameworkCore;

namespace Martin.Hub.Tests.Recovery;

/// <summary>What must have come of a <see cref="Trip"/>, whatever happened on the way.</summary>
internal static class WholeTrip
{
    /// <summary>Exactly one of each effect, and the text that was shown is the text that is stored.</summary>
    public static async Task AssertAsync(MartinDbFactory databases, string name, TurnReader reader)
    {
        Assert.Equal("turn_completed", reader.End?.Type);
        await using var db = databases.ForMaintenance();
        Assert.Equal(1, await db.Events.IgnoreQueryFilters().CountAsync(e => e.Title == Trip.Event(name)));
        foreach (var title in Trip.Tasks(name)) Assert.Equal(1, await db.Tasks.IgnoreQueryFilters().CountAsync(t => t.Title == title));
        var turnId = Guid.Parse(reader.TurnId!);
        Assert.Equal(3, await db.Actions.IgnoreQueryFilters().CountAsync(a => a.TurnId == turnId));
        var stored = await db.ChatMessages.IgnoreQueryFilters().SingleAsync(m => m.TurnId == turnId && m.Role == Martin.Data.Conversations.ChatRole.Assistant);
        Assert.Equal(stored.Content, reader.Text);
    }
}
