using Martin.Data;
using Martin.Data.Usage;
using Martin.Plugins.Models;
using Microsoft.Extensions.AI;

namespace Martin.Hub.Usage;

/// <summary>What one request to a model took.</summary>
public sealed class ModelUse(ModelPurpose purpose, Model model)
{
    /// <summary>English text has some four characters a token, and other scripts fewer; good enough for a request whose provider told no numbers.</summary>
    private const int CharsPerToken = 4;

    private bool estimated;

    /// <summary>The provider has told numbers.</summary>
    public bool IsTold { get; private set; }

    public long InputTokens { get; private set; }
    public long OutputTokens { get; private set; }

    /// <summary>Millionths of a US dollar; null where the price is not known.</summary>
    public long? CostMicros => model.IsLocal ? 0 : model.Price?.CostMicros(InputTokens, OutputTokens);

    public void Add(UsageDetails details)
    {
        IsTold = true;
        InputTokens += details.InputTokenCount ?? 0;
        OutputTokens += details.OutputTokenCount ?? 0;
    }

    /// <summary>As told, or estimated if nothing was.</summary>
    public ModelUse OrEstimated(IEnumerable<ChatMessage> prompt, int saidChars)
    {
        if (IsTold) return this;
        estimated = true;
        InputTokens = prompt.Sum(m => m.Text.Length) / CharsPerToken;
        OutputTokens = saidChars / CharsPerToken;
        return this;
    }

    /// <param name="timeZone">IANA; the day is the user's.</param>
    public ModelUseRow ToRow(Guid userId, Guid? turnId, DateTimeOffset now, string timeZone) => new()
    {
        Id = Guid.CreateVersion7(now), UserId = userId, Day = UsageDay.Of(now, timeZone), Purpose = purpose.Name(), Model = model.Name, ModelId = model.Id,
        InputTokens = InputTokens, OutputTokens = OutputTokens, Estimated = estimated, CostMicros = CostMicros, TurnId = turnId, CreatedAt = now,
    };
}
