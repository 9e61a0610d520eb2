using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Martin.Plugins.Models.Gemini;

/// <summary>Gemini's native API over HTTP: one request, and its failures as <see cref="ProviderException"/>. The key goes in a header, never in an address.</summary>
/// <param name="baseUrl">With <c>/v1beta</c>; null is Google's own.</param>
public sealed class GeminiApi(HttpClient http, string apiKey, Uri? baseUrl)
{
    public const string Provider = "gemini";

    private static readonly Uri Google = new("https://generativelanguage.googleapis.com/v1beta");
    private readonly string root = (baseUrl ?? Google).ToString().TrimEnd('/');

    /// <param name="method">Such as <c>models/gemini-3.8-flash:generateContent</c>.</param>
    /// <returns>A response with status 200 whose body has not been read.</returns>
    internal async Task<HttpResponseMessage> PostAsync<T>(string method, T body, JsonTypeInfo<T> type, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{root}/{method}")
        {
            Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body, type)) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
        };
        request.Headers.Add("x-goog-api-key", apiKey);
        var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
        if (response.StatusCode == HttpStatusCode.OK) return response;
        using (response) throw Fault((int)response.StatusCode, await ErrorAsync(response, ct), RetryAfterHeader.Of(response.Headers.RetryAfter));
    }

    /// <param name="status">An HTTP status; also the code of an error within a stream.</param>
    internal static ProviderException Fault(int status, GeminiError? error, TimeSpan? retryAfter = null) => status switch
    {
        429 => new(Provider, ProviderFault.RateLimited, "The model is busy. Try again in a moment.", retryAfter ?? DelayOf(error)),
        400 when error?.Details?.Any(d => d.Reason == "API_KEY_INVALID") == true => WrongKey(),
        401 or 403 => WrongKey(),
        404 => new(Provider, ProviderFault.Refused, "The model's provider does not know the model; check GEMINI_MODEL."),
        >= 400 and < 500 => new(Provider, ProviderFault.Refused, "The model's provider refused the request.") { IsOfRequest = true },
        _ => new(Provider, ProviderFault.Unavailable, "The model cannot be reached. Try again in a moment.", retryAfter ?? DelayOf(error)),
    };

    private static ProviderException WrongKey() => new(Provider, ProviderFault.Refused, "The model's provider refused the key; check GOOGLE_API_KEY.");

    private static async Task<GeminiError?> ErrorAsync(HttpResponseMessage response, CancellationToken ct)
    {
        try
        {
            var body = await response.Content.ReadAsByteArrayAsync(ct);
            return body is [(byte)'[', ..]  // seen with some errors: a list of one
                ? JsonSerializer.Deserialize(body, GeminiJson.Default.GeminiErrorBodyArray)?.FirstOrDefault()?.Error
                : JsonSerializer.Deserialize(body, GeminiJson.Default.GeminiErrorBody)?.Error;
        }
        catch (JsonException)
        {
            return null;  // a proxy's page; the status says enough
        }
    }

    private static TimeSpan? DelayOf(GeminiError? error) =>
        error?.Details?.FirstOrDefault(d => d.RetryDelay is not null)?.RetryDelay is { } delay
        && double.TryParse(delay.TrimEnd('s'), NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && seconds is >= 0 and < 86_400
            ? TimeSpan.FromSeconds(seconds) : null;
}
