using Martin.Data;
using Martin.Data.Usage;
using Martin.Plugins.Models;
using Microsoft.Extensions.AI;

namespace Martin.Hub.Usage;

/// <summary>What one request to a model took.</summary>
/// <param name="provider">gpt, gemini or offline.</param>
/// <param name="id">The model, as its provider calls it.</param>
/// <param name="price">null where it is not known.</param>
public sealed class ModelUse(ModelPurpose purpose, string provider, string id, ModelPrice? price)
{
    private static readonly ModelPrice Free = new(0, 0);

    /// <summary>English text has some four characters a token, and other scripts fewer; good enough for a request whose provider told no numbers.</summary>
    private const int CharsPerToken = 4;

    private bool estimated;

    public ModelUse(ModelPurpose purpose, Model model) : this(purpose, model.Name, model.Id, model.IsLocal ? Free : model.Price) { }

    /// <summary>The provider has told numbers.</summary>
    public bool IsTold { get; private set; }

    public long InputTokens { get; private set; }
    public long OutputTokens { get; private set; }

    /// <summary>Millionths of a US dollar; null where the price is not known.</summary>
    public long? CostMicros => price?.CostMicros(InputTokens, OutputTokens);

    public void Add(UsageDetails details)
    {
        IsTold = true;
        InputTokens += details.InputTokenCount ?? 0;
        OutputTokens += details.OutputTokenCount ?? 0;
    }

    /// <summary>As told, or estimated if nothing was.</summary>
    public ModelUse OrEstimated(IEnumerable<ChatMessage> prompt, int saidChars) => OrEstimated(prompt.Sum(m => m.Contents.Sum(Chars)), saidChars);

    private static int Chars(AIContent content) => content switch
    {
        TextContent text => text.Text.Length,
        FunctionResultContent { Result: string result } => result.Length,
        FunctionCallContent call => call.Name.Length + (call.Arguments?.Sum(a => a.Key.Length + (a.Value?.ToString()?.Length ?? 0)) ?? 0),
        _ => 0,
    };

    /// <inheritdoc cref="OrEstimated(IEnumerable{ChatMessage}, int)"/>
    public ModelUse OrEstimated(int promptChars, int saidChars)
    {
        if (IsTold) return this;
        estimated = true;
        InputTokens = promptChars / CharsPerToken;
        OutputTokens = saidChars / CharsPerToken;
        return this;
    }

    /// <param name="timeZone">IANA; the day is the user's.</param>
    public ModelUseRow ToRow(Guid userId, Guid? turnId, DateTimeOffset now, string timeZone) => new()
    {
        Id = Guid.CreateVersion7(now), UserId = userId, Day = UsageDay.Of(now, timeZone), Purpose = purpose.Name(), Model = provider, ModelId = id,
        InputTokens = InputTokens, OutputTokens = OutputTokens, Estimated = estimated, CostMicros = CostMicros, TurnId = turnId, CreatedAt = now,
    };
}
