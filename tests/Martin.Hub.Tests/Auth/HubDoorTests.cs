using System.Net;
using System.Net.WebSockets;
using Martin.Hub.Tests.Support;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR.Client;

namespace Martin.Hub.Tests.Auth;

/// <summary>Who gets through the door of the hub, and who is shown out.</summary>
public sealed class HubDoorTests(SharedHost shared) : IClassFixture<SharedHost>
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);
    private readonly MartinHost martin = shared.Host;

    [Theory]
    [InlineData("logout", "logged_out")]
    [InlineData("revoke", "revoked")]
    [InlineData("reuse", "token_reused")]
    [InlineData("delete", "account_deleted")]
    public async Task The_connections_of_an_ended_session_are_told_and_closed(string how, string reason)
    {
        using var ana = await martin.AddUserAsync($"ana@{how}.example");
        var told = new TaskCompletionSource<string>();
        var closed = new TaskCompletionSource();
        await using var connection = new HubConnectionBuilder().WithUrl(new Uri(martin.Address, "hub"), o => o.AccessTokenProvider = () => Task.FromResult<string?>(ana.AccessToken)).Build();
        connection.On<Dictionary<string, string>>("SessionRevoked", message => told.TrySetResult(message["reason"]));
        connection.Closed += _ => { closed.TrySetResult(); return Task.CompletedTask; };
        await connection.StartAsync();

        await (how switch
        {
            "logout" => ana.DeleteAsync("auth/logout"),
            "revoke" => ana.DeleteAsync($"auth/sessions/{(await ana.GetAsync("auth/sessions")).Data()[0].GetProperty("id").GetString()}"),
            "delete" => ana.DeleteAsync("me"),
            _ => ReuseAsync(ana),
        });
        Assert.Equal(reason, await told.Task.WaitAsync(Soon));
        await closed.Task.WaitAsync(Soon);
    }

    [Fact]
    public async Task A_ticket_opens_one_socket_and_a_negotiation_does_not_use_it_up()
    {
        using var ana = await martin.AddUserAsync("ana@ticket.example");
        var ticket = (await ana.PostAsync("auth/hub-ticket")).Data().GetProperty("ticket").GetString()!;
        using var http = martin.NewHttp();
        Assert.Equal(HttpStatusCode.Unauthorized, (await http.PostAsync($"hub/negotiate?negotiateVersion=1&access_token={ticket}", null)).StatusCode);
        Assert.Equal(HttpStatusCode.SwitchingProtocols, await UpgradeAsync(ticket));
        Assert.Equal(HttpStatusCode.Unauthorized, await UpgradeAsync(ticket));

        var late = (await ana.PostAsync("auth/hub-ticket")).Data().GetProperty("ticket").GetString()!;
        (await ana.DeleteAsync("auth/logout")).Data();
        Assert.Equal(HttpStatusCode.Unauthorized, await UpgradeAsync(late));
    }

    [Fact]
    public async Task Pages_of_foreign_origins_stay_outside()
    {
        using var ana = await martin.AddUserAsync("ana@origin.example");
        Assert.Equal(HttpStatusCode.SwitchingProtocols, await UpgradeAsync(ana.AccessToken, martin.Address.GetLeftPart(UriPartial.Authority)));
        Assert.Equal(HttpStatusCode.Forbidden, await UpgradeAsync(ana.AccessToken, "https://evil.example"));
        Assert.Equal(HttpStatusCode.Forbidden, await UpgradeAsync(ana.AccessToken, "null"));
        Assert.Equal(HttpStatusCode.Forbidden, await UpgradeAsync(ana.AccessToken, $"http://{martin.Address.Host}:1"));
    }

    [Fact]
    public async Task Listed_origins_may_open_the_hub_and_call_REST()
    {
        await using var other = MartinHost.Start(new() { ["MARTIN_ORIGINS"] = "https://app.example.org/", ["MARTIN_PUBLIC_URL"] = "https://martin.example.org" });
        using var owner = await other.OwnerAsync();
        Assert.Equal(HttpStatusCode.SwitchingProtocols, await UpgradeAsync(owner.AccessToken, "https://app.example.org", other));
        Assert.Equal(HttpStatusCode.SwitchingProtocols, await UpgradeAsync(owner.AccessToken, "https://martin.example.org", other));
        Assert.Equal("https://app.example.org", await CorsAsync(other, "https://app.example.org"));
        Assert.Null(await CorsAsync(other, "https://evil.example"));
        Assert.StartsWith("https://martin.example.org/#code=", (await owner.PostAsync("auth/pair")).Data().GetProperty("url").GetString(), StringComparison.Ordinal);
    }

    private static async Task<string?> CorsAsync(MartinHost host, string origin)
    {
        using var http = host.NewHttp();
        using var request = new HttpRequestMessage(HttpMethod.Options, "api/v1/tasks") { Headers = { { "Origin", origin }, { "Access-Control-Request-Method", "POST" }, { "Access-Control-Request-Headers", "authorization,content-type" } } };
        using var response = await http.SendAsync(request);
        return response.Headers.TryGetValues("Access-Control-Allow-Origin", out var allowed) ? allowed.Single() : null;
    }

    private async Task<HttpStatusCode> UpgradeAsync(string token, string? origin = null, MartinHost? host = null)
    {
        using var socket = new ClientWebSocket { Options = { CollectHttpResponseDetails = true } };
        if (origin is not null) socket.Options.SetRequestHeader("Origin", origin);
        var address = new UriBuilder((host ?? martin).Address) { Scheme = "ws", Path = "/hub", Query = $"access_token={token}" }.Uri;
        try { await socket.ConnectAsync(address, CancellationToken.None); }
        catch (WebSocketException)
        {
            // the status says why
        }
        return socket.HttpStatusCode;
    }

    private async Task<Answer> ReuseAsync(Api ana)
    {
        using var client = martin.Anonymous();
        var second = (await client.PostAsync("auth/refresh", new { refreshToken = ana.RefreshToken })).Data().GetProperty("refreshToken").GetString();
        (await client.PostAsync("auth/refresh", new { refreshToken = second })).Data();
        return (await client.PostAsync("auth/refresh", new { refreshToken = ana.RefreshToken })).Refused(HttpStatusCode.Unauthorized, "TOKEN_REUSED");
    }
}
