using System.Text.Json;
using Martin.Hub.Tests.Support;
using Martin.Testing.Clients;
using Martin.Testing.Peers;

namespace Martin.Hub.Tests.Inbox;

public sealed class MailToolTests : IAsyncLifetime
{
    private GptServer gpt = null!;
    private MartinHost martin = null!;
    private WireClient device = null!;
    private Api owner = null!;

    public async Task InitializeAsync()
    {
        gpt = await GptServer.StartAsync();
        martin = MartinHost.Start(new() { ["OPENAI_BASE_URL"] = gpt.BaseUrl });
        device = await WireClient.ConnectAsync(martin.Address, MartinHost.OwnerKey);
        owner = await martin.OwnerAsync();
    }

    public async Task DisposeAsync()
    {
        owner.Dispose();
        await device.DisposeAsync();
        await martin.DisposeAsync();
        await gpt.DisposeAsync();
    }

    [Fact]
    public async Task Mails_are_found_and_read()
    {
        var mail = await owner.ReceiveAsync(Post.Mail("Invoice 7", "Please pay 20 euros"));
        gpt.On("find the invoice").Calls("find_mail", new { query = "invoice", unread = true, limit = 5 }).Then.Says("Found.");
        gpt.On("read it").Calls("read_mail", new { emailId = mail.Id() }).Then.Says("Read.");
        Assert.Equal("1 mail", Tool(await device.AskAsync("find the invoice")).Text("summary"));
        Assert.Equal("Read “Invoice 7” from Eve", Tool(await device.AskAsync("read it")).Text("summary"));
    }

    [Fact]
    public async Task Archiving_and_labelling_are_taken_back()
    {
        var mail = await owner.ReceiveAsync(Post.Mail("News"));
        gpt.On("archive it").Calls("archive_mail", new { emailIds = new[] { mail.Id() } }).Then.Says("Archived.");
        gpt.On("label it").Calls("label_mail", new { emailIds = new[] { mail.Id() }, category = "fyi", isRead = true }).Then.Says("Labelled.");
        var archived = Receipt(await device.AskAsync("archive it"));
        Assert.Equal("archived", await StateAsync(mail));
        await device.InvokeAsync("UndoAction", archived.Text("actionId"));
        Assert.Equal("unread", await StateAsync(mail));
        var labelled = Receipt(await device.AskAsync("label it"));
        Assert.Equal(("read", "fyi"), (await StateAsync(mail), (await owner.GetAsync($"inbox/{mail.Id()}")).Data().Text("category")));
        (await owner.SendAsync(HttpMethod.Patch, $"inbox/{mail.Id()}", new { category = "important" })).Data();
        Assert.Equal("CONFLICT", (await Assert.ThrowsAsync<WireException>(() => device.InvokeAsync("UndoAction", labelled.Text("actionId")))).Code);
    }

    [Fact]
    public async Task A_mail_goes_only_after_the_user_said_so_and_as_the_card_showed_it()
    {
        using var bob = await martin.AddUserAsync("bob@tools.example");
        gpt.On("write to Bob").Calls("send_mail", new { to = new[] { new { email = "bob@tools.example", name = "Bob" } }, subject = "Late", body = "I am late." }).Then.Says("It waits for you.");
        var turn = await device.AskAsync("write to Bob");
        var action = turn.Events.Single(e => e.Type == "action_requested")["action"]!.Value;
        Assert.Equal(("proposed", "Send “Late” to Bob <bob@tools.example>"), (action.Text("status"), action.Text("summary")));
        Assert.Empty((await bob.GetAsync("inbox")).Data().EnumerateArray());
        var done = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ =>
            device.InvokeAsync("ResolveAction", new { actionId = action.Id(), decision = "approve", payloadHash = action.Text("payloadHash") })));
        Assert.All(done, d => Assert.Equal("local", d.GetProperty("result").Text("delivery")));
        Assert.Equal("I am late.", Assert.Single((await bob.GetAsync("inbox")).Data().EnumerateArray()).Text("preview"));
    }

    [Fact]
    public async Task What_cannot_be_done_is_said_to_the_model()
    {
        gpt.On("write to nobody").Calls("send_mail", new { to = Array.Empty<object>(), subject = "S", body = "B" }).Then.Says("No.");
        gpt.On("read that").Calls("read_mail", new { emailId = Guid.NewGuid() }).Then.Says("No.");
        Assert.Equal("The mail has no recipient.", Tool(await device.AskAsync("write to nobody")).Text("error"));
        Assert.Contains("find_mail", Tool(await device.AskAsync("read that")).Text("error"), StringComparison.Ordinal);
    }

    private async Task<string?> StateAsync(JsonElement mail) => (await owner.GetAsync($"inbox/{mail.Id()}")).Data().Text("status");

    private static JsonElement Tool(TurnReader turn) => turn.Events.Single(e => e.Type == "tool_finished")["tool"]!.Value;

    private static JsonElement Receipt(TurnReader turn) => turn.End!["receipts"]!.Value[0];
}
