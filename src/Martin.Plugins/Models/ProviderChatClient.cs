using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Martin.Plugins.Models;

/// <summary>A model behind a provider's API: one way to ask, by a stream, and one kind of failure, <see cref="ProviderException"/>.</summary>
/// <param name="provider">As users know it.</param>
public abstract class ProviderChatClient(string provider) : IChatClient
{
    /// <summary>Updates taken one after the other before others' sockets have their turn: about a millisecond's work.</summary>
    private const int MaxStraight = 200;

    protected string Provider => provider;

    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        try
        {
            return await GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);
        }
        finally
        {
            await EventLoop.LeaveAsync();
        }
    }

    /// <summary>Whoever reads must not block, and leaves the <see cref="EventLoop"/> before doing anything slow.</summary>
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var (begun, finished, blocked, straight) = (false, false, false, 0);
        await using var updates = StreamAsync(messages, options, cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (true)
        {
            try
            {
                var next = updates.MoveNextAsync();
                straight = next.IsCompleted ? straight + 1 : 0;
                if (!await next) break;
                if (straight == MaxStraight)
                {
                    straight = 0;
                    await EventLoop.LeaveAsync();
                }
            }
            catch (Exception) when (blocked)
            {
                break;  // it stays so, whatever becomes of the rest
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested && (Translate(e) ?? Common(e)) is { } translated)
            {
                translated.HasBegun = begun || translated.Kind == ProviderFault.BadAnswer || e is IOException;  // what fails before the headers is no IOException
                throw translated;
            }
            begun = true;
            finished |= updates.Current.FinishReason is not null;
            blocked |= updates.Current.FinishReason == ChatFinishReason.ContentFilter;
            if (!blocked) yield return updates.Current;
            else if (updates.Current.Contents.OfType<UsageContent>().ToList<AIContent>() is { Count: > 0 } used) yield return new(ChatRole.Assistant, used);
        }
        if (blocked) throw HavingBegun(Blocked());
        // A connection that closes in mid-answer looks like an end; only a finish reason is one.
        if (!finished) throw HavingBegun(Fault(ProviderFault.Unavailable, "The model's answer broke off."));
    }

    public virtual object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing) { }

    protected abstract IAsyncEnumerable<ChatResponseUpdate> StreamAsync(IEnumerable<ChatMessage> messages, ChatOptions? options, CancellationToken ct);

    /// <summary>The provider's own failures; null leaves it to what is common to all.</summary>
    protected abstract ProviderException? Translate(Exception e);

    protected ProviderException Fault(ProviderFault kind, string message, TimeSpan? retryAfter = null, Exception? inner = null) =>
        new(provider, kind, message, retryAfter, inner);

    protected ProviderException Busy(TimeSpan? retryAfter, Exception? inner = null) =>
        Fault(ProviderFault.RateLimited, "The model is busy. Try again in a moment.", retryAfter, inner);

    protected ProviderException Blocked() =>
        Fault(ProviderFault.Blocked, $"The provider of {provider} declined to answer this for reasons of safety. Try to put it differently.");

    private static ProviderException HavingBegun(ProviderException fault)
    {
        fault.HasBegun = true;
        return fault;
    }

    private ProviderException? Common(Exception e) => e switch
    {
        ProviderException known => known,
        HttpRequestException or IOException or OperationCanceledException => Fault(ProviderFault.Unavailable, "The model cannot be reached. Try again in a moment.", inner: e),
        JsonException or FormatException or InvalidOperationException or KeyNotFoundException or ArgumentException =>
            Fault(ProviderFault.BadAnswer, "The model gave an answer that could not be read.", inner: e),
        _ => null,
    };
}
