using System.ComponentModel.DataAnnotations;

namespace Martin.Plugins.Mail.Triage;

/// <summary>How mail is put into categories.</summary>
public sealed class TriageOptions
{
    public const string Section = "Triage";

    /// <summary>Whether mail is triaged as it comes.</summary>
    public bool OnArrival { get; init; } = true;

    /// <summary>How often is looked for mail that has come.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan Every { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>On arrival only mail that is no older than this: an imported archive is nobody's news.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "365.00:00:00")]
    public TimeSpan NewsFor { get; init; } = TimeSpan.FromDays(7);

    /// <summary>Mails in one request to a model.</summary>
    [Range(1, 50)]
    public int Batch { get; init; } = 10;

    /// <summary>Requests at a time.</summary>
    [Range(1, 16)]
    public int AtOnce { get; init; } = 3;

    /// <summary>Mails that one call triages.</summary>
    [Range(1, 2_000)]
    public int MaxMails { get; init; } = 200;

    /// <summary>Corrections that are looked at: the newest.</summary>
    [Range(0, 10_000)]
    public int MaxLessons { get; init; } = 300;

    /// <summary>Of those, what a model is shown beside a batch.</summary>
    [Range(0, 50)]
    public int Examples { get; init; } = 6;
}
