using System.Net;
using Martin.Hub.Tests.Support;
using Martin.Testing.Servers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Martin.Hub.Tests.Auth;

/// <summary>Rotation, grace and reuse, over HTTP on both databases.</summary>
public sealed class RefreshTests
{
    private readonly FakeTimeProvider clock = new(DateTimeOffset.Parse("2026-11-22T09:00:00Z"));

    public static TheoryData<bool> OnPostgres => [false, true];

    [Theory, MemberData(nameof(OnPostgres))]
    public async Task Each_refresh_gives_a_new_token_that_works_and_the_session_lives_on(bool postgres)
    {
        await using var martin = await StartAsync(postgres);
        var device = await martin.OwnerAsync();
        for (var round = 0; round < 5; round++)
        {
            clock.Advance(TimeSpan.FromMinutes(40));
            device = martin.As((await RefreshAsync(martin, device.RefreshToken)).Data());
            (await device.GetAsync("auth/sessions")).Data();
        }
        clock.Advance(TimeSpan.FromHours(1));
        (await RefreshAsync(martin, device.RefreshToken)).Refused(HttpStatusCode.Unauthorized, "TOKEN_EXPIRED");
        (await RefreshAsync(martin, "never-issued")).Refused(HttpStatusCode.Unauthorized, "UNAUTHENTICATED");
    }

    [Theory, MemberData(nameof(OnPostgres))]
    public async Task A_lost_answer_signs_nobody_out_within_thirty_seconds(bool postgres)
    {
        await using var martin = await StartAsync(postgres);
        using var first = await martin.OwnerAsync();
        (await RefreshAsync(martin, first.RefreshToken)).Data();                       // the answer is lost
        clock.Advance(TimeSpan.FromSeconds(30));
        var sibling = martin.As((await RefreshAsync(martin, first.RefreshToken)).Data());
        clock.Advance(TimeSpan.FromMinutes(10));
        var next = martin.As((await RefreshAsync(martin, sibling.RefreshToken)).Data());
        (await next.GetAsync("auth/sessions")).Data();
    }

    [Theory, MemberData(nameof(OnPostgres))]
    public async Task The_predecessor_after_the_grace_ends_the_session(bool postgres)
    {
        await using var martin = await StartAsync(postgres);
        using var first = await martin.OwnerAsync();
        var second = martin.As((await RefreshAsync(martin, first.RefreshToken)).Data());
        clock.Advance(TimeSpan.FromSeconds(30.001));
        (await RefreshAsync(martin, first.RefreshToken)).Refused(HttpStatusCode.Unauthorized, "TOKEN_REUSED");
        (await RefreshAsync(martin, second.RefreshToken)).Refused(HttpStatusCode.Unauthorized, "TOKEN_REUSED");
        (await second.GetAsync("auth/sessions")).Refused(HttpStatusCode.Unauthorized, "UNAUTHENTICATED");
    }

    [Theory, MemberData(nameof(OnPostgres))]
    public async Task A_token_two_generations_old_ends_the_session_even_at_once(bool postgres)
    {
        await using var martin = await StartAsync(postgres);
        using var first = await martin.OwnerAsync();
        var second = martin.As((await RefreshAsync(martin, first.RefreshToken)).Data());
        var third = martin.As((await RefreshAsync(martin, second.RefreshToken)).Data());
        (await RefreshAsync(martin, first.RefreshToken)).Refused(HttpStatusCode.Unauthorized, "TOKEN_REUSED");
        (await third.GetAsync("auth/sessions")).Refused(HttpStatusCode.Unauthorized, "UNAUTHENTICATED");
    }

    [Theory, MemberData(nameof(OnPostgres))]
    public async Task A_sibling_that_was_replaced_has_thirty_seconds_left(bool postgres)
    {
        await using var martin = await StartAsync(postgres);
        using var first = await martin.OwnerAsync();
        var lost = martin.As((await RefreshAsync(martin, first.RefreshToken)).Data());
        (await RefreshAsync(martin, first.RefreshToken)).Data();
        clock.Advance(TimeSpan.FromSeconds(30));
        (await RefreshAsync(martin, lost.RefreshToken)).Data();

        using var other = await martin.OwnerAsync();
        var replaced = martin.As((await RefreshAsync(martin, other.RefreshToken)).Data());
        (await RefreshAsync(martin, other.RefreshToken)).Data();
        clock.Advance(TimeSpan.FromSeconds(31));
        (await RefreshAsync(martin, replaced.RefreshToken)).Refused(HttpStatusCode.Unauthorized, "TOKEN_REUSED");
    }

    [Theory, MemberData(nameof(OnPostgres))]
    public async Task A_hundred_parallel_refreshes_sign_nobody_out(bool postgres)
    {
        await using var martin = await StartAsync(postgres);
        using var device = await martin.OwnerAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => RefreshAsync(martin, device.RefreshToken)));
        var tokens = answers.Select(a => a.Data().GetProperty("refreshToken").GetString()!).ToList();
        Assert.Equal(100, tokens.Distinct().Count());
        var next = martin.As((await RefreshAsync(martin, tokens[0])).Data());
        (await next.GetAsync("auth/sessions")).Data();
        await Task.WhenAll(tokens.Skip(1).Select(async t => (await RefreshAsync(martin, t)).Data()));  // all of them siblings, still in their grace
    }

    private static async Task<Answer> RefreshAsync(MartinHost martin, string token)
    {
        using var client = martin.Anonymous();
        return await client.PostAsync("auth/refresh", new { refreshToken = token });
    }

    private async Task<MartinHost> StartAsync(bool postgres)
    {
        // An hour stands for the thirty days: every second of a faked clock is a tick of the watchers.
        var settings = new Dictionary<string, string> { ["Auth:SessionLifetime"] = "01:00:00" };
        if (postgres) settings["DATABASE_URL"] = await (await PostgresServer.SharedAsync()).CreateDatabaseAsync();
        return MartinHost.Start(settings, s => s.AddSingleton<TimeProvider>(clock));
    }
}
