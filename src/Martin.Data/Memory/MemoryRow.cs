namespace Martin.Data.Memory;

/// <summary>How Martin came to know something.</summary>
public enum MemoryOrigin
{
    /// <summary>Written down by the user, in a form.</summary>
    User,

    /// <summary>Saved in a conversation, by a tool.</summary>
    Chat,

    /// <summary>Drawn from what the user said, behind the turn.</summary>
    Learned,
}

/// <summary>Something that Martin remembers of its user.</summary>
public sealed class MemoryRow : IOwned, IVersioned
{
    public required Guid Id { get; init; }
    public required Guid UserId { get; init; }
    public required string Content { get; set; }

    /// <summary>The vector's id in the index; null until there is one.</summary>
    public string? EmbeddingId { get; set; }

    /// <summary>The model of that vector; null while it waits for one.</summary>
    public string? EmbeddingModel { get; set; }

    /// <summary>JSON object with at least <c>type</c>.</summary>
    public string? Context { get; set; }

    public MemoryOrigin Origin { get; set; }
    public Guid? TurnId { get; set; }

    /// <summary>The user's own words that it was drawn from.</summary>
    public string? Quote { get; set; }

    /// <summary>When they said them.</summary>
    public DateTimeOffset? SaidAt { get; set; }

    /// <summary>The older memory that it takes the place of.</summary>
    public Guid? Supersedes { get; set; }

    /// <summary>When a newer one took its place; null: it holds.</summary>
    public DateTimeOffset? SupersededAt { get; set; }

    /// <summary>It was made from words that came from outside: so is every prompt that it stands in.</summary>
    public bool FromOutside { get; set; }

    public int Version { get; set; }
    public required DateTimeOffset CreatedAt { get; init; }
}

/// <summary>A memory's vector, of length 1; the index in the database, and the copy from which another index is filled.</summary>
public sealed class MemoryVectorRow : IOwned
{
    public required Guid MemoryId { get; init; }
    public required Guid UserId { get; init; }

    /// <summary>Vectors of different models never meet.</summary>
    public required string Model { get; set; }

    /// <summary>32-bit floats, little-endian.</summary>
    public required byte[] Vector { get; set; }

    /// <summary>The value of <see cref="Users.UserRow.MemoryRevision"/> that it came with: whoever knows the vectors up to one reads only what is newer.</summary>
    public required long Revision { get; set; }

    /// <summary>When an index outside took it; null: none has.</summary>
    public DateTimeOffset? IndexedAt { get; set; }
}

/// <summary>A vector that an index outside has yet to remove. It outlives its user.</summary>
public sealed class VectorRemovalRow
{
    public required Guid Id { get; init; }
    public required Guid UserId { get; init; }

    /// <summary>null: all of the user's.</summary>
    public Guid? MemoryId { get; init; }

    public required DateTimeOffset RequestedAt { get; init; }
}
