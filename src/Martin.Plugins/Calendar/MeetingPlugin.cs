using System.ComponentModel;
using System.Globalization;
using System.Text.Json.Nodes;
using Martin.Plugins.Calendar.Availability;
using Martin.Plugins.Rules;
using Martin.Plugins.Tools;
using Microsoft.SemanticKernel;
using NodaTime;

namespace Martin.Plugins.Calendar;

/// <summary>Finds a time for a meeting and asks for the event: what the user approves is the event itself.</summary>
public sealed class MeetingPlugin(TimeProvider clock) : IStandsForCalls
{
    [KernelFunction("schedule_meeting"), Effect(Effect.OwnWrite)]
    [Description("Chooses the best free time for a meeting and proposes the event. Use find_free_time instead when the user wants to choose.")]
    public static Task<string> ScheduleAsync(string title, [Description("5 to 1440; may be left out where constraints name it")] int? durationMinutes = null,
        [Description("Local time from which on; may be left out where constraints name the days")] string? from = null, [Description("Local time until which")] string? to = null,
        [Description("People to invite")] EventGuest[]? attendees = null, string? location = null, string? description = null,
        [Description(SlotQuestion.Constraints)] string? constraints = null) =>
        throw new InvalidOperationException("schedule_meeting stands for create_event.");

    public async Task<StoodFor> StandForAsync(string tool, ToolArguments arguments, ToolContext context, CancellationToken ct)
    {
        var guests = arguments.Get<EventGuest[]>("attendees") ?? [];
        var question = SlotQuestion.Read(arguments.Get<int?>("durationMinutes"), arguments.Get<string>("from"), arguments.Get<string>("to"), guests, arguments.Get<string>("constraints"), context);
        var book = new AvailabilityBook(context.Db, clock);
        if (await book.FindAsync(question, 1, ct) is not [var slot])
            throw new ToolRefusedException(SlotQuestion.NothingFree(await book.WaysOutAsync(question, ct), context));
        var call = new JsonObject
        {
            ["title"] = arguments.Get<string>("title"), ["startTime"] = Local(slot.Start, context), ["endTime"] = Local(slot.End, context), ["timeZone"] = context.TimeZone,
            ["attendees"] = new JsonArray([.. guests.Select(g => g.Name is null ? new JsonObject { ["email"] = g.Email } : new JsonObject { ["email"] = g.Email, ["name"] = g.Name })]),
        };
        foreach (var name in new[] { "location", "description" })
            if (arguments.Get<string>(name) is { } text) call[name] = text;
        return new("create_event", ToolArguments.Parse(call.ToJsonString())) { Why = $"Chosen because it is {string.Join("; ", slot.Reasons)}." };
    }

    private static string Local(DateTimeOffset at, ToolContext context) =>
        Zones.ToLocal(at, context.TimeZone).ToString("uuuu-MM-dd'T'HH:mm", CultureInfo.InvariantCulture);
}

/// <summary>The arguments of a search for free times.</summary>
internal static class SlotQuestion
{
    public const string Constraints = "What the user said about when, in their words: not before 10, avoid Friday, 45 minutes next week, ideally in the morning";

    /// <summary>Where nobody named any days.</summary>
    private const int UsualDays = 7;

    /// <exception cref="ToolRefusedException">They can't be read, or ask too much.</exception>
    public static AvailabilityQuestion Read(int? duration, string? from, string? to, EventGuest[] attendees, string? constraints, ToolContext context)
    {
        if (constraints is { Length: > WishGrammar.MaxChars }) throw new ToolRefusedException($"constraints must have at most {WishGrammar.MaxChars} characters.");
        var wishes = WishGrammar.Read(constraints ?? "", Instant.FromDateTimeOffset(context.Now), Zones.Find(context.TimeZone)!);
        if (wishes.Unread.Count > 0)
            throw new ToolRefusedException($"Of the constraints this was not understood: {string.Join(", ", wishes.Unread.Select(w => $"“{w}”"))}. Say it with days, times and parts of the day, or leave it out and tell the user.");
        var durationMinutes = duration ?? (int?)wishes.Length?.TotalMinutes ?? throw new ToolRefusedException("durationMinutes is needed: how long is it to take?");
        var (start, end) = (Moment("from", from, wishes.Window?.From, context) ?? context.Now, Moment("to", to, wishes.Window?.To, context) ?? context.Now.AddDays(UsualDays));
        return end <= start ? throw new ToolRefusedException("to must be after from.")
            : end - start > TimeSpan.FromDays(FreeSlots.LongestDays) ? throw new ToolRefusedException($"to must be at most {FreeSlots.LongestDays} days after from.")
            : durationMinutes is < 5 or > 1440 ? throw new ToolRefusedException("durationMinutes must be from 5 to 1440.")
            : attendees.Length > AvailabilityQuestion.MostAttendees ? throw new ToolRefusedException($"attendees must have at most {AvailabilityQuestion.MostAttendees} entries.")
            : new(TimeSpan.FromMinutes(durationMinutes), start, end, [.. attendees.Select(a => a.Email)], context.TimeZone) { Wishes = wishes.Wishes };
    }

    /// <summary>What there would be if one thing were given up.</summary>
    public static string NothingFree(IReadOnlyList<(SlotWish Without, Slot Slot)> waysOut, ToolContext context) =>
        waysOut.Count == 0 ? "There is no free time for that in this span; try another one, or a shorter meeting."
        : "There is no free time for that. " + string.Join(" ", waysOut.Select(w =>
            $"Without “{w.Without.Words}” there would be {Zones.ToLocal(w.Slot.Start, context.TimeZone).ToString("ddd d MMM, HH:mm", CultureInfo.InvariantCulture)}."));

    private static DateTimeOffset? Moment(string argument, string? given, LocalDateTime? named, ToolContext context) =>
        given is { Length: > 0 } ? ToolTimes.Read(argument, given, context) : named is { } local ? Zones.ToInstant(local, context.TimeZone) : null;
}
