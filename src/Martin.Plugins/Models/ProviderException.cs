namespace Martin.Plugins.Models;

public enum ProviderFault { Unavailable, RateLimited, Refused, BadAnswer }

/// <summary>A provider outside Martin failed; adapters throw it in place of their library's own exceptions.</summary>
/// <param name="provider">As users know it.</param>
/// <param name="retryAfter">How long the provider asked us to wait.</param>
public sealed class ProviderException(string provider, ProviderFault kind, string message, TimeSpan? retryAfter = null, Exception? inner = null)
    : Exception(message, inner)
{
    public string Provider { get; } = provider;
    public ProviderFault Kind { get; } = kind;
    public TimeSpan? RetryAfter { get; } = retryAfter;
}
