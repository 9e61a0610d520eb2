using System.ClientModel;
using System.Text.Json;

namespace Martin.Plugins.Models.Gpt;

/// <summary>What OpenAI's client throws, as <see cref="ProviderException"/>s.</summary>
internal static class GptFaults
{
    public const string Provider = "gpt";

    // A 429 that waiting does not mend.
    private const string OutOfQuota = "insufficient_quota";

    /// <param name="modelSetting">The variable that names the model.</param>
    /// <returns>null: it is none of the client's own.</returns>
    public static ProviderException? Of(Exception e, string modelSetting) => e switch
    {
        ClientResultException { Status: 429 } quota when CodeOf(quota) == OutOfQuota =>
            Fault(ProviderFault.Refused, "The quota at the model's provider is used up; check its plan and billing.", e),
        ClientResultException { Status: 429 } limited => new(Provider, ProviderFault.RateLimited, "The model is busy. Try again in a moment.", RetryAfter(limited), e),
        ClientResultException { Status: 401 or 403 } => Fault(ProviderFault.Refused, "The model's provider refused the key; check OPENAI_API_KEY.", e),
        ClientResultException { Status: 404 } => Fault(ProviderFault.Refused, $"The model's provider does not know the model; check {modelSetting}.", e),
        ClientResultException { Status: >= 400 and < 500 } => new(Provider, ProviderFault.Refused, "The model's provider refused the request.", inner: e) { IsOfRequest = true },
        ClientResultException down => new(Provider, ProviderFault.Unavailable, "The model cannot be reached. Try again in a moment.", RetryAfter(down), e),
        _ => null,
    };

    private static ProviderException Fault(ProviderFault kind, string message, Exception inner) => new(Provider, kind, message, inner: inner);

    private static TimeSpan? RetryAfter(ClientResultException e) =>
        e.GetRawResponse()?.Headers.TryGetValue("Retry-After", out var value) == true ? RetryAfterHeader.Read(value) : null;

    private static string? CodeOf(ClientResultException e)
    {
        try
        {
            using var body = JsonDocument.Parse(e.GetRawResponse()?.Content ?? BinaryData.FromString("null"));
            return body.RootElement.GetProperty("error").GetProperty("code").GetString();
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return null;
        }
    }
}
