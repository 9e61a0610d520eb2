using System.ComponentModel.DataAnnotations;

namespace Martin.Plugins.Models;

/// <summary>How models are called, and what is done when they fail.</summary>
public sealed class ModelOptions
{
    public const string Section = "Models";

    /// <summary>How often one model is asked for the same answer, before another is.</summary>
    [Range(1, 10)]
    public int Tries { get; init; } = 2;

    /// <summary>The pause before a second try; each further one is twice as long, and all vary by half so that many don't come at once.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan Pause { get; init; } = TimeSpan.FromMilliseconds(300);

    /// <summary>A provider that asks us to wait longer is not waited for.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan MaxPause { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Nor one that asks for more than this, while another provider could answer.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan MaxPauseBesideOthers { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Faults in a row after which a model is left alone.</summary>
    [Range(1, 1_000)]
    public int FaultsToRest { get; init; } = 5;

    /// <summary>For how long; a provider may ask for more.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan Rest { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The longest that a provider can ask for.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan MaxRest { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long an answer may take that no turn waits for.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan SilentDeadline { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Whether the offline model answers when no other can.</summary>
    public bool OfflineWhenDown { get; init; } = true;

    /// <summary>Tokens of the earlier conversation that a model is shown, newest first; half of its window if that is less.</summary>
    [Range(500, 10_000_000)]
    public int HistoryTokens { get; init; } = 16_000;

    /// <summary>Tokens that a request and its answer may have together; less where your own server's model has less.</summary>
    [Range(4_000, 10_000_000)]
    public int ContextTokens { get; init; } = 128_000;

    /// <summary>Of those, what is left free for the answer.</summary>
    [Range(500, 1_000_000)]
    public int AnswerTokens { get; init; } = 2_000;

    /// <summary>Prices by the provider's name of a model, beside those that are known; a price here wins.</summary>
    public Dictionary<string, PriceOption> Prices { get; init; } = [];

    /// <summary>What a model whose price is not known counts for where a user has a spending cap; 0 for your own server's models.</summary>
    public PriceOption AssumedPrice { get; init; } = new() { Input = 2.5, Output = 15 };

    /// <summary>In US dollars for a million tokens.</summary>
    public sealed class PriceOption
    {
        [Range(0, 100_000)]
        public double Input { get; init; }

        [Range(0, 100_000)]
        public double Output { get; init; }
    }
}
