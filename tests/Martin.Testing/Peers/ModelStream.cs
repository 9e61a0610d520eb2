using Microsoft.AspNetCore.Http;

namespace Martin.Testing.Peers;

/// <summary>Writes one emission, at its pace and with its fault.</summary>
internal sealed class ModelStream(HttpContext http, ModelExchange exchange, ModelFault? fault, TimeSpan tokenEvery, double stagger)
{
    public const string Events = "text/event-stream; charset=utf-8";

    private const int ChoppedBytes = 7;

    public async Task<bool> WriteAsync(ModelEmission emission, string contentType, CancellationToken ct)
    {
        http.Response.ContentType = contentType;
        http.Response.Headers.CacheControl = "no-cache";
        if (fault is ModelFault.SlowFirstByte slow) await Task.Delay(slow.Wait, ct);
        // Streams that start together would tick together; the first token waits for a share of the interval.
        if (tokenEvery > TimeSpan.Zero) await Task.Delay(tokenEvery * stagger, ct);
        if (!emission.Head.IsEmpty) await SendAsync(emission.Head, ct);
        using var ticker = tokenEvery > TimeSpan.Zero ? new PeriodicTimer(tokenEvery) : null;
        for (var i = 0; i < emission.Tokens.Count; i++)
        {
            if (!await PassFaultAsync(i, ct)) return false;
            if (i > 0 && ticker is not null) await ticker.WaitForNextTickAsync(ct);
            await SendAsync(emission.Tokens[i], ct);
            exchange.Sent();
        }
        if (!await PassFaultAsync(emission.Tokens.Count, ct)) return false;
        foreach (var last in emission.Tail) await SendAsync(last, ct);
        return true;
    }

    /// <returns>False when the fault has ended the stream.</returns>
    private async Task<bool> PassFaultAsync(int sent, CancellationToken ct)
    {
        switch (fault)
        {
            case ModelFault.Cut cut when cut.AfterTokens == sent:
                // An error after the start makes Kestrel close in good order but without the last chunk: what was sent arrives, the end does not.
                if (cut.Reset) http.Abort();
                else await http.Response.Body.FlushAsync(ct);  // the head at least: before it an error would be a status
                if (!cut.Reset) throw new PeerCutException();
                return false;
            case ModelFault.Garbage garbage when garbage.AfterTokens == sent:
                await SendAsync("data: {\"id\":\"chatcmpl-\u0000, <html>502\n\n"u8.ToArray(), ct);
                return false;
            case ModelFault.Hold hold when hold.AfterTokens == sent:
                await (hold.Until ?? Task.Delay(Timeout.Infinite, ct)).WaitAsync(ct);
                return true;
            default:
                return true;
        }
    }

    private async Task SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken ct)
    {
        var most = fault is ModelFault.Chopped ? ChoppedBytes : bytes.Length;
        for (var at = 0; at < bytes.Length; at += most) await http.Response.BodyWriter.WriteAsync(bytes[at..Math.Min(at + most, bytes.Length)], ct);
    }
}

/// <summary>Ends a response in its middle; see <see cref="ModelFault.Cut"/>.</summary>
internal sealed class PeerCutException() : Exception("The script cuts this stream.");
