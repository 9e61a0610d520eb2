using Microsoft.Extensions.AI;

namespace Martin.Plugins.Models;

/// <summary>A model that is ready to answer.</summary>
/// <param name="Name">What users call it: <c>gpt</c>, <c>gemini</c>, <c>offline</c>.</param>
/// <param name="Client">Shared by all turns.</param>
public sealed record Model(string Name, IChatClient Client);

/// <summary>Chooses the model for a turn.</summary>
/// <param name="models">In order of preference; never empty.</param>
public sealed class ModelRouter(IReadOnlyList<Model> models)
{
    /// <returns>The wished-for model if it is here, else the preferred one.</returns>
    public Model Choose(string? wish) => models.FirstOrDefault(m => m.Name == wish) ?? models[0];

    public bool Knows(string name) => models.Any(m => m.Name == name);

    public IEnumerable<string> Names => models.Select(m => m.Name);
}
