using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Martin.Data;
using Martin.Data.Tasks;
using Martin.Hub.Tests.Approval;
using Martin.Hub.Tests.Inbox;
using Martin.Hub.Tests.Support;
using Martin.Testing.Clients;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Martin.Hub.Tests.Scenarios.Dialogues;

/// <summary>Every dialogue over the wire with the offline model: the same calls, words, proposals and effects as written.</summary>
public sealed class DialogueTests(DialogueTests.Stage stage) : IClassFixture<DialogueTests.Stage>
{
    private const string Zone = "Europe/Berlin";
    private static readonly DateTimeOffset Sunday = new(2026, 11, 22, 9, 0, 0, TimeSpan.Zero);

    public sealed class Stage : IAsyncLifetime
    {
        public SetClock Clock { get; } = new(Sunday);
        public MartinHost Martin { get; private set; } = null!;

        public Task InitializeAsync()
        {
            Martin = MartinHost.Start(services: s => s.AddSingleton<TimeProvider>(Clock));
            return Task.CompletedTask;
        }

        public async Task DisposeAsync() => await Martin.DisposeAsync();
    }

    public static TheoryData<string> Names
    {
        get
        {
            var names = new TheoryData<string>();
            foreach (var script in DialogueScript.All) names.Add(script.Name);
            return names;
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task It_goes_as_written(string name)
    {
        var script = DialogueScript.All.Single(d => d.Name == name);
        stage.Clock.Set(Sunday);
        var key = Guid.NewGuid().ToString();
        using var user = await stage.Martin.AddUserAsync($"{key}@dialogue.example", key);
        await using var device = await WireClient.ConnectAsync(stage.Martin.Address, key);
        if (script.Before is { } before) await PrepareAsync(before, user);
        string? conversation = null;
        foreach (var turn in script.Turns) conversation = await PlayAsync(turn, user, device, conversation);
    }

    [Fact]
    public void There_are_at_least_seventy_of_two_to_six_turns()
    {
        Assert.True(DialogueScript.All.Count >= 70, $"there are {DialogueScript.All.Count}");
        Assert.All(DialogueScript.All, d => Assert.InRange(d.Turns.Count, 2, 6));
        Assert.Equal(DialogueScript.All.Count, DialogueScript.All.Select(d => d.Name).Distinct().Count());
    }

    private async Task<string> PlayAsync(DialogueTurn turn, Api user, WireClient device, string? conversation)
    {
        if (turn.At is { } at) stage.Clock.Set(DateTimeOffset.Parse($"{at}:00+01:00", CultureInfo.InvariantCulture));
        var sent = device.Send(turn.Say, conversation, timeZone: Zone, model: "offline");
        await sent.Ended;
        var heard = sent.Reader;
        var said = $"“{turn.Say}” was answered “{heard.Text}”";
        Assert.True(heard.End!.Type == "turn_completed", said);
        var calls = heard.Tools("tool_started").ToList();
        var expected = turn.Calls ?? [];
        Assert.True(expected.Select(c => c.Tool).SequenceEqual(calls.Select(c => c.Text("name")!)), $"{said} by {string.Join(" | ", calls.Select(c => $"{c.Text("name")} {c.GetProperty("arguments")}"))}");
        await using var db = stage.Martin.Databases.For(user.UserId);
        foreach (var (call, wanted) in calls.Zip(expected)) Assert.True(Holds(call.GetProperty("arguments"), await IdsAsync(db, wanted.Args)), $"{said} by {call}");
        Assert.Equal(turn.Proposed ?? [], heard.End["actions"]!.Value.EnumerateArray().Select(a => a.Text("type")!));
        if (turn.Text is { } text) Assert.Contains(text, heard.Text, StringComparison.Ordinal);
        if (turn.Is is { } whole) Assert.Equal(whole, heard.Text);
        if (turn.Suggests is { } suggests) Assert.Equal(suggests, heard.End["suggestions"] is { } given ? given.EnumerateArray().Select(s => s.GetString()!) : []);
        if (turn.Decide is { } decision) await DecideAsync(decision, heard, device);
        if (turn.Events is { } events) Assert.Equal(events, await EventsAsync(db));
        if (turn.Tasks is { } tasks) Assert.Equal(tasks, await TasksAsync(db));
        return heard.Events.Single(e => e.Type == "turn_started")["conversationId"]!.Value.GetString()!;
    }

    private static async Task DecideAsync(string decision, TurnReader heard, WireClient device)
    {
        if (decision == "undo")
        {
            var receipt = heard.End!["receipts"]!.Value.EnumerateArray().Last();
            Assert.Equal("undone", (await device.InvokeAsync("UndoAction", receipt.Text("actionId"))).Text("status"));
            return;
        }
        var action = heard.End!["actions"]!.Value.EnumerateArray().Last();
        var resolved = await device.InvokeAsync("ResolveAction", new { actionId = action.Id(), decision, payloadHash = action.Text("payloadHash") });
        Assert.Equal(decision == "approve" ? "executed" : "rejected", resolved.Text("status"));
        var started = await device.Pushes.WaitForAsync("TurnStarted", t => t.GetProperty("origin").GetString() == "action");
        Assert.Equal("turn_completed", (await device.Resume(started.Text("turnId")!).Ended).Type);
    }

    /// <summary>Every member that was written is there as written; more may be.</summary>
    private static bool Holds(JsonElement value, JsonElement expected) => expected.ValueKind switch
    {
        JsonValueKind.Object => value.ValueKind == JsonValueKind.Object && expected.EnumerateObject().All(m => value.TryGetProperty(m.Name, out var member) && Holds(member, m.Value)),
        JsonValueKind.Array => value.ValueKind == JsonValueKind.Array && value.GetArrayLength() == expected.GetArrayLength() && value.EnumerateArray().Zip(expected.EnumerateArray()).All(p => Holds(p.First, p.Second)),
        _ => JsonElement.DeepEquals(value, expected),
    };

    private static async Task<JsonElement> IdsAsync(MartinDb db, JsonElement args) =>
        args.ValueKind == JsonValueKind.Undefined ? JsonElement.Parse("{}") : JsonElement.Parse(await Placeholders.FillAsync(db, args.GetRawText()));

    private static async Task PrepareAsync(DialogueBefore before, Api user)
    {
        foreach (var task in before.Tasks ?? []) (await user.PostAsync("tasks", task)).Data(HttpStatusCode.Created);
        foreach (var e in before.Events ?? [])
        {
            var body = JsonNode.Parse(e.GetRawText())!.AsObject();
            body["timeZone"] ??= Zone;
            body["approve"] = true;
            (await user.PostAsync("calendar/events", body)).Data(HttpStatusCode.Created);
        }
        foreach (var content in before.Memories ?? []) (await user.PostAsync("memories", new { content })).Data(HttpStatusCode.Created);
        foreach (var mail in before.Mails ?? []) await user.ReceiveAsync(Post.Mail(mail.Subject, mail.Body ?? "Hello", mail.From ?? "Eve <eve@example.org>"));
    }

    /// <summary>"Lunch, 2026-11-23T12:00 to 13:00", then the rule of what repeats, the place and who is on it.</summary>
    private static async Task<IReadOnlyList<string>> EventsAsync(MartinDb db)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(Zone);
        var rows = await db.Events.AsNoTracking().OrderBy(e => e.StartTime).ThenBy(e => e.Title).ToListAsync();
        return [.. rows.Select(e => string.Join(", ", new[]
        {
            e.Title, e.IsAllDay ? $"{e.StartTime:yyyy-MM-dd} to {e.EndTime:yyyy-MM-dd}" : $"{Local(e.StartTime):yyyy-MM-ddTHH:mm} to {Local(e.EndTime):HH:mm}", e.Recurrence?.Replace("\n", " ", StringComparison.Ordinal),
            e.Location is null ? null : $"at {e.Location}", e.Attendees.Count == 0 ? null : $"with {string.Join(" and ", e.Attendees.Select(a => a.Email))}",
        }.Where(part => part is not null)))];

        DateTimeOffset Local(DateTimeOffset time) => TimeZoneInfo.ConvertTime(time, zone);
    }

    /// <summary>"Call the bank, due 2026-11-23T09:00", then its priority where it is not the usual one; only open ones.</summary>
    private static async Task<IReadOnlyList<string>> TasksAsync(MartinDb db)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(Zone);
        var rows = await db.Tasks.AsNoTracking().Where(t => t.Status != TaskState.Completed).OrderBy(t => t.Title).ToListAsync();
        return [.. rows.Select(t => string.Join(", ", new[]
        {
            t.Title, t.DueAt is { } due ? $"due {TimeZoneInfo.ConvertTime(due, zone):yyyy-MM-ddTHH:mm}" : null, t.Priority.Name() == "medium" ? null : t.Priority.Name(),
        }.Where(part => part is not null)))];
    }
}
