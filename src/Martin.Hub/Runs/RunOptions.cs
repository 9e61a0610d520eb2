using System.ComponentModel.DataAnnotations;

namespace Martin.Hub.Runs;

/// <summary>What a task that Martin works on by itself may use up; each limit has a default that suits one person.</summary>
public sealed class RunOptions
{
    public const string Section = "Runs";

    /// <summary>Turns of one task, those that answer a decision included.</summary>
    [Range(1, 1_000)]
    public int MaxTurns { get; init; } = 20;

    /// <summary>Tokens of one task, in and out. A round takes some 7,000 for the tools and what was said; four rounds in each of 20 turns fit.</summary>
    [Range(1_000, 1_000_000_000)]
    public long MaxTokens { get; init; } = 1_000_000;

    /// <summary>Working time of one task; waiting for the user does not count.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan MaxTime { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>Tasks of one user that are under way at a time.</summary>
    [Range(1, 1_000)]
    public int MaxOpen { get; init; } = 10;

    /// <summary>Turns in a row that may fail for a reason that may pass, such as a provider that is down.</summary>
    [Range(0, 100)]
    public int MaxRetries { get; init; } = 4;

    /// <summary>How long the first retry waits; each further one waits four times as long, so that the fourth comes after half an hour.</summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "1.00:00:00")]
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Turns in a row that call no tool while steps of the plan are open.</summary>
    [Range(1, 100)]
    public int MaxIdleTurns { get; init; } = 2;

    /// <summary>How often a node looks for turns that were put off.</summary>
    [Range(typeof(TimeSpan), "00:00:00.05", "01:00:00")]
    public TimeSpan Every { get; init; } = TimeSpan.FromSeconds(5);
}
