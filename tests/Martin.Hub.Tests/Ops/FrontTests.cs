using System.Net;
using System.Text.Json;
using Martin.Hub.Ops;
using Martin.Hub.Tests.Support;
using Martin.Testing;

namespace Martin.Hub.Tests.Ops;

/// <summary>What stands at the front: health, headers, the owner's key.</summary>
public sealed class FrontTests(SharedHost shared) : IClassFixture<SharedHost>
{
    private readonly MartinHost martin = shared.Host;

    [Theory]
    [InlineData("health/live", "process")]
    [InlineData("health/ready", "cluster", "database", "migrations")]
    public async Task Health_says_ok_for_each_check_without_a_token(string path, params string[] checks)
    {
        using var http = martin.NewHttp();
        JsonElement answer = default;
        await Until.HoldsAsync(async () =>  // on a busy machine a check may run out of its time
        {
            using var response = await http.GetAsync(path);
            answer = JsonElement.Parse(await response.Content.ReadAsStringAsync());
            return response.StatusCode == HttpStatusCode.OK;
        });
        Assert.Equal("ok", answer.GetProperty("status").GetString());
        foreach (var check in checks) Assert.Equal("ok", answer.GetProperty("checks").GetProperty(check).GetString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("health/live")]
    [InlineData("api/v1/me")]
    public async Task Every_answer_carries_the_security_headers(string path)
    {
        using var http = martin.NewHttp();
        using var response = await http.GetAsync(path);
        Assert.Equal("default-src 'self'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self' data:; form-action 'none'; frame-ancestors 'none'; base-uri 'none'",
            response.Headers.GetValues("Content-Security-Policy").Single());
        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.False(response.Headers.Contains("Server"));
    }

    [Fact]
    public async Task A_new_owner_key_replaces_the_old_one_and_stands_in_its_file()
    {
        var path = Path.Combine(martin.DataFolder, "owner.key");
        Assert.Equal(MartinHost.OwnerKey, await File.ReadAllTextAsync(path));
        await using var owned = MartinHost.Start();
        var settings = MartinSettings.Read(new Microsoft.Extensions.Configuration.ConfigurationManager()) with { DataDirectory = owned.DataFolder, OwnerKey = "the-next-owner-key" };
        Assert.Equal("the-next-owner-key", await OwnerAccount.EnsureAsync(owned.Databases, settings, TimeProvider.System, CancellationToken.None));
        Assert.Equal("the-next-owner-key", await OwnerAccount.EnsureAsync(owned.Databases, settings with { OwnerKey = null }, TimeProvider.System, CancellationToken.None));
        using var nobody = owned.Anonymous();
        (await nobody.PostAsync("auth/login", new { ownerKey = MartinHost.OwnerKey })).Refused(HttpStatusCode.Unauthorized, "UNAUTHENTICATED");
        (await nobody.PostAsync("auth/login", new { ownerKey = "the-next-owner-key" })).Data();

        // On another node, whose folder does not know the key, there is nothing to print and nothing is changed.
        var elsewhere = settings with { OwnerKey = null, DataDirectory = Martin.Testing.RepoPaths.NewTempFolder("node") };
        Assert.Null(await OwnerAccount.EnsureAsync(owned.Databases, elsewhere, TimeProvider.System, CancellationToken.None));
    }
}
