using System.Globalization;
using System.Text.Json;
using Martin.Hub.Tests.Support;
using Martin.Testing.Clients;
using Martin.Testing.Peers;

namespace Martin.Hub.Tests.Chat;

/// <summary>A day's talk through @microsoft/signalr from npm; what it did is read over REST.</summary>
public sealed class NpmClientTests
{
    private static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");  // the zone that converse.mjs sends

    [Theory]
    [InlineData(WireProtocol.Json, false)]
    [InlineData(WireProtocol.MessagePack, false)]
    [InlineData(WireProtocol.Json, true)]
    [InlineData(WireProtocol.MessagePack, true)]
    public async Task What_is_said_is_done(WireProtocol protocol, bool byGpt)
    {
        await using var gpt = await GptServer.StartAsync();
        await using var martin = Start(gpt, byGpt);
        var today = TimeZoneInfo.ConvertTime(DateTimeOffset.UtcNow, Berlin).Date;
        var lines = await NodeClient.ConverseAsync(martin.Address, MartinHost.OwnerKey, protocol,
            "schedule lunch with Ana tomorrow at noon",
            "what's on my calendar tomorrow?",
            "remind me to call the bank on Monday at 9, high priority",
            "move the lunch to 1pm",
            "what's on my calendar tomorrow?",
            new { undo = "last" },
            "what's on my calendar tomorrow?");
        TurnReader Turn(int step) => NodeClient.ReadTurn(lines, step);

        Assert.Equal("create_event", Did(Turn(0)));
        Assert.Contains("12:00", Turn(1).Text, StringComparison.Ordinal);
        Assert.Contains("unch", Turn(1).Text, StringComparison.Ordinal);
        Assert.Equal("create_task", Did(Turn(2)));
        Assert.Equal("update_event", Did(Turn(3)));
        Assert.Contains("13:00", Turn(4).Text, StringComparison.Ordinal);
        Assert.Equal("undone", lines.Single(l => l.Step == 5).Result!.Value.GetProperty("status").GetString());
        Assert.Contains("12:00", Turn(6).Text, StringComparison.Ordinal);

        using var owner = await martin.OwnerAsync();
        var lunch = Assert.Single(await EventsAsync(owner));
        Assert.Equal(today.AddDays(1).AddHours(12), LocalTime(lunch, "startTime"));
        Assert.Equal(today.AddDays(1).AddHours(13), LocalTime(lunch, "endTime"));
        Assert.Contains("lunch", lunch.GetProperty("title").GetString(), StringComparison.OrdinalIgnoreCase);
        Assert.Equal(0, lunch.GetProperty("attendees").GetArrayLength());

        var task = Assert.Single((await owner.GetAsync("tasks")).Data().EnumerateArray());
        Assert.Equal("high", task.GetProperty("priority").GetString());
        Assert.Contains("call the bank", task.GetProperty("title").GetString(), StringComparison.OrdinalIgnoreCase);
        var monday = LocalTime(task, "remindAt");
        Assert.Equal((DayOfWeek.Monday, 9), (monday.DayOfWeek, monday.Hour));
        Assert.InRange((monday.Date - today).Days, 0, 7);
    }

    [Theory]
    [InlineData(WireProtocol.Json, false, "approve")]
    [InlineData(WireProtocol.MessagePack, false, "reject")]
    [InlineData(WireProtocol.Json, true, "reject")]
    [InlineData(WireProtocol.MessagePack, true, "approve")]
    public async Task An_invitation_waits_for_its_decision_and_the_talk_goes_on_after_it(WireProtocol protocol, bool byGpt, string decision)
    {
        await using var gpt = await GptServer.StartAsync();
        await using var martin = Start(gpt, byGpt);
        var lines = await NodeClient.ConverseAsync(martin.Address, MartinHost.OwnerKey, protocol,
            "schedule lunch with Ana tomorrow at noon",
            "invite ana@example.com to the lunch",
            new Dictionary<string, string> { [decision] = "last" },
            new { follow = "action" });

        var asked = NodeClient.ReadTurn(lines, 1);
        Assert.Empty(asked.End!["receipts"]!.Value.EnumerateArray());
        var proposed = Assert.Single(asked.End["actions"]!.Value.EnumerateArray());
        Assert.Equal(("update_event", "outward", "proposed"), (Member(proposed, "type"), Member(proposed, "effect"), Member(proposed, "status")));
        Assert.Single(asked.Events, e => e.Type == "action_requested");

        var approved = decision == "approve";
        var decided = lines.Single(l => l.Step == 2).Result!.Value;
        Assert.Equal((Member(proposed, "id"), approved ? "executed" : "rejected"), (Member(decided, "id"), Member(decided, "status")));

        var after = NodeClient.ReadTurn(lines, 3);
        Assert.Equal("turn_completed", after.End?.Type);
        Assert.Equal("action", after.Events[0]["origin"]?.GetString());
        Assert.Equal(asked.Events[0]["conversationId"]!.Value.GetString(), after.Events[0]["conversationId"]!.Value.GetString());
        Assert.NotEmpty(after.Text.Trim());

        using var owner = await martin.OwnerAsync();
        var guests = Assert.Single(await EventsAsync(owner)).GetProperty("attendees").EnumerateArray().Select(a => Member(a, "email"));
        Assert.Equal(approved ? ["ana@example.com"] : [], guests);
        var stored = (await owner.GetAsync($"assistant/actions/{Member(proposed, "id")}")).Data();
        Assert.Equal(Member(decided, "status"), Member(stored, "status"));
        var history = (await owner.GetAsync($"chat/history?conversationId={after.Events[0]["conversationId"]!.Value.GetString()}")).Data();
        Assert.Contains(history.EnumerateArray(), m => Member(m, "turnId") == after.TurnId && Member(m, "content") == after.Text);
    }

    private static MartinHost Start(GptServer gpt, bool byGpt)
    {
        if (!byGpt) return MartinHost.Start();
        DayScript.Teach(gpt, TimeZoneInfo.ConvertTime(DateTimeOffset.UtcNow, Berlin).Date);
        return MartinHost.Start(new() { ["OPENAI_BASE_URL"] = gpt.BaseUrl });
    }

    private static string? Did(TurnReader turn) => Member(Assert.Single(turn.End!["receipts"]!.Value.EnumerateArray()), "tool");

    private static async Task<IReadOnlyList<JsonElement>> EventsAsync(Api owner)
    {
        var (from, to) = (DateTime.UtcNow.AddDays(-1), DateTime.UtcNow.AddDays(10));
        return [.. (await owner.GetAsync($"calendar/events?from={from:yyyy-MM-ddTHH:mm:ssZ}&to={to:yyyy-MM-ddTHH:mm:ssZ}")).Data().EnumerateArray()];
    }

    private static DateTime LocalTime(JsonElement of, string name) =>
        TimeZoneInfo.ConvertTime(DateTimeOffset.Parse(Member(of, name)!, CultureInfo.InvariantCulture), Berlin).DateTime;

    private static string? Member(JsonElement of, string name) => of.GetProperty(name).GetString();
}
