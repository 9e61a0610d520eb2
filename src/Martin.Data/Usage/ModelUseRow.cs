namespace Martin.Data.Usage;

/// <summary>One request to a model, silent ones and failed ones included.</summary>
public sealed class ModelUseRow : IOwned
{
    public required Guid Id { get; init; }
    public required Guid UserId { get; init; }

    /// <summary>The day on which it was made, in the user's zone.</summary>
    public required DateOnly Day { get; init; }

    /// <summary>chat, triage, draft, schedule, extract, summary or embed.</summary>
    public required string Purpose { get; init; }

    /// <summary>gpt, gemini or offline.</summary>
    public required string Model { get; init; }

    /// <summary>As its provider calls it.</summary>
    public required string ModelId { get; init; }

    public required long InputTokens { get; init; }
    public required long OutputTokens { get; init; }

    /// <summary>The provider told no numbers (a stream that broke off); these are estimated from the texts' lengths.</summary>
    public required bool Estimated { get; init; }

    /// <summary>Millionths of a US dollar; null where the price is not known.</summary>
    public long? CostMicros { get; init; }

    public Guid? TurnId { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
}
