using System.Globalization;
using Martin.Plugins.Calendar;
using Martin.Plugins.Dates;
using Martin.Plugins.Rules;
using NodaTime;

namespace Martin.Plugins.Tools;

/// <summary>Times in tool arguments: ISO local times, instants, or a phrase that the date grammar resolves. Never reckoned by a model.</summary>
internal static class ToolTimes
{
    /// <exception cref="ToolRefusedException">It is no time; says what one looks like.</exception>
    public static DateTimeOffset Read(string argument, string text, ToolContext context)
    {
        if (EventTimes.Moment(text, context.TimeZone) is { } moment) return moment;
        var answer = DateAnswer.For(text, context.Now, context.TimeZone);
        if (answer is { Recurrence: null, Start: { } start } && EventTimes.Moment(start, context.TimeZone) is { } resolved) return resolved;
        throw new ToolRefusedException($"{argument} is not a time: use a local time such as 2026-11-23T09:00, or ask the user.");
    }

    public static DateTimeOffset? ReadOptional(string argument, string? text, ToolContext context) =>
        string.IsNullOrWhiteSpace(text) ? null : Read(argument, text, context);

    /// <summary>2026-11-23T09:00:00 in the zone of the turn.</summary>
    public static string? Local(DateTimeOffset? instant, ToolContext context) =>
        instant is { } at ? Zones.ToLocal(at, context.TimeZone).ToString("uuuu-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture) : null;

    /// <summary>"Mon 23 Nov, 09:00" in the zone of the turn.</summary>
    public static string InWords(DateTimeOffset instant, ToolContext context)
    {
        var local = Zones.ToLocal(instant, context.TimeZone);
        return $"{Day(local, context)}, {local.ToString("HH:mm", CultureInfo.InvariantCulture)}";
    }

    /// <summary>"Mon 23 Nov", with the year where it is not the present one.</summary>
    public static string Day(LocalDateTime time, ToolContext context) =>
        time.ToString(time.Year == Zones.ToLocal(context.Now, context.TimeZone).Year ? "ddd d MMM" : "ddd d MMM uuuu", CultureInfo.InvariantCulture);
}

internal static class ToolIds
{
    /// <exception cref="ToolRefusedException">It is no id.</exception>
    public static Guid Read(string what, string id) =>
        Guid.TryParse(id, out var parsed) ? parsed : throw new ToolRefusedException($"That is not a {what}'s id; list them to find it.");
}
