using System.IdentityModel.Tokens.Jwt;
using System.Net;
using System.Text.Json;
using Martin.Hub.Auth;
using Martin.Hub.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Microsoft.IdentityModel.Tokens;

namespace Martin.Hub.Tests.Auth;

public sealed class SignInTests : IAsyncLifetime
{
    private readonly FakeTimeProvider clock = new(DateTimeOffset.Parse("2026-11-22T09:00:00Z"));
    private MartinHost martin = null!;

    public Task InitializeAsync()
    {
        martin = MartinHost.Start(new() { ["JWT_SECRET"] = "a-secret-of-more-than-32-characters!" }, s => s.AddSingleton<TimeProvider>(clock));
        return Task.CompletedTask;
    }

    public async Task DisposeAsync() => await martin.DisposeAsync();

    [Fact]
    public async Task The_owner_key_signs_in_and_another_does_not()
    {
        using var owner = await martin.OwnerAsync();
        Assert.Equal("owner@localhost", owner.Session.GetProperty("user").GetProperty("email").GetString());
        Assert.Equal("2026-11-22T09:15:00Z", owner.Session.GetProperty("expiresAt").GetString());
        Assert.Equal("2026-12-22T09:00:00Z", owner.Session.GetProperty("refreshExpiresAt").GetString());
        Assert.Equal(43, owner.RefreshToken.Length);  // 256 bits in base64url
        (await martin.Anonymous().PostAsync("auth/login", new { ownerKey = "guess" })).Refused(HttpStatusCode.Unauthorized, "UNAUTHENTICATED");
        (await martin.Anonymous().PostAsync("auth/login", new { })).Refused(HttpStatusCode.BadRequest, "INVALID_REQUEST");
        (await martin.Anonymous().PostAsync("auth/login", new { ownerKey = "a", code = "b" })).Refused(HttpStatusCode.BadRequest, "INVALID_REQUEST");
    }

    [Fact]
    public async Task An_access_token_ends_after_fifteen_minutes_with_a_code_of_its_own()
    {
        using var owner = await martin.OwnerAsync();
        (await owner.GetAsync("auth/sessions")).Data();
        clock.Advance(TimeSpan.FromMinutes(15));
        (await owner.GetAsync("auth/sessions")).Refused(HttpStatusCode.Unauthorized, "TOKEN_EXPIRED");
    }

    [Fact]
    public async Task Tokens_that_are_not_ours_are_refused()
    {
        using var owner = await martin.OwnerAsync();
        var good = new JwtSecurityToken(owner.AccessToken);
        Assert.Equal(["exp", "sid", "sub"], good.Claims.Select(c => c.Type).Order());
        var end = clock.GetUtcNow().AddMinutes(5).UtcDateTime;
        var (user, session) = (good.Subject, good.Claims.First(c => c.Type == "sid").Value);
        await AssertAsync(Token("a-secret-of-more-than-32-characters!", user, session, end), accepted: true);  // anyone with the secret may make one
        await AssertAsync(Token("another-secret-of-more-than-32-chars", user, session, end), accepted: false);
        await AssertAsync(Token("a-secret-of-more-than-32-characters!", user, Guid.NewGuid().ToString(), end), accepted: false);
        await AssertAsync(Token("a-secret-of-more-than-32-characters!", Guid.NewGuid().ToString(), session, end), accepted: false);
        await AssertAsync(Token("a-secret-of-more-than-32-characters!", "nobody", session, end), accepted: false);
        await AssertAsync(Token("a-secret-of-more-than-32-characters!", user, session, null), accepted: false);
        await AssertAsync($"{Encode("{\"alg\":\"none\"}")}.{owner.AccessToken.Split('.')[1]}.", accepted: false);
        await AssertAsync("nonsense", accepted: false);
        await AssertAsync(owner.RefreshToken, accepted: false);
        (await martin.Anonymous().GetAsync("auth/sessions")).Refused(HttpStatusCode.Unauthorized, "UNAUTHENTICATED");
        // The query is for the hub only.
        (await martin.Anonymous().GetAsync($"auth/sessions?access_token={owner.AccessToken}")).Refused(HttpStatusCode.Unauthorized, "UNAUTHENTICATED");
    }

    [Fact]
    public async Task A_device_that_logs_out_is_out_at_once_and_the_others_stay()
    {
        using var phone = await martin.OwnerAsync();
        using var laptop = await martin.OwnerAsync();
        Assert.Equal(2, (await laptop.GetAsync("auth/sessions")).Data().GetArrayLength());
        (await phone.DeleteAsync("auth/logout")).Data();
        (await phone.GetAsync("auth/sessions")).Refused(HttpStatusCode.Unauthorized, "UNAUTHENTICATED");
        (await phone.PostAsync("auth/refresh", new { refreshToken = phone.RefreshToken })).Refused(HttpStatusCode.Unauthorized, "UNAUTHENTICATED");
        var left = Assert.Single((await laptop.GetAsync("auth/sessions")).Data().EnumerateArray());
        Assert.True(left.GetProperty("current").GetBoolean());
    }

    [Fact]
    public async Task A_session_can_be_revoked_by_its_owner_only()
    {
        using var owner = await martin.OwnerAsync();
        using var bob = await martin.AddUserAsync("bob@example.org");
        var id = (await owner.GetAsync("auth/sessions")).Data()[0].GetProperty("id").GetString();
        (await bob.DeleteAsync($"auth/sessions/{id}")).Refused(HttpStatusCode.NotFound, "NOT_FOUND");
        (await owner.GetAsync("auth/sessions")).Data();
        (await owner.DeleteAsync($"auth/sessions/{id}")).Data();
        (await owner.GetAsync("auth/sessions")).Refused(HttpStatusCode.Unauthorized, "UNAUTHENTICATED");
    }

    [Fact]
    public async Task A_session_ended_on_another_node_is_refused_here_within_two_seconds()
    {
        using var owner = await martin.OwnerAsync();
        (await owner.GetAsync("auth/sessions")).Data();
        await using (var elsewhere = martin.Databases.For(owner.UserId))
            await Martin.Data.Writing.WriteAsync(elsewhere, () => Microsoft.EntityFrameworkCore.EntityFrameworkQueryableExtensions.ExecuteUpdateAsync(
                elsewhere.Sessions, s => s.SetProperty(r => r.RevokedAt, clock.GetUtcNow())), CancellationToken.None);
        clock.Advance(TimeSpan.FromSeconds(2));
        (await owner.GetAsync("auth/sessions")).Refused(HttpStatusCode.Unauthorized, "UNAUTHENTICATED");
    }

    [Fact]
    public async Task A_pairing_code_signs_in_one_device_once_and_for_two_minutes()
    {
        using var owner = await martin.OwnerAsync();
        var pair = (await owner.PostAsync("auth/pair")).Data();
        var code = pair.GetProperty("code").GetString()!;
        Assert.Equal($"{martin.Address.ToString().TrimEnd('/')}/#code={code}", pair.GetProperty("url").GetString());
        Assert.Equal("2026-11-22T09:02:00Z", pair.GetProperty("expiresAt").GetString());
        var tries = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => martin.Anonymous().PostAsync("auth/login", new { code })));
        Assert.Single(tries, t => t.Status == HttpStatusCode.OK);
        Assert.Equal(7, tries.Count(t => t.Code == "UNAUTHENTICATED"));

        var late = (await owner.PostAsync("auth/pair")).Data().GetProperty("code").GetString();
        clock.Advance(TimeSpan.FromMinutes(2));
        (await martin.Anonymous().PostAsync("auth/login", new { code = late })).Refused(HttpStatusCode.Unauthorized, "UNAUTHENTICATED");
    }

    [Fact]
    public async Task A_hub_ticket_is_taken_once_within_thirty_seconds_and_is_no_login_code()
    {
        using var owner = await martin.OwnerAsync();
        var tickets = martin.Services.GetRequiredService<HubTickets>();
        var ticket = (await owner.PostAsync("auth/hub-ticket")).Data().GetProperty("ticket").GetString()!;
        (await martin.Anonymous().PostAsync("auth/login", new { code = ticket })).Refused(HttpStatusCode.Unauthorized, "UNAUTHENTICATED");
        Assert.Equal(owner.UserId, (await tickets.RedeemAsync(ticket, CancellationToken.None))!.UserId);
        Assert.Null(await tickets.RedeemAsync(ticket, CancellationToken.None));

        var late = (await owner.PostAsync("auth/hub-ticket")).Data().GetProperty("ticket").GetString()!;
        clock.Advance(TimeSpan.FromSeconds(30));
        Assert.Null(await tickets.RedeemAsync(late, CancellationToken.None));
    }

    private async Task AssertAsync(string token, bool accepted)
    {
        using var http = martin.NewHttp();
        http.DefaultRequestHeaders.Authorization = new("Bearer", token);
        var answer = await new Api(http).GetAsync("auth/sessions");
        if (accepted) answer.Data();
        else Assert.Equal("Bearer", answer.Refused(HttpStatusCode.Unauthorized, "UNAUTHENTICATED").Headers["WWW-Authenticate"]);
    }

    private static string Token(string secret, string user, string session, DateTime? end) => new JwtSecurityTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateEncodedJwt(
        new SecurityTokenDescriptor
        {
            Claims = new Dictionary<string, object> { ["sub"] = user, ["sid"] = session }, Expires = end,
            SigningCredentials = new SigningCredentials(new SymmetricSecurityKey(System.Text.Encoding.UTF8.GetBytes(secret)), "HS256"),
        });

    private static string Encode(string json) => Base64UrlEncoder.Encode(json);
}
