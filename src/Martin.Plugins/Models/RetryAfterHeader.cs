using System.Globalization;
using System.Net.Http.Headers;

namespace Martin.Plugins.Models;

/// <summary>How long a server asks us to wait: seconds or a date (RFC 9110, section 10.2.3); some write fractions of seconds.</summary>
internal static class RetryAfterHeader
{
    private static readonly TimeSpan Most = TimeSpan.FromDays(1);

    /// <returns>null: it can't be read.</returns>
    public static TimeSpan? Read(string? value) =>
        double.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) ? Within(TimeSpan.FromSeconds(Math.Min(seconds, Most.TotalSeconds)))
        : RetryConditionHeaderValue.TryParse(value, out var header) ? Of(header) : null;

    /// <inheritdoc cref="Read"/>
    public static TimeSpan? Of(RetryConditionHeaderValue? header) => header is null ? null : Within(header.Delta ?? header.Date - DateTimeOffset.UtcNow ?? TimeSpan.Zero);

    private static TimeSpan Within(TimeSpan wait) => wait < TimeSpan.Zero ? TimeSpan.Zero : wait > Most ? Most : wait;
}
