namespace Martin.Testing.Peers;

/// <summary>
/// A paced conversation with everything in it: text, two tool calls at once, text, another call, text. Each trip has a name of
/// its own, by which its effects are counted in the tables.
/// </summary>
public static class Trip
{
    public static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(20);

    /// <summary>Teaches the model one trip.</summary>
    /// <returns>The message that asks for it; its last word is the trip's name.</returns>
    public static string Teach(GptServer gpt, string name, int words = 25)
    {
        gpt.TokenEvery = Pace;
        gpt.On(name)
            .SaysWords(words)
            .Calls("create_event", new { title = Event(name), startTime = "2026-12-01T09:00", endTime = "2026-12-01T11:00" })
            .Calls("create_task", new { title = Tasks(name)[0], priority = "high" })
            .Then.SaysWords(words).Calls("create_task", new { title = Tasks(name)[1] })
            .Then.SaysWords(words);
        return $"plan the trip {name}";
    }

    public static string NewName() => Guid.NewGuid().ToString("N")[..12];

    /// <summary>The title of the event that it makes.</summary>
    public static string Event(string name) => $"Train {name}";

    /// <summary>The titles of the tasks that it makes, in their order.</summary>
    public static string[] Tasks(string name) => [$"Pack {name}", $"Tickets {name}"];
}
