using System.ComponentModel.DataAnnotations;

namespace Martin.Plugins.Memory;

/// <summary>How much is remembered, and how it is searched.</summary>
public sealed class MemoryOptions
{
    public const string Section = "Memory";

    /// <summary>Memories of one user.</summary>
    [Range(1, 1_000_000)]
    public int MaxPerUser { get; init; } = 100_000;

    /// <summary>Memory for vectors of all users whose memories were searched lately; 100,000 of the embedded model take 59 MB, of a provider's 162 MB.</summary>
    [Range(1_000_000, 100_000_000_000)]
    public long CacheBytes { get; init; } = 256_000_000;

    /// <summary>For how long the vectors of a user stay there after the last search.</summary>
    [Range(typeof(TimeSpan), "00:00:10", "1.00:00:00")]
    public TimeSpan KeepVectors { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>A remote index shows what it was given only after a while: until then the database is asked beside it.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan SettlesWithin { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Memories that are compared word by word where there is no vector to go by: the newest.</summary>
    [Range(1, 100_000)]
    public int MaxCompared { get; init; } = 2_000;

    /// <summary>Characters of memories that stand in every prompt; a user who has more gets those that fit what was said.</summary>
    [Range(0, 100_000)]
    public int PromptChars { get; init; } = 2_000;

    /// <summary>Memories that stand in a prompt where not all do.</summary>
    [Range(0, 100)]
    public int PromptCount { get; init; } = 8;

    /// <summary>How long a turn waits for those at most.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:10")]
    public TimeSpan PromptDeadline { get; init; } = TimeSpan.FromMilliseconds(300);

    /// <summary>Whether facts that users mention are remembered unasked, by a silent request to a model after a turn; a user can turn it off too.</summary>
    public bool LearnFacts { get; init; } = true;

    /// <summary>Facts that one message can teach.</summary>
    [Range(1, 50)]
    public int MaxLearned { get; init; } = 5;

    /// <summary>How often is looked for memories that wait for a vector.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan Every { get; init; } = TimeSpan.FromSeconds(30);
}
