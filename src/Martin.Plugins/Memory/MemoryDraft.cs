using System.Text.Json;
using Martin.Data.Memory;
using Martin.Plugins.Rules;

namespace Martin.Plugins.Memory;

/// <summary>All of a memory that a person or a tool may set.</summary>
/// <param name="Context">A JSON object with at least <c>type</c>; null is a fact.</param>
/// <param name="Supersedes">The memory whose place it takes.</param>
public sealed record MemoryDraft(string Content, string? Context = null, Guid? Supersedes = null)
{
    public const int MaxContentChars = 2_000;
    public const int MaxContextChars = 4_000;
    public const string Fact = """{"type":"fact"}""";

    /// <summary>Broken rules by wire name; none when it may be stored.</summary>
    public IEnumerable<(string Field, string Problem)> Problems() => Rule.Broken(
        ("content", Rule.Filled(Content) ?? Rule.Length(Content, 1, MaxContentChars)),
        ("context", ContextProblem()));

    private string? ContextProblem()
    {
        if (Context is null) return null;
        if (Context.Length > MaxContextChars) return $"must have at most {MaxContextChars} characters as JSON";
        using var parsed = JsonDocument.Parse(Context);
        return parsed.RootElement.ValueKind == JsonValueKind.Object && parsed.RootElement.TryGetProperty("type", out var type)
            && type.ValueKind == JsonValueKind.String && type.GetString() is { Length: >= 1 and <= 50 }
            ? null : "must be an object with a type of 1 to 50 characters";
    }
}

/// <summary>Where a memory came from.</summary>
/// <param name="Quote">The user's own words that it was drawn from.</param>
public sealed record MemorySource(MemoryOrigin Origin, Guid? TurnId = null, string? Quote = null, DateTimeOffset? SaidAt = null, bool FromOutside = false)
{
    public static MemorySource User { get; } = new(MemoryOrigin.User);

    public static MemorySource Of(MemoryRow row) => new(row.Origin, row.TurnId, row.Quote, row.SaidAt, row.FromOutside);
}

/// <summary>What brings a removed memory back.</summary>
public sealed record RemovedMemory(Guid Id, MemoryDraft Draft, MemorySource Source, DateTimeOffset CreatedAt);

/// <summary>A memory that was looked for.</summary>
/// <param name="Score">How near it lies to what was asked, −1 to 1.</param>
public sealed record FoundMemory(MemoryRow Row, double Score);

/// <summary>What became of a change.</summary>
public abstract record MemoryOutcome
{
    private MemoryOutcome() { }

    public sealed record Saved(MemoryRow Memory) : MemoryOutcome;

    /// <summary>The same is remembered already; nothing was added.</summary>
    public sealed record Known(MemoryRow Memory) : MemoryOutcome;

    public sealed record NotThere : MemoryOutcome;

    /// <summary>The memory whose place it should take does not exist, or another has taken it.</summary>
    public sealed record NothingToSupersede : MemoryOutcome;

    /// <summary>There is no room for another.</summary>
    public sealed record Full(int Max) : MemoryOutcome;
}
