using Martin.Plugins.Models.Offline.Wishes;

namespace Martin.Plugins.Models.Offline.Reading.Frames;

/// <summary>
/// Reads what the precise readers leave: finds the domain by its nouns, the act by verb and sentence form, then the slots. Looking is harmless and
/// read freely; what writes must be asked for in so many words.
/// </summary>
internal static class FrameReader
{
    /// <summary>A longer text is a letter, not a wish.</summary>
    private const int MostTokens = 60;

    private static readonly Func<Frame, Wish?>[] Domains =
    [
        ContactFrames.Read, AlarmFrames.Read, ReminderFrames.Read, ListFrames.Read, MailFrames.Read, ClockFrames.Read, CalendarFrames.Read, TaskFrames.Read, QuestionFrames.Read, RemoveFrames.Read,
    ];

    /// <summary>What has no precise reader, and which those of other domains would take for their own.</summary>
    public static Wish? ReadFirst(Piece p)
    {
        if (FrameOf(p) is not { } frame) return null;
        if (ClockFrames.Read(frame) is { } clock) return clock;
        return frame.IsConditional || IsHowTo(frame) ? null : ContactFrames.ReadAdd(frame) ?? ReminderFrames.ReadTold(frame) ?? AlarmFrames.Read(frame) ?? CalendarFrames.ReadMarked(frame) ?? ListFrames.ReadNamed(frame);
    }

    public static Wish? Read(Piece p)
    {
        if (FrameOf(p) is not { IsConditional: false } frame || IsHowTo(frame)) return null;
        foreach (var domain in Domains)
            if (domain(frame) is { } wish) return wish;
        return null;
    }

    private static Frame? FrameOf(Piece p) => p.End <= p.Start || p.T.Count > MostTokens || new Frame(p) is not { } frame || frame.From >= frame.To ? null : frame;

    /// <summary>"how do I cancel a meeting?", "should I move it?", "why did you …": a question about doing, not a wish.</summary>
    private static bool IsHowTo(Frame f) =>
        (f.Is(f.From, "should", "why") && f.Is(f.From + 1, "i", "you", "did", "didn't", "do", "don't", "does", "doesn't", "is", "isn't", "are", "was", "wasn't") || f.Is(f.From, "did") && f.Is(f.From + 1, "you") && !f.Has(Nouns.Alarms)) && !f.Has(Nouns.SureMails)
        || f.Is(f.From, "how") && f.Is(f.From + 1, "do", "can", "to", "does", "did", "would", "should") && f.Is(f.From + 2, "i", "you", "one", "we", "cancel", "create", "make", "set", "send") && !f.Has("dial", "reach", "contact");
}
