using System.Buffers.Text;

namespace Martin.Bench.Load;

/// <summary>
/// What one reader of one answer received: each token once and in order, by its index, and how late each was. Positions by seq are kept
/// so that a turn_reset takes back exactly what it drops.
/// </summary>
internal sealed class StreamLog(int tokens)
{
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<string> turn = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<(long Seq, int Tokens)> positions = [];
    private TaskCompletionSource<long>? resumed;

    /// <summary>Milliseconds from emission to arrival, by token.</summary>
    public float[] LatencyMs { get; } = new float[tokens];
    public int Next { get; private set; }
    public long LastSeq { get; private set; }
    public int Resets { get; private set; }
    /// <summary>When the message was sent and when its first token came, on <see cref="Clock"/>; 0 = not yet.</summary>
    public long SentUs { get; set; }
    public long FirstTokenUs { get; private set; }
    public string? Problem { get; private set; }
    /// <summary>Completes when the stream has ended, well or not.</summary>
    public Task Ended => ended.Task;
    /// <summary>The id of the turn, known with its first event.</summary>
    public Task<string> TurnId => turn.Task;
    public bool IsOver { get; private set; }

    /// <summary>Adds a text of one or more whole tokens.</summary>
    public void Text(ReadOnlySpan<byte> text, long nowUs)
    {
        if (FirstTokenUs == 0) FirstTokenUs = nowUs;
        while (!text.IsEmpty)
        {
            if (!Utf8Parser.TryParse(text, out int index, out var digits) || text.Length <= digits || text[digits] != ':'
                || !Utf8Parser.TryParse(text[(digits + 1)..], out long stampUs, out var more))
            {
                Fail($"text that is no token: {System.Text.Encoding.UTF8.GetString(text)}");
                return;
            }
            if (index != Next) Fail($"token {index} where {Next} was due");
            if (index < tokens) LatencyMs[index] = (nowUs - stampUs) / 1000f;
            Next = index + 1;
            text = text[Math.Min(text.Length, digits + more + 2)..];
        }
    }

    /// <summary>Checks an event's place; to be called before its text is added.</summary>
    public void At(long seq, bool reset, long toSeq)
    {
        resumed?.TrySetResult(Clock.Us);
        if (reset)
        {
            Resets++;
            var kept = positions.FindLastIndex(p => p.Seq <= toSeq);
            Next = kept < 0 ? 0 : positions[kept].Tokens;
            positions.RemoveRange(kept + 1, positions.Count - kept - 1);
        }
        else if (seq != LastSeq + 1) Fail($"seq {seq} after {LastSeq}");
        LastSeq = seq;
    }

    /// <summary>From here on <see cref="Resumed"/> waits for the next event.</summary>
    public void ExpectResumed() => resumed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>When the first event after <see cref="ExpectResumed"/> came, on <see cref="Clock"/>.</summary>
    public Task<long> Resumed => resumed!.Task;

    public void Added() => positions.Add((LastSeq, Next));

    public void Turn(string id) => turn.TrySetResult(id);

    /// <summary>The turn's last event, or (on the floor) the end of the stream.</summary>
    public void Over() => IsOver = true;

    public void End()
    {
        if (Problem is null && Next != tokens) Problem = $"ended with {Next} of {tokens} tokens";
        ended.TrySetResult();
        turn.TrySetCanceled();
        resumed?.TrySetCanceled();
    }

    public void Fail(string problem)
    {
        Problem ??= problem;
        ended.TrySetResult();
        turn.TrySetCanceled();
        resumed?.TrySetCanceled();
    }
}
