using System.Text.Json;
using Martin.Data;
using Martin.Data.Memory;
using Martin.Hub.Http;
using Martin.Hub.Wire;
using Martin.Plugins.Memory;

namespace Martin.Hub.Memory;

/// <summary>A memory as clients see it (contract: Memory).</summary>
public sealed record MemoryInfo
{
    public required Guid Id { get; init; }
    public required string Content { get; init; }

    /// <summary>An object with at least a type, such as fact.</summary>
    public required JsonElement Context { get; init; }

    public required MemorySourceInfo Source { get; init; }

    /// <summary>The older memory whose place it took.</summary>
    public Guid? Supersedes { get; init; }

    /// <summary>When a newer one took its place; absent in lists, which hold none of those.</summary>
    public DateTimeOffset? SupersededAt { get; init; }

    /// <summary>Of a search: how near it lies to what was asked, −1 to 1.</summary>
    public double? Score { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public static MemoryInfo From(MemoryRow row) => new()
    {
        Id = row.Id, Content = row.Content, Context = JsonSerializer.Deserialize<JsonElement>(row.Context ?? MemoryDraft.Fact), Source = new(row.Origin, row.TurnId, row.Quote, row.SaidAt),
        Supersedes = row.Supersedes, SupersededAt = row.SupersededAt, CreatedAt = row.CreatedAt,
    };

    public static MemoryInfo From(FoundMemory found) => From(found.Row) with { Score = Math.Round(found.Score, 4) };
}

/// <param name="Kind">Written by the user, saved in a chat, or learned from what they said.</param>
/// <param name="Quote">The user's own words that it was drawn from.</param>
public sealed record MemorySourceInfo(MemoryOrigin Kind, Guid? TurnId, string? Quote, DateTimeOffset? SaidAt);

/// <summary>A corrected memory; of a new one, all that is given.</summary>
public record MemoryInput : IChecked
{
    public required string Content { get; init; }

    /// <summary>An object with at least a type; absent: a fact, and of a correction what it was.</summary>
    public JsonElement? Context { get; init; }

    public virtual MemoryDraft Draft() => new(Content, Context is { ValueKind: not (JsonValueKind.Null or JsonValueKind.Undefined) } context ? context.GetRawText() : null);

    public IEnumerable<(string Field, string Problem)> Problems() => Draft().Problems();
}

/// <summary>A new memory.</summary>
public sealed record NewMemory : MemoryInput
{
    /// <summary>The memory whose place it takes.</summary>
    public Guid? Supersedes { get; init; }

    public override MemoryDraft Draft() => base.Draft() with { Supersedes = Supersedes };
}

public sealed record MemoryQuery : PageQuery
{
    internal const int MaxChars = 1_000;

    /// <summary>What to look for, by meaning; the nearest come first, and there is one page of them.</summary>
    public string? Q { get; init; }

    public override IEnumerable<(string Field, string Problem)> Problems() => base.Problems().Concat(Rule.Broken(
        ("q", Rule.Length(Q, 0, MaxChars)), ("cursor", Q is null || Cursor is null ? null : "must not be given with q: a search has one page")));
}
