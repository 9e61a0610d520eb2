using System.Diagnostics;
using Martin.Hub.Tests.Inbox;
using Martin.Hub.Tests.Support;
using Martin.Testing.Clients;
using Martin.Testing.Peers;
using Microsoft.EntityFrameworkCore;

namespace Martin.Hub.Tests.Turns;

/// <summary>Every way to fail that a provider has, with each of them, alone and beside the other: no turn is stuck, and none is left open.</summary>
public sealed class ProviderFaultTests(ProviderFaultTests.Stage stage) : IClassFixture<ProviderFaultTests.Stage>
{
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(3), AskedToWait = TimeSpan.FromSeconds(1);

    /// <summary>All that a provider may take of a turn's time: two tries, each with its silence or the pause before it; and room for a busy machine.</summary>
    private static readonly TimeSpan Deadline = 2 * (Silence + AskedToWait) + TimeSpan.FromSeconds(8);

    private const int Words = 40, AfterTokens = 6;
    private const string Story = "Once upon a time.";

    private static readonly Dictionary<string, ModelFault> Faults = new()
    {
        ["429"] = new ModelFault.Status(429, "Rate limit reached for requests", "rate_limit_exceeded"),
        ["429, soon"] = ModelFault.RateLimited(AskedToWait),
        ["429, later"] = ModelFault.RateLimited(TimeSpan.FromMinutes(1)),
        ["500"] = ModelFault.ServerError(),
        ["503"] = new ModelFault.Status(503, "The model is overloaded."),
        ["cut before the first token"] = new ModelFault.Cut(0),
        ["reset before the first token"] = new ModelFault.Cut(0, Reset: true),
        ["cut"] = new ModelFault.Cut(AfterTokens),
        ["reset"] = new ModelFault.Cut(AfterTokens, Reset: true),
        ["garbage before the first token"] = new ModelFault.Garbage(0),
        ["garbage"] = new ModelFault.Garbage(AfterTokens),
        ["silent"] = new ModelFault.Hold(0),
        ["silent after some tokens"] = new ModelFault.Hold(AfterTokens),
        ["slow"] = new ModelFault.SlowFirstByte(TimeSpan.FromMinutes(1)),
        ["blocked"] = new ModelFault.Blocked(0),
        ["blocked after some tokens"] = new ModelFault.Blocked(AfterTokens),
    };

    /// <summary>After which something had been shown for certain; a reset may drop it on its way.</summary>
    private static readonly string[] Shown = ["cut", "garbage", "silent after some tokens"];

    public static TheoryData<string, string> Cases
    {
        get
        {
            var cases = new TheoryData<string, string>();
            foreach (var model in (string[])["gpt", "gemini"])
                foreach (var fault in Faults.Keys) cases.Add(model, fault);
            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Alone_it_fails_in_time_with_a_reason_and_the_conversation_goes_on(string model, string fault)
    {
        await using var device = await stage.ConnectAsync(model);
        var peer = stage.Peer(model);
        var (turn, took) = await WhileFailingAsync(peer, Faults[fault], () => AskAsync(device, model));
        Assert.True(turn.End!.Type == "turn_failed", turn.End.Json.GetRawText());
        var error = turn.End["error"]!.Value;
        Assert.Equal(fault.StartsWith("blocked", StringComparison.Ordinal) ? ("PROVIDER_REFUSED", false) : ("PROVIDER_UNAVAILABLE", true),
            (error.Text("code"), error.GetProperty("retryable").GetBoolean()));
        Assert.NotEmpty(error.Text("message")!);
        Assert.True(took < Deadline, $"{took}");
        await StandsAsync(device, turn);
        Assert.Equal("Here I am.", (await device.AskAsync("are you well?", turn.Events[0]["conversationId"]!.Value.GetString())).Text);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Beside_another_that_one_answers_unless_the_answer_was_declined(string model, string fault)
    {
        await using var device = await stage.ConnectAsync("both");
        var (turn, took) = await WhileFailingAsync(stage.Peer(model), Faults[fault], () => AskAsync(device, model));
        Assert.True(took < Deadline, $"{took}");
        if (fault.StartsWith("blocked", StringComparison.Ordinal)) Assert.Equal("PROVIDER_REFUSED", turn.End!["error"]!.Value.Text("code"));
        else
        {
            Assert.Equal((Story, model == "gpt" ? "gemini" : "gpt"), (turn.Text, turn.End!["model"]!.Value.GetString()));
            if (Shown.Contains(fault)) Assert.Equal(1, turn.Resets);
        }
        await StandsAsync(device, turn);
    }

    public static TheoryData<string, string> Passing
    {
        get
        {
            var cases = new TheoryData<string, string>();
            foreach (var model in (string[])["gpt", "gemini"])
                foreach (var fault in (string[])["429", "429, soon", "500", "503", "cut before the first token", "garbage before the first token", "cut", "garbage"]) cases.Add(model, fault);
            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Passing))]
    public async Task What_passes_is_tried_again_after_the_pause_that_was_asked_for(string model, string fault)
    {
        await using var device = await stage.ConnectAsync(model);
        var peer = stage.Peer(model);
        var before = peer.Journal.Exchanges.Count;
        peer.Faults.Next(Faults[fault]);
        var (turn, took) = await AskAsync(device, model);
        Assert.True(turn.End!.Type == "turn_completed", turn.End.Json.GetRawText());
        Assert.Equal(Words, turn.Text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Equal(2, peer.Journal.Exchanges.Count - before);
        Assert.InRange(took, fault == "429, soon" ? AskedToWait : TimeSpan.Zero, Deadline);
        await StandsAsync(device, turn);
    }

    /// <summary>The turn has ended for everybody: what is stored says the same, nothing runs on.</summary>
    private async Task StandsAsync(WireClient device, TurnReader turn)
    {
        var replay = device.Resume(turn.TurnId!);
        await replay.Ended;
        replay.Reader.AssertAgreesWith(turn);
        foreach (var martin in stage.All)
        {
            await using var db = martin.Databases.ForMaintenance();
            Assert.False(await db.Turns.IgnoreQueryFilters().AnyAsync(t => t.EndedAt == null));
        }
        Assert.Empty(stage.Gpt.Journal.Refusals);
        Assert.Empty(stage.Gemini.Journal.Refusals);
    }

    private static async Task<T> WhileFailingAsync<T>(ModelPeer peer, ModelFault fault, Func<Task<T>> act)
    {
        peer.Faults.Always(fault);
        try { return await act(); }
        finally { peer.Faults.Clear(); }
    }

    private static async Task<(TurnReader Turn, TimeSpan Took)> AskAsync(WireClient device, string model)
    {
        var clock = Stopwatch.StartNew();
        var turn = device.Send($"a story, {model}", model: model);
        await turn.Ended.WaitAsync(Deadline + Deadline);  // one that is stuck is not waited for
        return (turn.Reader, clock.Elapsed);
    }

    /// <summary>A Martin with each provider alone, and one with both.</summary>
    public sealed class Stage : IAsyncLifetime
    {
        private readonly Dictionary<string, MartinHost> martins = [];

        public GptServer Gpt { get; private set; } = null!;
        public GeminiServer Gemini { get; private set; } = null!;
        public IEnumerable<MartinHost> All => martins.Values;

        public ModelPeer Peer(string model) => model == "gpt" ? Gpt : Gemini;

        public Task<WireClient> ConnectAsync(string martin) => WireClient.ConnectAsync(martins[martin].Address, MartinHost.OwnerKey);

        public async Task InitializeAsync()
        {
            (Gpt, Gemini) = (await GptServer.StartAsync(), await GeminiServer.StartAsync());
            foreach (var (peer, name, other) in ((ModelPeer, string, string)[])[(Gpt, "gpt", "gemini"), (Gemini, "gemini", "gpt")])
            {
                peer.On($"a story, {name}").SaysWords(Words).Every(TimeSpan.FromMilliseconds(2));
                peer.On($"a story, {other}").Says(Story);
                peer.On("are you well").Says("Here I am.");
            }
            foreach (var name in (string[])["gpt", "gemini", "both"])
            {
                var settings = new Dictionary<string, string>
                {
                    ["Models:OfflineWhenDown"] = "false", ["Models:Pause"] = "00:00:00.01", ["Models:FaultsToRest"] = "1000", ["Models:Rest"] = "00:00:00", ["Models:MaxRest"] = "00:00:00",
                    ["Turns:ModelSilence"] = $"{Silence}", ["Logging:LogLevel:Default"] = "None",
                };
                if (name != "gemini") settings["OPENAI_BASE_URL"] = Gpt.BaseUrl;
                if (name != "gpt") (settings["GEMINI_BASE_URL"], settings["GOOGLE_API_KEY"]) = (Gemini.BaseUrl, "key");
                martins[name] = MartinHost.Start(settings);
            }
        }

        public async Task DisposeAsync()
        {
            foreach (var martin in All) await martin.DisposeAsync();
            await Gemini.DisposeAsync();
            await Gpt.DisposeAsync();
        }
    }
}
