using Martin.Plugins.Models;

namespace Martin.Plugins.Memory.Embedding;

/// <summary>Makes vectors of texts, such that like meanings lie near each other.</summary>
public interface IEmbedder
{
    /// <summary>Names the model: vectors of different models are never compared.</summary>
    string Model { get; }

    /// <summary>It runs in this process: at once, free, and without failing.</summary>
    bool IsLocal { get; }

    /// <param name="userId">On whose account it goes.</param>
    /// <param name="asQuery">What is looked for, not what is kept: some models tell the two apart.</param>
    /// <returns>One for each text, of length 1.</returns>
    /// <exception cref="ProviderException">The provider could not, or the user's cap is reached.</exception>
    Task<IReadOnlyList<float[]>> EmbedAsync(Guid userId, IReadOnlyList<string> texts, bool asQuery, CancellationToken ct);
}
