using System.Text.Json;
using Martin.Plugins.Models.Offline.Wishes;

namespace Martin.Plugins.Models.Offline.Talk;

/// <summary>A question that was not answered yet, with the wish that waits for it and what that has found so far.</summary>
internal sealed record OpenQuestion(Wish Wish, Ask Ask, IReadOnlyList<ToolResult> Results)
{
    /// <summary>Something waits for its answer; an offer or a guess does not.</summary>
    public bool IsWaiting => !Ask.IsOffer && Wish.IsUnderstood;
}

/// <summary>What was done last, for a message that changes it.</summary>
internal sealed record DoneWish(Wish Wish, IReadOnlyList<ToolResult> Results);

/// <summary>Where a conversation stands: its open questions, the newest first, and what was done last.</summary>
/// <param name="IsDoneLatest">What was done is newer than the newest question.</param>
internal sealed record Dialog(IReadOnlyList<OpenQuestion> Open, DoneWish? Done, bool IsDoneLatest)
{
    /// <summary>Older questions are forgotten.</summary>
    private const int MostOpen = 3;

    public static readonly Dialog Empty = new([], null, false);

    /// <summary>After a turn that answered one of the questions or began something of its own.</summary>
    /// <param name="answered">The question that the turn answered.</param>
    public Dialog After(OpenQuestion? answered, OpenQuestion? asked, IReadOnlyList<DoneWish> done)
    {
        // Who says the same wish anew, whole, needs no question about it any more; a guess at a meaning is worth one turn.
        var left = Open.Where(q => q != answered && q.IsWaiting && !done.Any(d => d.Wish.Restates(q.Wish))
            && asked?.Wish.Restates(q.Wish) != true);
        if (asked is not null) left = left.Prepend(asked);
        var latest = done.LastOrDefault(d => d.Wish is not Spoken);
        return new([.. left.Take(MostOpen)], latest ?? Done, asked is null && (latest is not null || IsDoneLatest));
    }

    public Dialog WithoutQuestions => this with { Open = [], IsDoneLatest = Done is not null };

    /// <summary>Once the user has decided on a proposal, what was proposed is there, or is no more to be spoken of.</summary>
    public Dialog After(JsonElement decision) => decision.Text("status") is "rejected" or "expired" ? this with { Done = null } : this;
}
