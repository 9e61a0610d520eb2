using System.ComponentModel.DataAnnotations;

namespace Martin.Hub.Briefing;

/// <summary>How mornings and missing answers are looked after.</summary>
public sealed class BriefingOptions
{
    public const string Section = "Briefings";

    /// <summary>How often, and so how late a briefing may be.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00")]
    public TimeSpan Every { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>A briefing whose hour passed while Martin was down is still given for so long.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "23:00:00")]
    public TimeSpan CatchUp { get; init; } = TimeSpan.FromHours(3);

    /// <summary>How often missing answers are looked for.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "1.00:00:00")]
    public TimeSpan FollowUpEvery { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>An answer that was missed while Martin was down is still told for so long.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "30.00:00:00")]
    public TimeSpan FollowUpCatchUp { get; init; } = TimeSpan.FromDays(7);
}
