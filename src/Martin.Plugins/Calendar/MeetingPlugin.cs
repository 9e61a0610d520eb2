using System.ComponentModel;
using System.Globalization;
using System.Text.Json.Nodes;
using Martin.Plugins.Calendar.Availability;
using Martin.Plugins.Rules;
using Martin.Plugins.Tools;
using Microsoft.SemanticKernel;

namespace Martin.Plugins.Calendar;

/// <summary>Finds a time for a meeting and asks for the event: what the user approves is the event itself.</summary>
public sealed class MeetingPlugin(TimeProvider clock) : IStandsForCalls
{
    [KernelFunction("schedule_meeting"), Effect(Effect.OwnWrite)]
    [Description("Chooses the best free time for a meeting and proposes the event. Use find_free_time instead when the user wants to choose.")]
    public static Task<string> ScheduleAsync(string title, [Description("5 to 1440")] int durationMinutes,
        [Description("Local time from which on")] string from, [Description("Local time until which")] string to,
        [Description("People to invite")] EventGuest[]? attendees = null, string? location = null, string? description = null) =>
        throw new InvalidOperationException("schedule_meeting stands for create_event.");

    public async Task<StoodFor> StandForAsync(string tool, ToolArguments arguments, ToolContext context, CancellationToken ct)
    {
        var guests = arguments.Get<EventGuest[]>("attendees") ?? [];
        var length = arguments.Get<int>("durationMinutes");
        var question = SlotQuestion.Read(length, arguments.Get<string>("from")!, arguments.Get<string>("to")!, guests, context);
        if (await new AvailabilityBook(context.Db, clock).FindAsync(question, 1, ct) is not [var slot])
            throw new ToolRefusedException("There is no free time for that in this span; try another one, or a shorter meeting.");
        var call = new JsonObject
        {
            ["title"] = arguments.Get<string>("title"), ["startTime"] = Local(slot.Start, context), ["endTime"] = Local(slot.End, context), ["timeZone"] = context.TimeZone,
            ["attendees"] = new JsonArray([.. guests.Select(g => g.Name is null ? new JsonObject { ["email"] = g.Email } : new JsonObject { ["email"] = g.Email, ["name"] = g.Name })]),
        };
        foreach (var name in new[] { "location", "description" })
            if (arguments.Get<string>(name) is { } text) call[name] = text;
        return new("create_event", ToolArguments.Parse(call.ToJsonString()));
    }

    private static string Local(DateTimeOffset at, ToolContext context) =>
        Zones.ToLocal(at, context.TimeZone).ToString("uuuu-MM-dd'T'HH:mm", CultureInfo.InvariantCulture);
}

/// <summary>The arguments of a search for free times.</summary>
internal static class SlotQuestion
{
    /// <exception cref="ToolRefusedException">They can't be read, or ask too much.</exception>
    public static AvailabilityQuestion Read(int durationMinutes, string from, string to, EventGuest[] attendees, ToolContext context)
    {
        var (start, end) = (ToolTimes.Read("from", from, context), ToolTimes.Read("to", to, context));
        return end <= start ? throw new ToolRefusedException("to must be after from.")
            : end - start > TimeSpan.FromDays(FreeSlots.LongestDays) ? throw new ToolRefusedException($"to must be at most {FreeSlots.LongestDays} days after from.")
            : durationMinutes is < 5 or > 1440 ? throw new ToolRefusedException("durationMinutes must be from 5 to 1440.")
            : attendees.Length > AvailabilityQuestion.MostAttendees ? throw new ToolRefusedException($"attendees must have at most {AvailabilityQuestion.MostAttendees} entries.")
            : new(TimeSpan.FromMinutes(durationMinutes), start, end, [.. attendees.Select(a => a.Email)], context.TimeZone);
    }
}
