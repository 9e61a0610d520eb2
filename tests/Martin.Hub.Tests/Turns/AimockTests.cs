using Martin.Hub.Tests.Inbox;
using Martin.Hub.Tests.Support;
using Martin.Testing.Clients;
using Martin.Testing.Peers;

namespace Martin.Hub.Tests.Turns;

/// <summary>Against a mock that others wrote, as far as it goes: streams, parallel calls, usage.</summary>
public sealed class AimockTests
{
    [Theory]
    [InlineData("gpt")]
    [InlineData("gemini")]
    public async Task A_conversation_with_parallel_calls(string model)
    {
        await using var mock = await Aimock.StartAsync();
        await using var martin = MartinHost.Start(new()
        {
            ["OPENAI_BASE_URL"] = mock.OpenAiBaseUrl, ["OPENAI_API_KEY"] = "mock", ["GEMINI_BASE_URL"] = mock.GeminiBaseUrl, ["GOOGLE_API_KEY"] = "mock", ["Models:OfflineWhenDown"] = "false",
        });
        await using var device = await WireClient.ConnectAsync(martin.Address, MartinHost.OwnerKey);
        var greeting = device.Send("hello", model: model);
        await greeting.Ended;
        Assert.Equal(("Good day. What can I do?", model), (greeting.Reader.Text, greeting.Reader.End!["model"]!.Value.GetString()));
        var turn = device.Send("add milk", model: model);
        await turn.Ended;
        Assert.Equal("Milk and bread are on your list.", turn.Reader.Text);
        Assert.Equal(["create_task", "create_task"], turn.Reader.Tools("tool_finished").Where(t => t.GetProperty("ok").GetBoolean()).Select(t => t.Text("name")));
        Assert.True(turn.Reader.End!["usage"]!.Value.GetProperty("inputTokens").GetInt32() > 0);
        Assert.Equal(["Bread", "Milk"], (await device.Session.GetAsync("api/v1/tasks")).EnumerateArray().Select(t => t.Text("title")!).Order());
    }
}
