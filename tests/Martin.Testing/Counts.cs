namespace Martin.Testing;

/// <summary>How long the long series are: a seeded sample in every run, the full count with <c>tests/run --full</c>.</summary>
public static class Counts
{
    public static bool Full { get; } = Environment.GetEnvironmentVariable("MARTIN_TESTS_FULL") == "1";

    public static int Of(int sample, int full) => Full ? full : sample;
}
