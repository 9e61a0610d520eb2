using System.ComponentModel.DataAnnotations;

namespace Martin.Hub.Turns;

/// <summary>Limits of a turn; each has a default that suits one person and a small machine.</summary>
public sealed class TurnOptions
{
    public const string Section = "Turns";

    /// <summary>Model calls in one turn. Real work needs three or four; a model that calls tools in a circle is stopped here.</summary>
    [Range(1, 100)]
    public int MaxRounds { get; init; } = 12;

    /// <summary>Owners a turn may have, one after the other: one that brings down each of its nodes must not go on for ever.</summary>
    [Range(1, 1_000)]
    public int MaxOwners { get; init; } = 20;

    /// <summary>Tool calls in one model answer.</summary>
    [Range(1, 100)]
    public int MaxCallsPerRound { get; init; } = 16;

    /// <summary>Length of all of their arguments together, in characters.</summary>
    [Range(1_000, 10_000_000)]
    public int MaxArgumentChars { get; init; } = 400_000;

    /// <summary>Length of an answer in characters.</summary>
    [Range(1_000, 10_000_000)]
    public int MaxAnswerChars { get; init; } = 400_000;

    /// <summary>A turn's time in all.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan MaxDuration { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long a model may be silent, before its first token or between two.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan ModelSilence { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a message over REST waits for its answer before it is told where to find it (contract: 25 s; proxies cut at 30).</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:25")]
    public TimeSpan AnswerWithin { get; init; } = TimeSpan.FromSeconds(25);

    /// <summary>Turns of one conversation that wait behind the running one.</summary>
    [Range(1, 1_000)]
    public int MaxQueued { get; init; } = 20;

    /// <summary>Turns of one user that are under way on one node, those that wait in a conversation's queue among them; beyond it no further conversation is begun.</summary>
    [Range(1, 10_000)]
    public int MaxRunning { get; init; } = 100;

    /// <summary>How long a finished turn's exact events stay in memory; later they are rebuilt from the database.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan KeepFinished { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How often a node looks for turns that nobody drives.</summary>
    [Range(typeof(TimeSpan), "00:00:00.05", "00:10:00")]
    public TimeSpan SweepEvery { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Earlier turns of the conversation that the model is shown.</summary>
    [Range(0, 200)]
    public int HistoryTurns { get; init; } = 12;

    /// <summary>Turns that are summed up at a time once they no longer fit.</summary>
    [Range(1, 1_000)]
    public int SummaryTurns { get; init; } = 40;

    /// <summary>How long a proposed action waits for a decision.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "365.00:00:00")]
    public TimeSpan ProposalLifetime { get; init; } = TimeSpan.FromDays(7);

    /// <summary>How often a node looks for proposals whose time is over.</summary>
    [Range(typeof(TimeSpan), "00:00:00.05", "1.00:00:00")]
    public TimeSpan ExpireEvery { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Turn streams that one connection may have open.</summary>
    [Range(1, 1_000)]
    public int MaxStreamsPerConnection { get; init; } = 64;
}
