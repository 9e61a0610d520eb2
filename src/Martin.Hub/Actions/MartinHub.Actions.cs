using Martin.Hub.Actions;

namespace Martin.Hub;

public sealed partial class MartinHub
{
    /// <summary>The user's decision on a proposed action; the same one again returns the same action.</summary>
    public Task<ActionView> ResolveAction(ResolveAction decision) => actions.ResolveAsync(Decider.Of(Context.User!), decision, CancellationToken.None);

    /// <summary>Takes an executed action back.</summary>
    public Task<ActionView> UndoAction(Guid actionId) => actions.UndoAsync(Decider.Of(Context.User!), actionId, CancellationToken.None);
}
