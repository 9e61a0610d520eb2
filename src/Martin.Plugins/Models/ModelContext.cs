using Microsoft.Extensions.AI;

namespace Martin.Plugins.Models;

/// <summary>What a turn tells a model beside the messages, in <c>ChatOptions.AdditionalProperties[Key]</c>.</summary>
/// <param name="TimeZone">The user's IANA zone; local times in tool arguments and results are in it.</param>
public sealed record ModelContext(DateTimeOffset Now, string TimeZone)
{
    public const string Key = "martin.context";

    /// <summary>On a user message that stands for a decision: a JSON string {decision, status, title, summary, error}.</summary>
    public const string DecisionKey = "martin.decision";

    /// <summary>On the last update of an answer: string[], what the user may want to say next.</summary>
    public const string SuggestionsKey = "martin.suggestions";

    /// <summary>On a call: what its provider wants back beside it, unread (Gemini's thought signature).</summary>
    public const string SignatureKey = "martin.signature";

    /// <summary>On a call: the id that its provider gave it, where ours may be another.</summary>
    public const string ProviderCallIdKey = "martin.providerCallId";

    public static string? Of(AIContent content, string key) => content.AdditionalProperties?.GetValueOrDefault(key) as string;
}
