using Microsoft.Extensions.AI;

namespace Martin.Plugins.Models;

/// <summary>What a model is asked for.</summary>
public enum ModelPurpose { Chat, Triage, Draft, Schedule, Extract, Summary, Embed }

/// <summary>What a provider charges, in US dollars for a million tokens.</summary>
public sealed record ModelPrice(double InputPerMillion, double OutputPerMillion)
{
    /// <summary>Millionths of a US dollar.</summary>
    public long CostMicros(long inputTokens, long outputTokens) =>
        (long)Math.Ceiling(inputTokens * InputPerMillion + outputTokens * OutputPerMillion);
}

/// <summary>A model that is ready to answer.</summary>
/// <param name="name">What users call it: <c>gpt</c>, <c>gemini</c>, <c>offline</c>.</param>
/// <param name="id">What its provider calls it.</param>
/// <param name="client">Shared by all turns.</param>
public sealed class Model(string name, string id, IChatClient client, ModelHealth health)
{
    /// <summary>The one that needs no provider.</summary>
    public const string Offline = "offline";

    public string Name => name;
    public string Id => id;
    public IChatClient Client => client;
    public ModelHealth Health => health;

    /// <summary>null: not known, so that no cost can be told.</summary>
    public ModelPrice? Price { get; init; }

    /// <summary>Tokens that a request and its answer may have together.</summary>
    public int ContextTokens { get; init; } = int.MaxValue;

    /// <summary>It runs in this process: free, always there, and no language model.</summary>
    public bool IsLocal => name == Offline;
}

/// <summary>Says which models may answer, the best choice first: by what it is for, the user's wish, health and price.</summary>
/// <param name="models">In order of preference, the local one last; never empty.</param>
public sealed class ModelRouter(IReadOnlyList<Model> models)
{
    // Nobody waits for these, and there are many of them: the cheapest model does.
    private static readonly ModelPurpose[] Silent = [ModelPurpose.Triage, ModelPurpose.Extract, ModelPurpose.Summary];

    public IEnumerable<string> Names => models.Select(m => m.Name);

    public bool Knows(string name) => models.Any(m => m.Name == name);

    /// <summary>The model that is tried first.</summary>
    public Model Choose(string? wish) => InOrder(ModelPurpose.Chat, wish)[0];

    /// <summary>All that may be tried, one after the other. A model that fails at present stands behind those that don't, the local one behind all unless wished for.</summary>
    /// <param name="wish">A name; one that is not here counts for nothing.</param>
    public IReadOnlyList<Model> InOrder(ModelPurpose purpose, string? wish) =>
    [
        .. models.Select((Model, Place) => (Model, Place))
            .OrderBy(m => m.Model.Name != wish && m.Model.IsLocal)
            .ThenBy(m => m.Model.Health.IsFailing)
            .ThenBy(m => m.Model.Name != wish)
            .ThenBy(m => Array.IndexOf(Silent, purpose) >= 0 ? m.Model.Price?.CostMicros(1_000, 100) ?? long.MaxValue : 0)
            .ThenBy(m => m.Place)
            .Select(m => m.Model),
    ];
}
