namespace Martin.Hub.Turns;

/// <summary>
/// Sequence numbers of a turn. Each owner (epoch) counts in a range of its own, so that no number is ever used for two
/// events, whatever an owner that died had already shown. 2^21 epochs fit below JavaScript's 2^53.
/// </summary>
public static class TurnSeq
{
    public const long PerEpoch = 1L << 32;
    public const long Max = (1L << 53) - 1;

    /// <summary>The number before the first of an epoch; 0 in epoch 0.</summary>
    public static long Base(int epoch) => epoch * PerEpoch;

    /// <summary>The epoch a reader stands in who has seen all up to <paramref name="seq"/>.</summary>
    public static int EpochOf(long seq) => seq == 0 ? 0 : (int)((seq - 1) / PerEpoch);
}
