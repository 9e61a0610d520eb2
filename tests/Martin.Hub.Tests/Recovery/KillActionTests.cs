using Martin.Data;
using Martin.Hub.Tests.Inbox;
using Martin.Testing.Clients;
using Martin.Testing.Peers;
using Martin.Testing.Processes;
using Martin.Testing.Servers;
using Microsoft.EntityFrameworkCore;

namespace Martin.Hub.Tests.Recovery;

/// <summary>
/// A real process that is killed (SIGKILL) while it carries an approved action out: in the open transaction, with its effect in it, or when all is
/// committed and nobody has been answered. The same approval, sent again, ends it; the effect stands once and the conversation goes on once.
/// </summary>
public sealed class KillActionTests
{
    public static TheoryData<string, string, bool> Cases
    {
        get
        {
            var cases = new TheoryData<string, string, bool>();
            foreach (var postgres in (bool[])[false, true])
                foreach (var moment in (string[])["LocalApplied", "DecisionStored"])
                    foreach (var tool in Testing.Counts.Full ? (string[])["send_mail", "create_event"] : ["send_mail"]) cases.Add(moment, tool, postgres);
            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task An_approval_that_was_killed_is_carried_out_once(string moment, string tool, bool postgres)
    {
        await using var gpt = await GptServer.StartAsync();
        var guests = new[] { new { email = "ana@example.org" } };
        gpt.On("do it").Calls(tool, tool == "send_mail" ? (object)new { to = guests, subject = "Hello", body = "Hi" } : new { title = "Hello", startTime = "2027-03-01T12:00", attendees = guests }).Then.Says("It waits for you.");
        var url = postgres ? await (await PostgresServer.SharedAsync(durable: true)).CreateDatabaseAsync() : null;
        var settings = new HubSettings { OpenAiBaseUrl = gpt.BaseUrl, DatabaseUrl = url, KillAt = moment };
        await using var hub = await HubProcess.StartAsync(settings);
        await using var databases = url is null ? MartinDbFactory.Sqlite(Path.Combine(settings.Data, "martin.db")) : MartinDbFactory.Postgres(url);
        System.Text.Json.JsonElement action;
        await using (var device = await WireClient.ConnectAsync(hub.Url, settings.OwnerKey))
        {
            action = (await device.AskAsync("do it")).End!["actions"]!.Value[0];
            _ = ApproveAsync(device, action);  // nobody answers it
            await hub.WaitForExitAsync();
        }
        Assert.True(File.Exists(settings.KillMarker), hub.Output);
        Assert.Equal(moment == "DecisionStored" ? 1 : 0, await EffectsAsync(databases));
        await hub.RestartAsync();
        await using var again = await WireClient.ConnectAsync(hub.Url, settings.OwnerKey);
        for (var i = 0; i < 2; i++) Assert.Equal("executed", (await ApproveAsync(again, action)).Text("status"));
        Assert.Equal(1, await EffectsAsync(databases));
        await Testing.Until.HoldsAsync(async () =>
        {
            await using var db = databases.ForMaintenance();
            return await db.Turns.IgnoreQueryFilters().AnyAsync(t => t.ActionId == Guid.Parse(action.Id()) && t.EndedAt != null);
        });
        await using var rows = databases.ForMaintenance();
        Assert.Equal(1, await rows.Turns.IgnoreQueryFilters().CountAsync(t => t.ActionId == Guid.Parse(action.Id())));
    }

    private static Task<System.Text.Json.JsonElement> ApproveAsync(WireClient device, System.Text.Json.JsonElement action) =>
        device.InvokeAsync("ResolveAction", new { actionId = action.Id(), decision = "approve", payloadHash = action.Text("payloadHash") });

    private static async Task<int> EffectsAsync(MartinDbFactory databases)
    {
        await using var db = databases.ForMaintenance();
        return await db.Emails.IgnoreQueryFilters().CountAsync(e => e.IsOutgoing) + await db.Events.IgnoreQueryFilters().CountAsync(e => e.Title == "Hello");
    }
}
