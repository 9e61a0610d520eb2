using System.Globalization;
using System.Text.RegularExpressions;
using Martin.Data.Users;
using Martin.Hub.Wire;
using Martin.Plugins.Mail;

namespace Martin.Hub.Users;

public enum Theme { System, Light, Dark }

public enum HourCycle { Auto, H12, H23 }

public enum Weekday { Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, Sunday }

/// <summary>What the user has chosen, as clients see it.</summary>
public sealed partial record PreferencesView : IChecked
{
    public required Theme Theme { get; init; }
    public required string Persona { get; init; }
    public required bool VoiceEnabled { get; init; }

    /// <summary>IANA name; absent until somebody has told it.</summary>
    public string? TimeZone { get; init; }

    public required HourCycle HourCycle { get; init; }
    public required IReadOnlyList<WorkingHoursView> WorkingHours { get; init; }
    public required int MeetingBufferMinutes { get; init; }
    public required int MinNoticeMinutes { get; init; }
    public required bool AutoDraft { get; init; }

    /// <summary>Whether Martin remembers facts that the user mentions, unasked.</summary>
    public required bool LearnFacts { get; init; }

    /// <summary>Local time of day, HH:mm; absent: no briefing.</summary>
    public string? BriefingAt { get; init; }

    /// <summary>Days without an answer after which Martin reminds the user of a mail that they sent; 0: never.</summary>
    public required int FollowUpDays { get; init; }

    /// <summary>US dollars a day; absent: no cap.</summary>
    public double? DailySpendCap { get; init; }

    public required IReadOnlyList<string> PhoneNumbers { get; init; }

    public static PreferencesView From(Preferences row) => new()
    {
        Theme = Data.EnumNames.Parse<Theme>(row.Theme) ?? Theme.System, Persona = row.Persona, VoiceEnabled = row.VoiceEnabled, TimeZone = row.TimeZone,
        HourCycle = Data.EnumNames.Parse<HourCycle>(row.HourCycle) ?? HourCycle.Auto,
        WorkingHours = [.. row.WorkingHours.Select(h => new WorkingHoursView(Data.EnumNames.Parse<Weekday>(h.Day) ?? default, h.Start, h.End))],
        MeetingBufferMinutes = row.MeetingBufferMinutes, MinNoticeMinutes = row.MinNoticeMinutes, AutoDraft = row.AutoDraft,
        LearnFacts = row.LearnFacts ?? true,
        FollowUpDays = row.FollowUpDays ?? FollowUps.DefaultDays, BriefingAt = row.BriefingAt, DailySpendCap = row.DailySpendCap, PhoneNumbers = row.PhoneNumbers,
    };

    public Preferences ToRow() => new()
    {
        Theme = Data.EnumNames.Name(Theme), Persona = Persona, VoiceEnabled = VoiceEnabled, TimeZone = TimeZone, HourCycle = Data.EnumNames.Name(HourCycle),
        WorkingHours = [.. WorkingHours.Select(h => new WorkingHours { Day = Data.EnumNames.Name(h.Day), Start = h.Start, End = h.End })],
        MeetingBufferMinutes = MeetingBufferMinutes, MinNoticeMinutes = MinNoticeMinutes, AutoDraft = AutoDraft,
        LearnFacts = LearnFacts,
        FollowUpDays = FollowUpDays, BriefingAt = BriefingAt, DailySpendCap = DailySpendCap, PhoneNumbers = [.. PhoneNumbers],
    };

    public IEnumerable<(string Field, string Problem)> Problems() => Rule.Broken(
    [
        ("persona", Rule.Filled(Persona) ?? Rule.Length(Persona, 1, 50)),
        ("timeZone", Zones.Problem(TimeZone)),
        ("workingHours", Rule.Count(WorkingHours, 50)),
        .. WorkingHours.Select((h, i) => ($"workingHours[{i}]", h.Problem())),
        ("meetingBufferMinutes", Rule.Range(MeetingBufferMinutes, 0, 240)),
        ("minNoticeMinutes", Rule.Range(MinNoticeMinutes, 0, 43_200)),
        ("briefingAt", BriefingAt is null || IsTime(BriefingAt) ? null : "must be a time of day such as 07:30"),
        ("followUpDays", Rule.Range(FollowUpDays, 0, 60)),
        ("dailySpendCap", Rule.Range(DailySpendCap, 0, 100_000)),
        ("phoneNumbers", Rule.Count(PhoneNumbers, 20)),
        .. PhoneNumbers.Select((n, i) => ($"phoneNumbers[{i}]", PhoneNumber().IsMatch(n) ? null : "must be a number such as +4930123456")),
    ]);

    internal static bool IsTime(string text) => TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    [GeneratedRegex(@"^\+[1-9][0-9]{6,14}\z")]  // E.164
    private static partial Regex PhoneNumber();
}

/// <param name="Start">HH:mm</param>
/// <param name="End">HH:mm after the start; 24:00 is the end of the day.</param>
public sealed record WorkingHoursView(Weekday Day, string Start, string End)
{
    internal string? Problem() =>
        !PreferencesView.IsTime(Start) || !(PreferencesView.IsTime(End) || End == "24:00") ? "must have start and end such as 09:00 and 17:30"
        : string.CompareOrdinal(Start, End) < 0 ? null : "must end after it starts";
}
