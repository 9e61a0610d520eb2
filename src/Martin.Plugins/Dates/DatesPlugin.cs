using System.ComponentModel;
using Martin.Plugins.Tools;
using Microsoft.SemanticKernel;

namespace Martin.Plugins.Dates;

/// <summary>The tool with which models turn words into dates instead of reckoning.</summary>
public sealed class DatesPlugin
{
    [KernelFunction("resolve_date"), Effect(Effect.Read)]
    [Description("Resolves a phrase such as 'next Friday 3-4pm' or 'in two weeks' to local times with their weekday.")]
    public static string Resolve([FromKernelServices] ToolContext context, [Description("The phrase, in English")] string phrase,
        [Description("IANA zone; the user's own without it")] string? timeZone = null)
    {
        var answer = DateAnswer.For(phrase, context.Now, timeZone ?? context.TimeZone);
        context.Summary = answer.Ok ? $"{phrase}: {answer.Explanation}" : answer.Error!;
        return ToolResults.Of(answer);
    }
}
