namespace Martin.Data.Users;

/// <summary>A person with an account on this Martin.</summary>
public sealed class UserRow : IVersioned
{
    public required Guid Id { get; init; }
    public required string Email { get; set; }
    public string? Name { get; set; }

    /// <summary>Provider tokens, sealed by <see cref="Secrets.SecretBox"/> with the user's id as associated data.</summary>
    public string? OauthTokens { get; set; }

    public Preferences Preferences { get; set; } = new();

    /// <summary>SHA-256 of the key that signs this user in, in lower-case hex; the key itself is never stored here.</summary>
    public string? OwnerKeyHash { get; set; }

    /// <summary>Rises with every change of the user's memories, by one statement in the change's own transaction: so changes become visible in its order.</summary>
    public long MemoryRevision { get; set; }

    public int Version { get; set; }
    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; set; }
}

/// <summary>What a user has chosen; every member has a default that works.</summary>
public sealed class Preferences
{
    public string Theme { get; set; } = "system";
    public string Persona { get; set; } = "friendly";
    public bool VoiceEnabled { get; set; }

    /// <summary>IANA name; null until the user or a client has told it.</summary>
    public string? TimeZone { get; set; }

    /// <summary><c>h12</c>, <c>h23</c> or <c>auto</c> (by the client's locale).</summary>
    public string HourCycle { get; set; } = "auto";

    public List<WorkingHours> WorkingHours { get; set; } = [];
    public int MeetingBufferMinutes { get; set; }
    public int MinNoticeMinutes { get; set; } = 60;
    public bool AutoDraft { get; set; }

    /// <summary>Whether Martin remembers facts that the user mentions, unasked; null (also of older rows) is yes.</summary>
    public bool? LearnFacts { get; set; }

    /// <summary>Local time of day of the morning briefing, <c>HH:mm</c>; null is off.</summary>
    public string? BriefingAt { get; set; }

    /// <summary>Days without an answer after which Martin says so; 0 is never, null the default.</summary>
    public int? FollowUpDays { get; set; }

    /// <summary>Model spend a day in US dollars at which Martin stops; null is no cap.</summary>
    public double? DailySpendCap { get; set; }

    public List<string> PhoneNumbers { get; set; } = [];
}

/// <summary>A span of one weekday (<c>monday</c> …) in the user's zone, <c>HH:mm</c> to <c>HH:mm</c>.</summary>
public sealed class WorkingHours
{
    public required string Day { get; set; }
    public required string Start { get; set; }
    public required string End { get; set; }
}
