using System.Runtime.CompilerServices;
using Martin.Hub.Turns;
using Microsoft.AspNetCore.SignalR;

namespace Martin.Hub.Errors;

/// <summary>Turns every failure of a hub method, and of a stream it returned, into <c>CODE: text</c>.</summary>
public sealed class HubErrors(ILogger<HubErrors> log) : IHubFilter
{
    public async ValueTask<object?> InvokeMethodAsync(HubInvocationContext invocationContext, Func<HubInvocationContext, ValueTask<object?>> next)
    {
        try
        {
            var result = await next(invocationContext);
            return result is IAsyncEnumerable<TurnEvent> events ? CodedAsync(events, invocationContext.HubMethodName) : result;
        }
        catch (Exception e) when (e is not HubException && !(e is OperationCanceledException && invocationContext.Context.ConnectionAborted.IsCancellationRequested))
        {
            throw Coded(e, invocationContext.HubMethodName);
        }
    }

    private async IAsyncEnumerable<T> CodedAsync<T>(IAsyncEnumerable<T> items, string method, [EnumeratorCancellation] CancellationToken ct = default)
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
                throw Coded(e, method);
            }
            yield return source.Current;
        }
    }

    private HubException Coded(Exception e, string method)
    {
        if (e is CodedException coded)
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
