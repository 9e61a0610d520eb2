using Martin.Plugins.Dates;
using Martin.Plugins.Models.Offline.Reading;
using Martin.Plugins.Models.Offline.Talk;
using NodaTime;

namespace Martin.Plugins.Models.Offline.Wishes;

/// <summary>"remind me to call the bank on Monday at 9", "add milk to my tasks".</summary>
/// <param name="Reminds">A reminder needs a time; a plain task does not.</param>
internal sealed record CreateTask(string Title, DateMatch? When, bool Reminds, string? Priority = null) : Wish
{
    /// <summary>When a day without a time is to be reminded of; today, once that is over, in the evening.</summary>
    private static readonly LocalTime UsualHour = new(9, 0), EveningHour = new(18, 0);

    /// <summary>What a reminder is called until its title is told.</summary>
    private const string Untitled = "Reminder";

    private static readonly Period UsualLength = Period.FromMinutes(15);

    /// <summary>Why the time cannot be settled, when something else than a date was said.</summary>
    public string? Problem { get; init; }

    /// <summary>The name of the list that it stands on.</summary>
    public string? List { get; init; }

    public override bool StandsAlone => true;

    public override bool Restates(Wish other) => other is CreateTask task && string.Equals(task.Title, Title, StringComparison.OrdinalIgnoreCase);

    public override Wish? FollowedBy(Remark said, Scene scene, IReadOnlyList<ToolResult> results)
    {
        if (results is not [{ Ok: true, IsProposed: false, Tasks: [var made] }]) return null;
        return TaskFollowUps.Of(said, made, scene);
    }

    public override Step Next(Scene scene, IReadOnlyList<ToolResult> results)
    {
        if (results.Count > 0) return Told(scene, results[0]);
        if (Missing(scene) is { } ask) return ask;
        if (Repeats is { } rule) return Repeating(scene, rule);
        var arguments = new Dictionary<string, object> { ["title"] = Title.Length == 0 ? Untitled : Title };
        if (Priority is not null) arguments["priority"] = Priority;
        if (List is not null) arguments["list"] = List;
        if (When is not null)
        {
            arguments["dueAt"] = LocalTimes.Iso(Due(scene));
            if (Reminds) arguments["remindAt"] = LocalTimes.Iso(RemindAt(scene));
        }
        return new Call("create_task", arguments);
    }

    public override Wish? Answered(string text, Scene scene, IReadOnlyList<ToolResult> results)
    {
        if (results is [{ Ok: true, Tasks: [var made] }])
            return Title.Length == 0 && Subject(text) is { Length: > 0 and <= TitleText.Longest } named ? new RenameTask(new(made.Title, Id: made.Id), Wording.Capitalised(named)) : null;
        if (Title.Length == 0)
            return TitleText.Plain(text) is { Length: > 0 and <= TitleText.Longest } title ? this with { Title = Wording.Capitalised(title) } : null;
        if (DateGrammar.Read(text, scene.Now, scene.Zone) is { } when)
        {
            var isOpen = When is { Question: null, IsPast: false };
            return this with { When = isOpen ? DateGrammar.Joined(when, When!, scene.Now, scene.Zone) : when, Problem = null };
        }
        return Lexicon.IsWithoutTime(text) ? this with { When = null, Reminds = false, Problem = null } : null;
    }

    /// <summary>Tasks do not repeat; what is to be reminded of again and again stands in the calendar, with its reminder.</summary>
    private string? Repeats => Reminds && When is { Kind: DateKind.Recurrence, Rule: { } rule, Question: null, From: not null } ? rule : null;

    /// <summary>Minutes before.</summary>
    private static readonly int[] AtItsStart = [0];

    private Call Repeating(Scene scene, string rule)
    {
        var first = Timed(scene).From!.Value;
        return new("create_event", new Dictionary<string, object>
        {
            ["title"] = Title, ["startTime"] = LocalTimes.Iso(first), ["endTime"] = LocalTimes.Iso(first + UsualLength), ["timeZone"] = scene.Zone.Id,
            ["recurrence"] = new[] { rule.StartsWith("RRULE", StringComparison.Ordinal) ? rule : $"RRULE:{rule}" }, ["reminders"] = AtItsStart,
        });
    }

    /// <summary>"every Saturday evening" is at the usual hour of that part of the day, as what comes once is.</summary>
    private DateMatch Timed(Scene scene) => When is { SaysTime: false, Part: { } part, From: { } from } && DateGrammar.Read($"at {LocalTimes.Hour(from.Date + DayParts.Usual(part))}", scene.Now, scene.Zone) is { } hour
        ? DateGrammar.Joined(When, hour, scene.Now, scene.Zone) : When!;

    /// <summary>The answer to "what is it about?".</summary>
    private static string Subject(string text)
    {
        var t = Dates.Grammar.Lexer.Read(text);
        var from = t.After(0, "call", "it") ?? t.After(0, "name", "it") ?? t.After(0, "it", "is") ?? t.Skip(0, "it's", "its");
        return TitleText.Plain(t.Slice(t.Skip(from, "about", "to", "for", "of"), t.Count));
    }

    private Ask? Missing(Scene scene)
    {
        if (Problem is not null) return new($"{Problem} When shall I remind you: {Title}?", Soon);
        if (Repeats is not null && Title.Length == 0) return new("What shall I remind you of?");
        if (Repeats is not null) return When!.SaysTime || When.Part is not null ? null : new($"At what time shall I remind you: {Title}?", UsualHours);
        if (When?.Kind == DateKind.Recurrence)
            return new("I am not sure how it repeats, so I have added nothing. When shall it be once?", Soon);
        if (When?.Question is { } question) return new($"I am not sure about the time: {question}. When is \"{Title}\" due?", Soon);
        if (Title.Length == 0 && !IsRing(scene)) return new(Reminds ? "What shall I remind you of?" : "What is the task?");
        if (When is null or { Kind: DateKind.Duration }) return Reminds ? new($"When shall I remind you: {Title}?", [.. Soon, "no reminder"]) : null;
        if (When.IsPast && (Reminds || When.SaysTime)) return new($"{When.Explanation} is already over. When shall it be?", Soon);
        if (When is { Kind: DateKind.Window, Part: null, Bound: not DateBound.By }) return new($"On which day: {Title}?", Soon);
        return Reminds && RemindAt(scene) <= scene.Local ? new($"At what time today shall I remind you: {Title}?", "in one hour", "tonight at 8") : null;
    }

    private static readonly string[] UsualHours = ["at 8:00", "at 18:00"];

    private static readonly string[] Soon = ["in one hour", "tomorrow at 9:00", "Monday at 9:00"];

    /// <summary>"remind me at five": rings then, whatever it is about.</summary>
    private bool IsRing(Scene scene) => Reminds && When is { SaysTime: true, IsPast: false, Question: null, Kind: DateKind.Instant, From: { } at } && at > scene.Local;

    private LocalDateTime Due(Scene scene) => When switch
    {
        { SaysTime: true, From: { } time } => time,
        { Part: { } part, From: { } day } => day.Date + DayParts.Usual(part),
        { Bound: DateBound.By, To: { } end } => end.Minus(Period.FromDays(1)).Date + Wording.EndOfDay,
        _ when Reminds => Usual(When!.From!.Value.Date, scene),
        _ => When!.From!.Value.Date + Wording.EndOfDay,
    };

    private static LocalDateTime Usual(LocalDate day, Scene scene) => day + (day == scene.Local.Date && scene.Local.TimeOfDay >= UsualHour ? EveningHour : UsualHour);

    /// <summary>A deadline named by its day is reminded of on the morning of that day.</summary>
    private LocalDateTime RemindAt(Scene scene) => Due(scene) is var due && due.TimeOfDay == Wording.EndOfDay ? Usual(due.Date, scene) : due;

    private Step Told(Scene scene, ToolResult result)
    {
        if (!result.Ok) return new Say(Wording.Failed($"Adding \"{Title}\"", result.Error));
        if (result.IsProposed) return new Say(Wording.Proposed(result.Summary ?? $"add the task {Title}"));
        if (Repeats is not null) return new Say($"I will remind you ({Timed(scene).Explanation}): {Title}.");
        var made = result.Tasks is [var one] ? one : null;
        var priority = Priority is null ? "" : $", {Priority} priority";
        if (Reminds && When is not null && Title.Length == 0) return new Ask($"I will remind you on {Wording.Moment(made?.RemindAt ?? RemindAt(scene), scene)}. What is it about?") { IsOffer = true };
        if (Reminds && When is not null)
            return new Say($"I will remind you on {Wording.Moment(made?.RemindAt ?? RemindAt(scene), scene)}: {made?.Title ?? Title}{priority}.");
        return new Say($"Added the task: {(made is null ? Title : Wording.Label(made, scene))}{priority}.");
    }
}
