using Martin.Hub.Tests.Support;
using Martin.Testing.Clients;
using Martin.Testing.Clients.Raw;

namespace Martin.Hub.Tests.Wire;

/// <summary>A Martin with two people, each of whom has a conversation, a turn that ended, an action executed and one proposed.</summary>
public sealed class HubWorld : IAsyncLifetime
{
    public MartinHost Martin { get; private set; } = null!;
    public Belongings Ana { get; private set; } = null!;
    public Belongings Bob { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Martin = MartinHost.Start();
        Ana = await LiveAsync("ana@world.example");
        Bob = await LiveAsync("bob@world.example");
    }

    public async Task DisposeAsync()
    {
        Ana.Api.Dispose();
        Bob.Api.Dispose();
        await Martin.DisposeAsync();
    }

    public Task<RawHub> ConnectAsync(WireProtocol protocol, Belongings? whose = null) =>
        RawHub.ConnectAsync(Martin.Address, (whose ?? Ana).Api.AccessToken, protocol);

    private async Task<Belongings> LiveAsync(string email)
    {
        var api = await Martin.AddUserAsync(email);
        await using var hub = await RawHub.ConnectAsync(Martin.Address, api.AccessToken, WireProtocol.Json);
        var booked = await SayAsync(hub, "schedule lunch with Ana tomorrow at noon", null);
        var conversation = booked.Items[0].Value!.Value.GetProperty("conversationId").GetString()!;
        var invited = await SayAsync(hub, "invite ana@example.com to the lunch", conversation);
        var end = booked.Items[^1].Value!.Value;
        var proposed = invited.Items[^1].Value!.Value.GetProperty("actions")[0];
        return new(api, conversation, end.GetProperty("turnId").GetString()!, end.GetProperty("receipts")[0].GetProperty("actionId").GetString()!,
            proposed.GetProperty("id").GetString()!, proposed.GetProperty("payloadHash").GetString()!);
    }

    private static async Task<RawReply> SayAsync(RawHub hub, string text, string? conversation)
    {
        var message = RawValue.Map(("clientMessageId", RawValue.Of(Guid.NewGuid().ToString())), ("text", RawValue.Of(text)));
        if (conversation is not null) message = message.With("conversationId", RawValue.Of(conversation));
        var reply = await hub.CallAsync("SendMessage", [message], stream: true);
        Assert.Null(reply.Error);
        return reply;
    }
}

public sealed record Belongings(Api Api, string ConversationId, string TurnId, string ExecutedActionId, string ProposedActionId, string PayloadHash);
