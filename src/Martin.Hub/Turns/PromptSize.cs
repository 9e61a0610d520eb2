using System.Runtime.CompilerServices;
using Martin.Plugins.Models;
using Microsoft.Extensions.AI;

namespace Martin.Hub.Turns;

/// <summary>How many tokens a request is, messages and tools together.</summary>
internal static class PromptSize
{
    /// <summary>What a message has beside its texts: role, ids, marks.</summary>
    private const int PerMessage = 8;

    // The declarations are the same for all turns; writing them is most of the count.
    private static readonly ConditionalWeakTable<IList<AITool>, string> Declared = [];

    /// <summary>By bytes, which is never too little.</summary>
    public static int AtMost(IReadOnlyList<ChatMessage> messages, ChatOptions options) => Sum(messages, options, TokenCounts.AtMost);

    public static int Of(IReadOnlyList<ChatMessage> messages, ChatOptions options) => Sum(messages, options, TokenCounts.Of);

    /// <summary>For what a provider did not tell, and for what has not been asked yet.</summary>
    public static int Roughly(IReadOnlyList<ChatMessage> messages, ChatOptions options) => Sum(messages, options, TokenCounts.Roughly);

    private static int Sum(IReadOnlyList<ChatMessage> messages, ChatOptions options, Func<string, int> count) =>
        messages.Sum(m => PerMessage + m.Contents.Sum(c => Texts(c).Sum(count)))
        + (options.Tools is { } tools ? count(Declared.GetValue(tools, t => string.Concat(t.OfType<AIFunctionDeclaration>().Select(d => d.Name + d.Description + d.JsonSchema.GetRawText())))) : 0);

    private static IEnumerable<string> Texts(AIContent content) => content switch
    {
        TextContent text => [text.Text],
        FunctionCallContent call => [call.Name, .. (call.Arguments ?? new Dictionary<string, object?>()).Select(a => $"{a.Key}{a.Value}")],
        FunctionResultContent { Result: string result } => [result],
        _ => [],
    };
}

/// <summary>Room for so many tokens. Counts them only where the texts' bytes alone do not show that they fit.</summary>
/// <param name="exact">By the models' own encoding; else by what English text has on average.</param>
internal sealed class TokenRoom(int tokens, bool exact)
{
    private const int CharsPerToken = 4;

    private long bytes, counted;
    private List<string>? uncounted = [];

    /// <returns>false: it does not fit, and takes no room.</returns>
    public bool Take(IEnumerable<string> texts)
    {
        var all = texts.ToList();
        var more = all.Sum(t => (long)TokenCounts.AtMost(t));
        if (uncounted is not null && bytes + more <= tokens)
        {
            bytes += more;
            uncounted.AddRange(all);
            return true;
        }
        if (uncounted is not null) counted = uncounted.Sum(Count);
        uncounted = null;
        var length = all.Sum(Count);
        if (counted + length > tokens) return false;
        counted += length;
        return true;
    }

    private long Count(string text) => exact ? TokenCounts.Of(text) : text.Length / CharsPerToken;
}
