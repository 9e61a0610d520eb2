using System.Text;
using System.Text.Json;

namespace Martin.Testing.Clients;

/// <summary>
/// The judge of one turn's events. Holds the contract's rules to the letter: seq starts at 1 and rises by 1; only a turn_reset may jump,
/// and it drops what came after toSeq; exactly one event ends the turn and nothing follows it; the deltas joined, less what was reset,
/// are the stored message. Keep one reader over all cuts and resumes of a device.
/// </summary>
public sealed class TurnReader
{
    private static readonly HashSet<string> Known =
    [
        "turn_queued", "turn_started", "text_delta", "tool_started", "tool_finished", "action_requested", "action_resolved", "turn_reset",
        "turn_completed", "turn_cancelled", "turn_failed",
    ];

    private readonly List<WireEvent> kept = [];
    private readonly List<WireEvent> all = [];
    private long? mustResetTo; // set by Resumed: a reset that opens the stream may not point behind where we stand

    /// <param name="afterSeq">Where the reading starts: 0 = the whole turn; above 0 the text before is unknown and the message is not compared.</param>
    public TurnReader(long afterSeq = 0)
    {
        LastSeq = afterSeq;
        From = afterSeq;
    }

    /// <summary>The seq to resume after.</summary>
    public long LastSeq { get; private set; }
    /// <summary>What came up to this seq was not read here; 0 = the whole turn is known.</summary>
    public long From { get; private set; }
    public string? TurnId { get; private set; }
    /// <summary>Events that stand, without the resets and what they dropped.</summary>
    public IReadOnlyList<WireEvent> Events => kept;
    /// <summary>Everything received, resets and dropped events included.</summary>
    public IReadOnlyList<WireEvent> Received => all;
    public int Resets { get; private set; }
    /// <summary>The event that ended the turn.</summary>
    public WireEvent? End { get; private set; }
    public string Text => Join(kept);
    public IEnumerable<JsonElement> Tools(string type) => kept.Where(e => e.Type == type).Select(e => e["tool"]!.Value);

    /// <summary>Says that the next event comes from a new stream opened with afterSeq = <see cref="LastSeq"/>.</summary>
    public void Resumed() => mustResetTo = LastSeq;

    /// <exception cref="WireViolationException">The event breaks a rule.</exception>
    public void Accept(WireEvent e)
    {
        WireEventShape.Check(e, Fail);
        if (TurnId is not null && e.TurnId != TurnId) throw Fail(e, $"belongs to turn {e.TurnId}, not {TurnId}");
        if (End is not null) throw Fail(e, $"comes after the turn ended with {End.Type} #{End.Seq}");
        if (!Known.Contains(e.Type)) throw Fail(e, "has a type that the contract does not know");
        if (e.Type == "turn_reset") AcceptReset(e);
        else if (e.Seq != LastSeq + 1) throw Fail(e, e.Seq <= LastSeq ? $"comes again or out of order (last was {LastSeq})" : $"leaves a gap after {LastSeq}; only a turn_reset may");
        else AcceptNext(e);
        TurnId = e.TurnId;
        LastSeq = e.Seq;
        mustResetTo = null;
        all.Add(e);
    }

    /// <summary>To be called when the server has ended the stream in good order.</summary>
    /// <exception cref="WireViolationException">No event had ended the turn.</exception>
    public void StreamEnded()
    {
        if (End is null) throw new WireViolationException($"The stream ended at seq {LastSeq} without turn_completed, turn_cancelled or turn_failed.{Tail()}");
    }

    /// <summary>Two devices on one turn: every seq that both received is the same event.</summary>
    public void AssertAgreesWith(TurnReader other)
    {
        var theirs = other.all.ToDictionary(e => e.Seq);
        foreach (var mine in all)
            if (theirs.TryGetValue(mine.Seq, out var same) && !JsonElement.DeepEquals(mine.Json, same.Json))
                throw new WireViolationException($"Two readers got different events for one seq:\n  {mine}\n  {same}");
        if (From == 0 && other.From == 0 && End is not null && other.End is not null && Text != other.Text)
            throw new WireViolationException($"Two readers of one turn got different text:\n  {Text}\n  {other.Text}");
    }

    private void AcceptReset(WireEvent e)
    {
        var to = e["toSeq"]!.Value.GetInt64();
        if (e.Seq <= LastSeq) throw Fail(e, $"a reset's seq may jump ahead but not back (last was {LastSeq})");
        if (to < 0 || to > LastSeq) throw Fail(e, $"toSeq must lie between 0 and the last seq, {LastSeq}");
        if (mustResetTo is { } stood && to > stood) throw Fail(e, $"opens a stream resumed after {stood}, so toSeq may not be above it");
        From = Math.Min(From, to); // the server may start further back than it was asked to
        kept.RemoveAll(k => k.Seq > to);
        Resets++;
    }

    private void AcceptNext(WireEvent e)
    {
        var started = kept.Exists(k => k.Type == "turn_started");
        if (e.Type == "turn_started" && started) throw Fail(e, "a second turn_started");
        if (From == 0 && !started && e.Type is not ("turn_started" or "turn_queued" or "turn_cancelled" or "turn_failed")) throw Fail(e, "comes before turn_started");
        if (e.Type is "tool_started" or "tool_finished") CheckTool(e);
        if (e.IsEnd) CheckEnd(e);
        kept.Add(e);
    }

    private void CheckTool(WireEvent e)
    {
        var id = CallId(e);
        var starts = kept.Count(k => k.Type == "tool_started" && CallId(k) == id);
        var finishes = kept.Count(k => k.Type == "tool_finished" && CallId(k) == id);
        if (e.Type == "tool_started" && starts > 0) throw Fail(e, $"starts call {id} a second time");
        if (e.Type == "tool_finished" && finishes > 0) throw Fail(e, $"finishes call {id} a second time");
        if (e.Type == "tool_finished" && starts == 0 && From == 0) throw Fail(e, $"finishes call {id}, which never started");
    }

    private void CheckEnd(WireEvent e)
    {
        End = e;
        var open = kept.Where(k => k.Type == "tool_started").Select(CallId).Except(kept.Where(k => k.Type == "tool_finished").Select(CallId)).ToList();
        if (e.Type == "turn_completed" && open.Count > 0) throw Fail(e, $"completes the turn while {string.Join(", ", open)} has not finished");
        if (From > 0) return;
        var said = Text;
        var stored = e["message"]?.GetProperty("content").GetString();
        if (stored is null ? e.Type == "turn_completed" || said.Length > 0 && e.Type == "turn_cancelled" : stored != said)
            throw Fail(e, $"the stored message differs from the deltas joined.\n  deltas: {said}\n  stored: {stored ?? "(none)"}");
    }

    private static string CallId(WireEvent e) => e["tool"]!.Value.GetProperty("callId").GetString()!;

    private static string Join(IEnumerable<WireEvent> events)
    {
        var text = new StringBuilder();
        foreach (var e in events.Where(e => e.Type == "text_delta")) text.Append(e["text"]!.Value.GetString());
        return text.ToString();
    }

    private WireViolationException Fail(WireEvent e, string why) => new($"{e.Type} #{e.Seq}: {why}.\n  {e}{Tail()}");

    private string Tail() => all.Count == 0 ? "" : "\n  before it:\n    " + string.Join("\n    ", all.TakeLast(4));
}
