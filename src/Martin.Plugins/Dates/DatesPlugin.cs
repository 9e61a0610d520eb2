using System.ComponentModel;
using Martin.Plugins.Tools;
using Microsoft.SemanticKernel;
using NodaTime;

namespace Martin.Plugins.Dates;

/// <summary>The tool with which models turn words into dates instead of reckoning.</summary>
public sealed class DatesPlugin
{
    [KernelFunction("resolve_date"), Effect(Effect.Read)]
    [Description("Resolves a phrase such as 'next Friday 3-4pm', 'in two weeks' or 'every other Tuesday at 8' to local times with their weekday, and what repeats to an RRULE.")]
    public static string Resolve([FromKernelServices] ToolContext context, [Description("The phrase, in English")] string phrase,
        [Description("IANA zone; the user's own without it")] string? timeZone = null,
        [Description("Weeks begin on Sunday, not on Monday")] bool weeksBeginOnSunday = false)
    {
        var answer = DateAnswer.For(phrase, context.Now, timeZone ?? context.TimeZone,
            weeksBeginOnSunday ? IsoDayOfWeek.Sunday : IsoDayOfWeek.Monday);
        context.Summary = answer.Ok ? $"{phrase}: {answer.Explanation}" : answer.Error!;
        return ToolResults.Of(answer);
    }
}
