using Martin.Testing.Clients;
using Martin.Testing.Processes;

namespace Martin.Hub.Tests.Clients;

/// <summary>A day's small talk through @microsoft/signalr from npm, with the offline model and nothing configured.</summary>
public class NpmClientTests
{
    [Theory]
    [InlineData(WireProtocol.Json)]
    [InlineData(WireProtocol.MessagePack)]
    public async Task A_conversation_makes_lists_moves_and_undoes(WireProtocol protocol)
    {
        await using var hub = await HubProcess.StartAsync(new HubSettings());
        var lines = await NodeClient.ConverseAsync(hub.Url, hub.Settings.OwnerKey, protocol,
            "schedule lunch with Ana tomorrow at noon",
            "what's on my calendar tomorrow?",
            "remind me to call the bank on Monday at 9, high priority",
            "move the lunch to 1pm",
            "what's on my calendar tomorrow?",
            new { undo = "last" },
            "what's on my calendar tomorrow?");
        TurnReader Turn(int step) => NodeClient.ReadTurn(lines, step);
        static void DidOne(TurnReader turn, string tool) =>
            Assert.Equal(tool, Assert.Single(turn.End!["receipts"]!.Value.EnumerateArray()).GetProperty("tool").GetString());

        DidOne(Turn(0), "create_event");
        Assert.Contains("12:00–13:00", Turn(1).Text, StringComparison.Ordinal);
        DidOne(Turn(2), "create_task");
        Assert.Equal("high", Assert.Single(Turn(2).Tools("tool_started"), t => t.GetProperty("name").GetString() == "create_task")
            .GetProperty("arguments").GetProperty("priority").GetString());
        DidOne(Turn(3), "update_event");
        Assert.Contains("13:00–14:00", Turn(4).Text, StringComparison.Ordinal);
        Assert.Equal("undone", lines.Single(l => l.Step == 5).Result!.Value.GetProperty("status").GetString());
        Assert.Contains("12:00–13:00", Turn(6).Text, StringComparison.Ordinal);
    }
}
