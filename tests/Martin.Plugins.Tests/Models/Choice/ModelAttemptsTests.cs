using Martin.Plugins.Models;
using Martin.Plugins.Models.Offline;
using Microsoft.Extensions.Time.Testing;

namespace Martin.Plugins.Tests.Models.Choice;

public sealed class ModelAttemptsTests
{
    private readonly FakeTimeProvider clock = new() { AutoAdvanceAmount = TimeSpan.Zero };
    private readonly ModelOptions options = new() { Pause = TimeSpan.Zero, FaultsToRest = 3 };
    private readonly Model gpt, gemini, offline;
    private readonly ModelRouter router;

    public ModelAttemptsTests()
    {
        gpt = Make("gpt", new(2.5, 15));
        gemini = Make("gemini", new(1.5, 7.5));
        offline = Make(Model.Offline, null);
        router = new([gpt, gemini, offline]);
    }

    [Fact]
    public void The_users_wish_comes_first_and_the_local_model_last()
    {
        Assert.Equal([gpt, gemini, offline], router.InOrder(ModelPurpose.Chat, null));
        Assert.Equal([gemini, gpt, offline], router.InOrder(ModelPurpose.Chat, "gemini"));
        Assert.Equal([offline, gpt, gemini], router.InOrder(ModelPurpose.Chat, "offline"));
        Assert.Equal([gpt, gemini, offline], router.InOrder(ModelPurpose.Chat, "unheard-of"));
    }

    [Fact]
    public void What_nobody_waits_for_goes_to_the_cheapest() => Assert.Equal([gemini, gpt, offline], router.InOrder(ModelPurpose.Summary, null));

    [Fact]
    public void A_model_that_keeps_failing_rests_and_is_tried_again()
    {
        for (var i = 0; i < 3; i++) gpt.Health.Failed(Fault(ProviderFault.Unavailable));
        Assert.Equal([gemini, gpt, offline], router.InOrder(ModelPurpose.Chat, "gpt"));
        clock.Advance(options.Rest);
        Assert.Equal(gpt, router.Choose(null));
        gpt.Health.Failed(Fault(ProviderFault.Unavailable));  // the first fault after its rest
        Assert.Equal(gemini, router.Choose(null));
        clock.Advance(options.Rest);
        gpt.Health.Answered();
        gpt.Health.Failed(Fault(ProviderFault.Unavailable));
        Assert.Equal(gpt, router.Choose(null));
    }

    [Fact]
    public void A_provider_that_asks_for_time_gets_it_but_not_for_ever()
    {
        gpt.Health.Failed(Fault(ProviderFault.RateLimited, TimeSpan.FromSeconds(40)));
        Assert.True(gpt.Health.IsFailing);
        clock.Advance(TimeSpan.FromSeconds(40));
        Assert.False(gpt.Health.IsFailing);
        gpt.Health.Failed(Fault(ProviderFault.RateLimited, TimeSpan.FromDays(1)));
        clock.Advance(options.MaxRest);
        Assert.False(gpt.Health.IsFailing);
    }

    [Theory]
    [InlineData(ProviderFault.Unavailable, false, "gpt gemini gemini offline")]  // each is asked twice, the local one at last
    [InlineData(ProviderFault.BadAnswer, false, "gpt gemini gemini offline")]
    [InlineData(ProviderFault.Unavailable, true, "gemini gemini offline")]       // what broke off in mid-answer is asked of another
    [InlineData(ProviderFault.Refused, false, "gemini offline")]                 // a wrong key stays wrong
    [InlineData(ProviderFault.Blocked, false, "")]                               // nobody is asked behind its back
    public async Task After_a_fault_the_next_is_asked(ProviderFault kind, bool hasSpoken, string expected)
    {
        var attempts = new ModelAttempts(router.InOrder(ModelPurpose.Chat, null), options, clock);
        attempts.BeginRound(mayGoOffline: true);
        var asked = new List<string>();
        while (asked.Count < 10 && await attempts.NextAsync(Fault(kind), hasSpoken, mayGoOffline: true, default))
        {
            asked.Add(attempts.Current.Name);
            if (attempts.Current == offline) break;
        }
        Assert.Equal(expected, string.Join(' ', asked));
        if (asked is [.., "offline"]) Assert.True(attempts.IsStandIn);
    }

    [Fact]
    public async Task A_long_pause_is_not_waited_for()
    {
        var attempts = new ModelAttempts(router.InOrder(ModelPurpose.Chat, null), options, clock);
        attempts.BeginRound(mayGoOffline: true);
        Assert.True(await attempts.NextAsync(Fault(ProviderFault.RateLimited, options.MaxPauseBesideOthers + TimeSpan.FromSeconds(1)), false, true, default));
        Assert.Equal(gemini, attempts.Current);
        Assert.True(await attempts.NextAsync(Fault(ProviderFault.RateLimited, options.MaxPause + TimeSpan.FromSeconds(1)), false, true, default));
        Assert.Equal(offline, attempts.Current);
    }

    [Fact]
    public async Task The_local_model_takes_over_only_where_it_may()
    {
        var attempts = new ModelAttempts([gpt, offline], options, clock);
        attempts.BeginRound(mayGoOffline: true);
        Assert.True(await attempts.NextAsync(Fault(ProviderFault.Unavailable), false, mayGoOffline: false, default));
        Assert.False(await attempts.NextAsync(Fault(ProviderFault.Unavailable), false, mayGoOffline: false, default));
    }

    [Fact]
    public void While_the_only_provider_rests_the_local_model_begins_where_it_may()
    {
        gpt.Health.Failed(Fault(ProviderFault.Silent));
        var attempts = new ModelAttempts([gpt, offline], options, clock);
        attempts.BeginRound(mayGoOffline: false);
        Assert.Equal(gpt, attempts.Current);
        attempts.BeginRound(mayGoOffline: true);
        Assert.True(attempts.IsStandIn);
        var proud = new ModelAttempts([gpt, offline], new() { OfflineWhenDown = false }, clock);
        proud.BeginRound(mayGoOffline: true);
        Assert.Equal(gpt, proud.Current);
        clock.Advance(options.Rest);
        var later = new ModelAttempts([gpt, offline], options, clock);
        later.BeginRound(mayGoOffline: true);
        Assert.Equal(gpt, later.Current);
    }

    [Fact]
    public async Task One_that_rests_is_asked_after_all_others()
    {
        gemini.Health.Failed(Fault(ProviderFault.Silent));
        var attempts = new ModelAttempts([gpt, gemini, offline], options, clock);
        attempts.BeginRound(mayGoOffline: true);
        Assert.True(await attempts.NextAsync(Fault(ProviderFault.Refused), hasSpoken: false, mayGoOffline: true, default));
        Assert.Equal(offline, attempts.Current);
        var middle = new ModelAttempts([gpt, gemini, offline], options, clock);
        middle.BeginRound(mayGoOffline: false);
        Assert.True(await middle.NextAsync(Fault(ProviderFault.Refused), hasSpoken: false, mayGoOffline: false, default));
        Assert.Equal(gemini, middle.Current);
    }

    [Fact]
    public void What_is_wrong_with_one_request_does_not_send_a_model_to_rest_and_a_wrong_key_does()
    {
        for (var i = 0; i < 10; i++) gpt.Health.Failed(new("gpt", ProviderFault.Refused, "…") { IsOfRequest = true });
        Assert.False(gpt.Health.IsFailing);
        for (var i = 0; i < options.FaultsToRest; i++) gpt.Health.Failed(Fault(ProviderFault.Refused));
        Assert.True(gpt.Health.IsFailing);
    }

    [Theory]
    [InlineData(1_000_000, 0, 2_500_000)]
    [InlineData(0, 1_000_000, 15_000_000)]
    [InlineData(1, 0, 3)]  // never rounded to nothing
    public void Cost_is_counted_in_millionths_of_a_dollar(long input, long output, long micros) =>
        Assert.Equal(micros, gpt.Price!.CostMicros(input, output));

    private Model Make(string name, ModelPrice? price) => new(name, name, new OfflineChatClient(clock), new(options, clock)) { Price = price };

    private static ProviderException Fault(ProviderFault kind, TimeSpan? retryAfter = null) => new("gpt", kind, "…", retryAfter);
}
