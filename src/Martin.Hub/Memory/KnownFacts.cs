using System.Globalization;
using System.Text;
using Martin.Data;
using Martin.Data.Memory;
using Martin.Plugins.Memory;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Caching.Memory;

namespace Martin.Hub.Memory;

/// <summary>What a prompt holds of the user's memories: all of them while they are few, else those that fit what was said.</summary>
public sealed class KnownFacts(MemorySearch search, MemoryOptions options) : IDisposable
{
    private const int MaxUsers = 10_000;

    /// <summary>No more than this are shown to every prompt, however short they are.</summary>
    private const int MaxShown = 100;

    private readonly MemoryCache known = new(new MemoryCacheOptions { SizeLimit = MaxUsers });

    /// <param name="Text">One a line, the oldest first.</param>
    /// <param name="FromOutside">Some were made from what others wrote.</param>
    public sealed record Shown(string Text, bool FromOutside);

    /// <param name="AreMany">Too many to show all.</param>
    private sealed record Few(long Revision, Shown? Shown, bool AreMany);

    /// <param name="said">What the user has just said; null in a turn that Martin began.</param>
    /// <returns>null: nothing is known.</returns>
    public async ValueTask<Shown?> ForAsync(MartinDb db, string? said, string timeZone, CancellationToken ct)
    {
        if (options.PromptChars == 0) return null;
        var revision = await db.MemoryRevisionAsync(ct);
        if (revision == 0) return null;  // never has anything been remembered
        if (!known.TryGetValue(db.Owner, out Few? few) || few!.Revision != revision)
        {
            few = await ReadAsync(db, revision, timeZone, ct);
            known.Set(db.Owner, few, new MemoryCacheEntryOptions { Size = 1, SlidingExpiration = TimeSpan.FromHours(1) });
        }
        return !few.AreMany ? few.Shown : said is null || options.PromptCount == 0 ? null : await FittingAsync(db, said, timeZone, ct);
    }

    private async Task<Few> ReadAsync(MartinDb db, long revision, string timeZone, CancellationToken ct)
    {
        var newest = await MemoryBook.Holding(db).OrderByDescending(m => m.CreatedAt).Take(MaxShown + 1).ToListAsync(ct);
        var areMany = newest.Count > MaxShown || newest.Sum(m => m.Content.Length) > options.PromptChars;
        return new(revision, areMany ? null : Show(newest, timeZone), areMany);
    }

    private async Task<Shown?> FittingAsync(MartinDb db, string said, string timeZone, CancellationToken ct)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(ct);
        deadline.CancelAfter(options.PromptDeadline);
        try
        {
            return Show((await search.FindAsync(db, said, options.PromptCount, deadline.Token)).Select(f => f.Row), timeZone);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return null;  // the model can still ask by itself
        }
    }

    private static Shown? Show(IEnumerable<MemoryRow> memories, string timeZone)
    {
        var text = new StringBuilder();
        var outside = false;
        foreach (var memory in memories.OrderBy(m => m.CreatedAt))
        {
            var since = Zones.ToLocal(memory.SaidAt ?? memory.CreatedAt, timeZone).ToString("uuuu-MM-dd", CultureInfo.InvariantCulture);
            text.Append("\n- ").Append(memory.Content.ReplaceLineEndings(" ")).Append(" (").Append(since).Append(')');
            outside |= memory.FromOutside;
        }
        return text.Length == 0 ? null : new(text.ToString(), outside);
    }

    public void Dispose() => known.Dispose();
}
