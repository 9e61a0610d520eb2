using Martin.Data;
using Martin.Testing.Clients;
using Martin.Testing.Peers;
using Microsoft.EntityFrameworkCore;

namespace Martin.Hub.Tests.Recovery;

/// <summary>
/// A paced conversation with everything in it: text, two tool calls at once, text, another call, text. Each trip has a name of
/// its own, by which its effects are counted in the tables.
/// </summary>
internal static class Trip
{
    public static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(20);

    /// <summary>Teaches the model one trip.</summary>
    /// <returns>The message that asks for it; its last word is the trip's name.</returns>
    public static string Teach(GptServer gpt, string name, int words = 25)
    {
        gpt.TokenEvery = Pace;
        gpt.On(name)
            .SaysWords(words)
            .Calls("create_event", new { title = $"Train {name}", startTime = "2026-12-01T09:00", endTime = "2026-12-01T11:00" })
            .Calls("create_task", new { title = $"Pack {name}", priority = "high" })
            .Then.SaysWords(words).Calls("create_task", new { title = $"Tickets {name}" })
            .Then.SaysWords(words);
        return $"plan the trip {name}";
    }

    public static string NewName() => Guid.NewGuid().ToString("N")[..12];

    /// <summary>Exactly one of each effect, and the text that was shown is the text that is stored.</summary>
    public static async Task AssertWholeAsync(MartinDbFactory databases, string name, TurnReader reader)
    {
        Assert.Equal("turn_completed", reader.End?.Type);
        await using var db = databases.ForMaintenance();
        Assert.Equal(1, await db.Events.IgnoreQueryFilters().CountAsync(e => e.Title == $"Train {name}"));
        Assert.Equal(1, await db.Tasks.IgnoreQueryFilters().CountAsync(t => t.Title == $"Pack {name}"));
        Assert.Equal(1, await db.Tasks.IgnoreQueryFilters().CountAsync(t => t.Title == $"Tickets {name}"));
        var turnId = Guid.Parse(reader.TurnId!);
        Assert.Equal(3, await db.Actions.IgnoreQueryFilters().CountAsync(a => a.TurnId == turnId));
        var stored = await db.ChatMessages.IgnoreQueryFilters().SingleAsync(m => m.TurnId == turnId && m.Role == Martin.Data.Conversations.ChatRole.Assistant);
        Assert.Equal(stored.Content, reader.Text);
    }
}
