namespace Martin.Plugins.Models;

public enum ProviderFault
{
    /// <summary>Not reached or broken off: it may work in a moment.</summary>
    Unavailable,

    /// <summary>It did not answer in the time that it was given: to ask it again would take as long once more.</summary>
    Silent,

    /// <summary>It asks us to wait.</summary>
    RateLimited,

    /// <summary>It will not do this request, now or later: the key, the model's name, the quota or the request itself.</summary>
    Refused,

    /// <summary>It answered what can't be read.</summary>
    BadAnswer,

    /// <summary>It declined what was asked or what it began to say; no other model is tried, and the user is told.</summary>
    Blocked,
}

/// <summary>A provider outside Martin failed; adapters throw it in place of their library's own exceptions.</summary>
/// <param name="provider">As users know it.</param>
/// <param name="retryAfter">How long the provider asked us to wait.</param>
public class ProviderException(string provider, ProviderFault kind, string message, TimeSpan? retryAfter = null, Exception? inner = null)
    : Exception(message, inner)
{
    public string Provider { get; } = provider;
    public ProviderFault Kind { get; } = kind;
    public TimeSpan? RetryAfter { get; } = retryAfter;

    /// <summary>It refused what was asked, not who asks: the next request may well be answered.</summary>
    public bool IsOfRequest { get; init; }

    /// <summary>It had taken the request and begun to answer: what it charges for has been read.</summary>
    public bool HasBegun { get; internal set; }
}
