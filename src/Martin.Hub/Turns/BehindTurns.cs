using System.Threading.Channels;

namespace Martin.Hub.Turns;

/// <summary>Work that turns ask for and do not wait for. A wish that is lost, by a restart or because too many wait, comes up again or does no harm.</summary>
/// <param name="atOnce">A slow provider holds up so many, not all.</param>
public abstract class BehindTurns<TWish>(int atOnce) : BackgroundService
{
    /// <summary>Wishes that wait; more than that are left to later turns.</summary>
    private const int MaxWaiting = 1_000;

    private readonly Channel<TWish> wishes = Channel.CreateBounded<TWish>(new BoundedChannelOptions(MaxWaiting) { FullMode = BoundedChannelFullMode.DropWrite });

    protected void Ask(TWish wish) => wishes.Writer.TryWrite(wish);

    protected abstract Task DoAsync(TWish wish, CancellationToken ct);

    protected abstract void Failed(Exception e, TWish wish);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Parallel.ForEachAsync(wishes.Reader.ReadAllAsync(stoppingToken), new ParallelOptions { MaxDegreeOfParallelism = atOnce, CancellationToken = stoppingToken },
            async (wish, ct) =>
            {
                try
                {
                    await DoAsync(wish, ct);
                }
                catch (Exception e) when (e is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
                {
                    Failed(e, wish);
                }
            });
    }
}
