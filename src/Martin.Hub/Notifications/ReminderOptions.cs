using System.ComponentModel.DataAnnotations;

namespace Martin.Hub.Notifications;

/// <summary>How reminders are looked for.</summary>
public sealed class ReminderOptions
{
    public const string Section = "Reminders";

    /// <summary>How often, and so how late a reminder may be.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00")]
    public TimeSpan Every { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>A reminder that fell due while Martin was down is still given for so long.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "30.00:00:00")]
    public TimeSpan CatchUp { get; init; } = TimeSpan.FromDays(7);

    /// <summary>Reminders of one user that are given in one transaction.</summary>
    [Range(1, 1_000)]
    public int Batch { get; init; } = 100;
}
