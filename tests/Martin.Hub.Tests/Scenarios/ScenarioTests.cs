using Martin.Testing;

namespace Martin.Hub.Tests.Scenarios;

/// <summary>Every scenario with both providers' models, and with the offline one where it can do without being told.</summary>
public sealed class ScenarioTests(ScenarioStage stage) : IClassFixture<ScenarioStage>
{
    public static TheoryData<string, string> Cases => ScenarioCases.Of(ScenarioCases.All);

    [Theory]
    [MemberData(nameof(Cases))]
    public Task It_goes_as_written(string name, string model) => new ScenarioPlay(stage).PlayAsync(Scenario.Named(name), model);

    [Fact]
    public void There_are_at_least_sixty() => Assert.True(Scenario.All.Count >= 60);
}

/// <summary>The same on PostgreSQL: a sample of them, and all in the full run.</summary>
public sealed class ScenarioOnPostgresTests(ScenarioStageOnPostgres stage) : IClassFixture<ScenarioStageOnPostgres>
{
    private const int Seed = 4, Sample = 30;

    public static TheoryData<string, string> Cases => ScenarioCases.Of(Counts.Full ? ScenarioCases.All : Sampled);

    [Theory]
    [MemberData(nameof(Cases))]
    public Task It_goes_as_written(string name, string model) => new ScenarioPlay(stage).PlayAsync(Scenario.Named(name), model);

    private static IEnumerable<(string, string)> Sampled
    {
        get
        {
            var cases = ScenarioCases.All.ToArray();
            new Random(Seed).Shuffle(cases);
            return cases.Take(Sample);
        }
    }
}

internal static class ScenarioCases
{
    /// <summary>Each with each model that plays it.</summary>
    public static IEnumerable<(string Name, string Model)> All =>
        from scenario in Scenario.All
        from model in (string[])["gpt", "gemini", "offline"]
        where model != "offline" || scenario.Scripted is null
        select (scenario.Name, model);

    public static TheoryData<string, string> Of(IEnumerable<(string Name, string Model)> cases)
    {
        var data = new TheoryData<string, string>();
        foreach (var (name, model) in cases) data.Add(name, model);
        return data;
    }
}
