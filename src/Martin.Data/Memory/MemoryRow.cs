namespace Martin.Data.Memory;

public sealed class MemoryRow : IOwned
{
    public required Guid Id { get; init; }
    public required Guid UserId { get; init; }
    public required string Content { get; set; }

    /// <summary>The vector's id in the index.</summary>
    public string? EmbeddingId { get; set; }

    /// <summary>JSON object with at least <c>type</c>.</summary>
    public string? Context { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }
}
