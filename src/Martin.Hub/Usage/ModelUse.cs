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

    private bool estimated;

    public ModelUse(ModelPurpose purpose, Model model) : this(purpose, model.Name, model.Id, model.IsLocal ? Free : model.Price) { }

    public long InputTokens { get; private set; }
    public long OutputTokens { get; private set; }

    /// <summary>Millionths of a US dollar; null where the price is not known.</summary>
    public long? CostMicros => price?.CostMicros(InputTokens, OutputTokens);

    public void Add(UsageDetails details)
    {
        InputTokens += details.InputTokenCount ?? 0;
        OutputTokens += details.OutputTokenCount ?? 0;
    }

    /// <summary>As told; what was not told is estimated.</summary>
    /// <param name="input">Tokens; not called where they were told.</param>
    public ModelUse OrEstimated(Func<int> input, Func<int> output)
    {
        if (InputTokens == 0) (InputTokens, estimated) = (input(), true);
        if (OutputTokens == 0 && output() is > 0 and var said) (OutputTokens, estimated) = (said, true);
        return this;
    }

    /// <param name="timeZone">IANA; the day is the user's.</param>
    public ModelUseRow ToRow(Guid userId, Guid? turnId, DateTimeOffset now, string timeZone) => new()
    {
        Id = Guid.CreateVersion7(now), UserId = userId, Day = UsageDay.Of(now, timeZone), Purpose = purpose.Name(), Model = provider, ModelId = id,
        InputTokens = InputTokens, OutputTokens = OutputTokens, Estimated = estimated, CostMicros = CostMicros, TurnId = turnId, CreatedAt = now,
    };
}
