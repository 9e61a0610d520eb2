using System.ComponentModel.DataAnnotations;

namespace Martin.Hub.Notifications;

/// <summary>How pushes reach the user's connections.</summary>
public sealed class PushOptions
{
    public const string Section = "Pushes";

    /// <summary>Pushes to one user under way at once on this node; what is beyond waits for the next look.</summary>
    [Range(1, 100_000)]
    public int MaxUnderWay { get; init; } = 256;

    /// <summary>A connection that has not taken what was written to it for so long is ended; the client comes back and syncs.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan StalledAfter { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often it is noted what has been pushed, and looked for what has not.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:05:00")]
    public TimeSpan Every { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>What has not been pushed for so long is pushed by whoever finds it; longer than <see cref="Every"/>.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00")]
    public TimeSpan OverdueAfter { get; init; } = TimeSpan.FromSeconds(25);

    /// <summary>What is older is left to Sync.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan CatchUp { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long a device that is not connected has to come back before it is called.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00")]
    public TimeSpan CallAfter { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Notifications for which devices are being called at once.</summary>
    [Range(1, 256)]
    public int MaxCalls { get; init; } = 64;

    /// <summary>Of these, those of one user; what is beyond waits for them.</summary>
    [Range(1, 256)]
    public int MaxCallsPerUser { get; init; } = 8;

    /// <summary>Notifications of one user that wait so; beyond it the oldest are left to Sync.</summary>
    [Range(1, 100_000)]
    public int MaxWaitingCallsPerUser { get; init; } = 1_000;

    /// <summary>Notifications that wait for that; beyond it the oldest are left to Sync.</summary>
    [Range(1, 1_000_000)]
    public int MaxWaitingCalls { get; init; } = 10_000;

    /// <summary>Devices of one user that can be called; a further one takes the place of the oldest.</summary>
    [Range(1, 1_000)]
    public int MaxSubscriptions { get; init; } = 20;

    /// <summary>How often a push service is asked that is away or busy.</summary>
    [Range(1, 10)]
    public int Tries { get; init; } = 3;

    /// <summary>The pause before the second try; it doubles, with jitter.</summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "00:01:00")]
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest such pause, also where the push service asks for more.</summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "00:10:00")]
    public TimeSpan LongestRetryAfter { get; init; } = TimeSpan.FromSeconds(30);
}
