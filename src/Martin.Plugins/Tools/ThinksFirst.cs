namespace Martin.Plugins.Tools;

/// <summary>
/// Implemented by plugins whose writes first need what takes long or may fail, such as a model's answer: that is found out before the transaction in
/// which the write is made, and given to it as <see cref="ToolContext.Thought"/>.
/// </summary>
public interface IThinksFirst
{
    /// <returns>null: there is nothing to find out for this tool.</returns>
    /// <exception cref="ToolRefusedException">It can't be done; the message says why.</exception>
    Task<object?> ThinkAsync(string tool, ToolArguments arguments, ToolContext context, CancellationToken ct);
}
