using System.Runtime.CompilerServices;
using Martin.Hub.Turns;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Options;

namespace Martin.Hub.Errors;

/// <summary>Turns every failure of a hub method, and of a stream it returned, into <c>CODE: text</c>; counts the streams of a connection.</summary>
public sealed class HubErrors(ILogger<HubErrors> log, IOptions<TurnOptions> options) : IHubFilter
{
    public async ValueTask<object?> InvokeMethodAsync(HubInvocationContext invocationContext, Func<HubInvocationContext, ValueTask<object?>> next)
    {
        try
        {
            var result = await next(invocationContext);
            return result is IAsyncEnumerable<TurnEvent> events ? CountedAsync(events, invocationContext) : result;
        }
        catch (Exception e) when (e is not HubException && !(e is OperationCanceledException && invocationContext.Context.ConnectionAborted.IsCancellationRequested))
        {
            throw Coded(e, invocationContext.HubMethodName);
        }
    }

    private async IAsyncEnumerable<TurnEvent> CountedAsync(IAsyncEnumerable<TurnEvent> items, HubInvocationContext call, [EnumeratorCancellation] CancellationToken ct = default)
    {
        var streams = OpenStreams.Of(call.Context);
        if (!streams.TryOpen(options.Value.MaxStreamsPerConnection)) throw Coded(CodedException.RateLimited(TimeSpan.FromSeconds(1)), call.HubMethodName);
        try
        {
            await using var source = items.GetAsyncEnumerator(ct);
            while (true)
            {
                try
                {
                    if (!await source.MoveNextAsync()) yield break;
                }
                catch (Exception e) when (e is not HubException && !ct.IsCancellationRequested)
                {
                    throw Coded(e, call.HubMethodName);
                }
                yield return source.Current;
            }
        }
        finally
        {
            streams.Close();
        }
    }

    private HubException Coded(Exception e, string method)
    {
        if (CodedException.From(e) is { } coded)
        {
            var retry = coded.RetryAfter is { } after ? $" (retry after {Math.Ceiling(after.TotalSeconds):0} s)" : "";
            return new HubException($"{coded.Code}: {coded.Message}{retry}");
        }
        log.HubMethodFailed(e, method);
        return new HubException($"{ErrorCode.Internal}: Something went wrong inside Martin. Try again.");
    }
}

internal static partial class HubErrorLogging
{
    [LoggerMessage(1101, LogLevel.Error, "Hub method {Method} failed")]
    public static partial void HubMethodFailed(this ILogger log, Exception e, string method);
}
