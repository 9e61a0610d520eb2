using System.Globalization;
using Martin.Plugins.Dates;
using Martin.Plugins.Models.Offline.Talk;
using Martin.Plugins.Models.Offline.Wishes;
using NodaTime;

namespace Martin.Plugins.Models.Offline;

/// <summary>The sentences of the offline model that more than one wish uses.</summary>
internal static class Wording
{
    public const string Greeting = "Hello! What can I do for you?";

    public static readonly string[] Examples =
        ["What's on my calendar tomorrow?", "Schedule lunch tomorrow at noon", "Remind me to call the bank on Monday at 9", "What are my tasks?"];

    public const string Abilities =
        "I am the offline model: no language model, but exact with your calendar, tasks and reminders. I can schedule, list, move and cancel events, also repeating ones, find free times and conflicts, "
        + "invite people (after your approval), create, list, complete, postpone and delete tasks, find and read mail, remember what you tell me, brief you on your day, and undo what I did. "
        + "Say \"help with\" and a word for more, such as \"help with tasks\".";

    public static string Unavailable(string tool) => $"I cannot do that here: the tool {tool} is not available in this conversation.";

    public static string Failed(string what, string? error) => $"{what} did not work: {(error ?? "no reason was given").TrimEnd('.')}.";

    /// <summary>Nothing has happened yet, and the user must know.</summary>
    public static string Proposed(string what) => $"Ready for your approval: {what.TrimEnd('.')}. Nothing is done or sent before you approve.";

    /// <summary>"Monday 23 November", with the year when it is another one.</summary>
    public static string Day(LocalDate date, Scene scene) =>
        date.ToString(date.Year == scene.Local.Year ? "dddd d MMMM" : "dddd d MMMM yyyy", CultureInfo.InvariantCulture);

    public static string Moment(LocalDateTime time, Scene scene) => $"{Day(time.Date, scene)} at {LocalTimes.Hour(time)}";

    /// <summary>"Monday 23 November, 12:00–13:00".</summary>
    public static string When(EventFacts e, Scene scene) => e switch
    {
        { IsAllDay: true } when e.End.Date <= e.Start.Date.PlusDays(1) => $"{Day(e.Start.Date, scene)}, all day",
        { IsAllDay: true } => $"{Day(e.Start.Date, scene)} to {Day(e.End.Date.PlusDays(-1), scene)}",
        _ when e.Start.Date == e.End.Date => $"{Day(e.Start.Date, scene)}, {LocalTimes.Hour(e.Start)}–{LocalTimes.Hour(e.End)}",
        _ => $"{Moment(e.Start, scene)} to {Moment(e.End, scene)}",
    };

    /// <summary>What stands for the event in a list of choices; the user's tap sends it back as it is.</summary>
    public static string Label(EventFacts e, Scene scene) => $"{e.Title}, {When(e, scene)}";

    /// <summary>A due time at the very end of a day was said as a day.</summary>
    public static string Due(LocalDateTime due, Scene scene) => due.TimeOfDay == EndOfDay ? Day(due.Date, scene) : Moment(due, scene);

    public static string Label(TaskFacts t, Scene scene) => t.DueAt is { } due ? $"{t.Title}, due {Due(due, scene)}" : t.Title;

    /// <summary>A task due "on Friday" is due when Friday ends.</summary>
    public static readonly LocalTime EndOfDay = new(23, 59);

    /// <summary>"1 hour", "90 minutes", "2 hours".</summary>
    public static string Length(int minutes) => minutes % 60 == 0 ? Count(minutes / 60, "hour") : Count(minutes, "minute");

    /// <summary>"5 days and 3 hours", "40 minutes": the two largest parts.</summary>
    public static string Distance(long minutes)
    {
        var (days, hours, rest) = (minutes / 1440, minutes / 60 % 24, minutes % 60);
        List<string> parts = [.. new[] { (days, "day"), (hours, "hour"), (rest, "minute") }.Where(p => p.Item1 > 0).Select(p => Count((int)p.Item1, p.Item2)).Take(2)];
        return parts.Count == 0 ? "less than a minute" : string.Join(" and ", parts);
    }

    public static string Count(int n, string one) => n == 1 ? $"1 {one}" : $"{n} {one}s";

    public static string Capitalised(string text) => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];
}
