namespace Martin.Plugins.Tools;

/// <summary>
/// Implemented by plugins with writes that leave this Martin. They share no transaction with its database and the answer to any request may be
/// lost, so they are done in two moves, the second of which can be looked up: nothing is ever sent again blindly.
/// </summary>
public interface IActsOutside
{
    /// <summary>Whether this call leaves this Martin; without a connected account it may not.</summary>
    Task<bool> LeavesAsync(string tool, ToolArguments arguments, ToolContext context, CancellationToken ct);

    /// <summary>First move: makes it ready at the provider, unnoticed by others (a draft). The same key again finds what is there.</summary>
    /// <param name="key">The action's; never used for another.</param>
    /// <returns>What the second move and a look-up need; it is stored before that move.</returns>
    /// <exception cref="Models.ProviderException">Refused: it will never work. Anything else: try again.</exception>
    /// <exception cref="ToolRefusedException">It can't be done; the message says why.</exception>
    Task<string> PrepareAsync(string tool, ToolArguments arguments, string key, ToolContext context, CancellationToken ct);

    /// <summary>Second move: does it. With the same <paramref name="prepared"/> the provider does it once, however often it is asked.</summary>
    /// <returns>JSON of what came of it.</returns>
    /// <exception cref="Models.ProviderException">Refused: it was not done. Anything else: nobody knows.</exception>
    Task<string> ActAsync(string tool, string prepared, string key, ToolContext context, CancellationToken ct);

    /// <summary>Asks the provider what became of it.</summary>
    /// <exception cref="Models.ProviderException">It can't tell at present.</exception>
    Task<LookedUp> LookUpAsync(string tool, string prepared, string key, ToolContext context, CancellationToken ct);
}

/// <summary>What a provider says about an action.</summary>
public abstract record LookedUp
{
    private LookedUp() { }

    /// <param name="Result">As <see cref="IActsOutside.ActAsync"/> would have returned it.</param>
    public sealed record Done(string Result) : LookedUp;

    /// <summary>It certainly has not happened and still can.</summary>
    public sealed record NotDone : LookedUp;

    /// <summary>Neither is it done nor can it be any more; the reason is for the user.</summary>
    public sealed record Lost(string Reason) : LookedUp;
}
