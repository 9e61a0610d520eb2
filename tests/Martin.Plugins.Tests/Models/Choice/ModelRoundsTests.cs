using Martin.Plugins.Models;
using Martin.Plugins.Models.Offline;

namespace Martin.Plugins.Tests.Models.Choice;

public sealed class ModelRoundsTests
{
    private static readonly ModelOptions Options = new() { Tries = 1, Pause = TimeSpan.Zero };
    private static readonly ProviderException Down = new("gpt", ProviderFault.Unavailable, "down");

    [Fact]
    public async Task A_model_that_failed_in_one_round_may_answer_in_a_later_one()
    {
        using var client = new OfflineChatClient(TimeProvider.System);
        Model Of(string name) => new(name, name, client, new(Options, TimeProvider.System));
        var attempts = new ModelAttempts([Of("gpt"), Of("gemini"), Of(Model.Offline)], Options, TimeProvider.System);
        attempts.BeginRound(mayGoOffline: false);
        Assert.True(await attempts.NextAsync(Down, hasSpoken: false, mayGoOffline: false, CancellationToken.None));
        Assert.Equal("gemini", attempts.Current.Name);
        Assert.False(await attempts.NextAsync(Down, hasSpoken: false, mayGoOffline: false, CancellationToken.None));  // both were asked in this round
        attempts.BeginRound(mayGoOffline: false);
        Assert.True(await attempts.NextAsync(Down, hasSpoken: false, mayGoOffline: false, CancellationToken.None));
        Assert.Equal("gpt", attempts.Current.Name);
        Assert.True(await attempts.NextAsync(Down, hasSpoken: false, mayGoOffline: true, CancellationToken.None));
        Assert.True(attempts.IsStandIn);
    }

    [Theory]
    [InlineData("3", 3.0)]
    [InlineData("1.5", 1.5)]
    [InlineData("999999999", 86_400.0)]
    [InlineData("Mon, 01 Jan 2001 00:00:00 GMT", 0.0)]
    [InlineData("soon", null)]
    [InlineData("-3", null)]
    public void How_long_to_wait_is_read_in_all_its_forms(string header, double? seconds) => Assert.Equal(seconds, RetryAfterHeader.Read(header)?.TotalSeconds);
}
