using Microsoft.Extensions.AI;

namespace Martin.Plugins.Models;

/// <summary>Asks a model for what no turn waits for, metered and held to the user's cap; what keeps the accounts stands behind it.</summary>
public interface ISilentModel
{
    /// <summary>Asks for data of this shape, by structured outputs.</summary>
    /// <returns>null where there is no model but the local one, or the user's cap is reached.</returns>
    /// <exception cref="ProviderException">No model could answer.</exception>
    Task<T?> AskForAsync<T>(Guid userId, ModelPurpose purpose, IReadOnlyList<ChatMessage> messages, CancellationToken ct) where T : class;
}
