using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Martin.Plugins.Models;

namespace Martin.Plugins.Memory.Pinecone;

/// <summary>Pinecone's API over HTTP: one request, tried again where that helps, and its failures as <see cref="ProviderException"/>.</summary>
/// <param name="apiKey">Goes in a header, never in an address.</param>
internal sealed class PineconeApi(HttpClient http, string apiKey, TimeProvider clock)
{
    public const string Provider = "pinecone";
    private const string Version = "2026-04";

    /// <summary>Tries of one request.</summary>
    private const int Tries = 3;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <summary>A provider that asks us to wait longer is not waited for.</summary>
    private static readonly TimeSpan MaxPause = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    public Task<TAnswer> PostAsync<TBody, TAnswer>(Uri url, TBody body, JsonTypeInfo<TBody> type, JsonTypeInfo<TAnswer> answer, CancellationToken ct)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(body, type);
        return SendAsync(() => new(HttpMethod.Post, url) { Content = new ByteArrayContent(json) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } } }, answer, ct);
    }

    public Task<TAnswer> GetAsync<TAnswer>(Uri url, JsonTypeInfo<TAnswer> answer, CancellationToken ct) => SendAsync(() => new(HttpMethod.Get, url), answer, ct);

    /// <summary>All requests may be repeated: what is written is named by ids of ours.</summary>
    private async Task<T> SendAsync<T>(Func<HttpRequestMessage> make, JsonTypeInfo<T> answer, CancellationToken ct)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                return await OnceAsync(make(), answer, ct);
            }
            catch (ProviderException fault) when (tries < Tries && fault.Kind is ProviderFault.Unavailable or ProviderFault.RateLimited && (fault.RetryAfter ?? TimeSpan.Zero) <= MaxPause)
            {
                await Task.Delay(fault.RetryAfter ?? Pause * Math.Pow(2, tries - 1) * (0.5 + Random.Shared.NextDouble()), clock, ct);
            }
        }
    }

    private async Task<T> OnceAsync<T>(HttpRequestMessage request, JsonTypeInfo<T> type, CancellationToken ct)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(ct);
        deadline.CancelAfter(Deadline);
        try
        {
            using (request)
            {
                request.Headers.Add("Api-Key", apiKey);
                request.Headers.Add("X-Pinecone-Api-Version", Version);
                using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, deadline.Token);
                if (!response.IsSuccessStatusCode) throw Fault((int)response.StatusCode, RetryAfterHeader.Of(response.Headers.RetryAfter));
                await using var body = await response.Content.ReadAsStreamAsync(deadline.Token);
                return await JsonSerializer.DeserializeAsync(body, type, deadline.Token) ?? throw new JsonException();
            }
        }
        catch (JsonException e)
        {
            throw new ProviderException(Provider, ProviderFault.BadAnswer, "The memory index gave an answer that could not be read.", inner: e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            throw new ProviderException(Provider, ProviderFault.Unavailable, "The memory index cannot be reached. Try again in a moment.", inner: e);
        }
    }

    private static PineconeException Fault(int status, TimeSpan? retryAfter) => status switch
    {
        429 => new(status, ProviderFault.RateLimited, "The memory index is busy. Try again in a moment.", retryAfter),
        401 or 403 => new(status, ProviderFault.Refused, "The memory index refused the key; check PINECONE_API_KEY."),
        404 => new(status, ProviderFault.Refused, "The memory index is not there; check PINECONE_INDEX and PINECONE_HOST."),
        >= 400 and < 500 => new(status, ProviderFault.Refused, "The memory index refused the request."),
        _ => new(status, ProviderFault.Unavailable, "The memory index cannot be reached. Try again in a moment.", retryAfter),
    };
}

/// <param name="status">The HTTP status that was answered.</param>
internal sealed class PineconeException(int status, ProviderFault kind, string message, TimeSpan? retryAfter = null)
    : ProviderException(PineconeApi.Provider, kind, message, retryAfter)
{
    public int Status => status;
}
