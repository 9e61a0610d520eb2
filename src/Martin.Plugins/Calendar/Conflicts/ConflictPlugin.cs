using System.ComponentModel;
using Martin.Data;
using Martin.Plugins.Calendar.Availability;
using Martin.Plugins.Rules;
using Martin.Plugins.Tools;
using Microsoft.SemanticKernel;

namespace Martin.Plugins.Calendar.Conflicts;

/// <summary>The tool that tells what overlaps in the user's calendar. What becomes of it is done with the tools on the events themselves.</summary>
public sealed class ConflictPlugin(TimeProvider clock)
{
    /// <summary>Open conflicts that are read at once, and pages of them that are looked through: they are kept by when they were found, not by when they are.</summary>
    private const int PageSize = 200;

    private const int MostPages = 10;

    /// <summary>Conflicts that one answer lists.</summary>
    private const int MostListed = 20;

    [KernelFunction("list_conflicts"), Effect(Effect.Read)]
    [Description("Lists events that overlap on the user's calendar, with free times to which one of them could move. To settle one, move or cancel one of its events.")]
    public async Task<string> ListAsync([FromKernelServices] ToolContext context,
        [Description("Local time from which on; now without it")] string? from = null, [Description("Local time until which; no end without it")] string? to = null,
        CancellationToken ct = default)
    {
        var start = ToolTimes.ReadOptional("from", from, context) ?? context.Now;
        var end = ToolTimes.ReadOptional("to", to, context) ?? DateTimeOffset.MaxValue;
        if (end <= start) throw new ToolRefusedException("to must be after from.");
        var (all, isWhole) = await WithinAsync(context, start, end, ct);
        var within = all.OrderBy(c => Meeting(c, context.TimeZone).Begins).Take(MostListed).ToList();
        var ways = await ConflictWaysOut.FindAsync(new AvailabilityBook(context.Db, clock), within, context.Now, ct);
        context.HoldsOutsideContent = within.Exists(c => c.First.IsFromOutside || c.Second.IsFromOutside);
        if (context.HoldsOutsideContent) context.Sources.Add(new("events that came from outside"));
        context.Summary = within.Count switch { 0 when !isWhole => "No conflicts among those looked through; there are more", 0 => "No conflicts", 1 => "1 conflict", var n => $"{n} conflicts" };
        return ToolResults.Of(new
        {
            ok = true, timeZone = context.TimeZone, more = isWhole && all.Count == within.Count ? null : (bool?)true, conflicts = within.Select(c => new
            {
                id = c.Row.Id, overlapMinutes = (int)Math.Ceiling(c.Overlap.TotalMinutes),
                events = new[] { c.First, c.Second }.OrderBy(e => e.Takes(context.TimeZone).Start).Select(e => EventText.Of(e, context)),
                suggestions = ways.GetValueOrDefault(c.Row.Id, []).Select(w => new
                {
                    eventId = w.Event.Id, newStart = ToolTimes.Local(w.To.Start, context), newEnd = ToolTimes.Local(w.To.End, context), reasons = w.To.Reasons,
                }),
            }),
        });
    }

    /// <returns>Also whether all were looked through.</returns>
    private async Task<(List<Conflict> Within, bool IsWhole)> WithinAsync(ToolContext context, DateTimeOffset start, DateTimeOffset end, CancellationToken ct)
    {
        var book = new ConflictBook(context.Db, clock);
        List<Conflict> within = [];
        Keyset? after = null;
        for (var page = 0; page < MostPages; page++)
        {
            var open = await book.ListAsync(new Page(PageSize, after), ct);
            within.AddRange(open.Items.Where(c => Meeting(c, context.TimeZone) is var (begins, ends) && begins < end && ends > start));
            if ((after = open.Next) is null) return (within, true);
        }
        return (within, false);
    }

    /// <summary>The time that both take.</summary>
    private static (DateTimeOffset Begins, DateTimeOffset Ends) Meeting(Conflict conflict, string zone)
    {
        var (first, second) = (conflict.First.Takes(zone), conflict.Second.Takes(zone));
        return (first.Start > second.Start ? first.Start : second.Start, first.End < second.End ? first.End : second.End);
    }
}
