using System.Buffers.Text;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Martin.Data.Notifications;
using Martin.Hub.Http;
using Martin.Hub.Turns;
using Martin.Hub.Wire;
using Microsoft.Extensions.Options;

namespace Martin.Hub.Notifications.WebPush;

/// <summary>What came of a push.</summary>
public enum PushOutcome
{
    Sent,

    /// <summary>The device has taken its subscription back.</summary>
    Gone,

    /// <summary>The push service will not have it, or could not be reached after all tries.</summary>
    Failed,
}

/// <summary>Where and how to reach one browser.</summary>
public sealed record WebPushTarget(Uri Endpoint, string P256dh, string Auth);

/// <summary>Sends a notification to one browser through its push service (RFC 8030).</summary>
public sealed class WebPushSender(IHttpClientFactory http, VapidKey vapid, TimeProvider clock, IOptions<PushOptions> options, ILogger<WebPushSender> log)
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(1);

    /// <summary>A reminder of yesterday helps nobody.</summary>
    private static readonly TimeSpan ReminderKept = TimeSpan.FromHours(1);

    private static readonly string[] Urgent = [NotificationType.ReminderDue, NotificationType.ActionRequested];

    /// <param name="wanted">Asked before it is tried again: the device may have signed out meanwhile.</param>
    public async Task<PushOutcome> SendAsync(WebPushTarget target, NotificationRow row, Func<Task<bool>> wanted, CancellationToken ct)
    {
        var body = PushMessage.Encrypt(Payload(row), Base64Url.DecodeFromChars(target.P256dh), Base64Url.DecodeFromChars(target.Auth));
        for (var attempt = 1; ; attempt++)
        {
            var (outcome, wait) = await TryAsync(target, row, body, ct);
            if (wait is null) return outcome;
            if (attempt >= options.Value.Tries)
            {
                log.PushServiceFailed(target.Endpoint.Host, attempt);
                return PushOutcome.Failed;
            }
            var pause = options.Value.RetryAfter * Math.Pow(2, attempt - 1) * (0.5 + Random.Shared.NextDouble());
            if (wait > pause) pause = wait.Value;
            await Task.Delay(pause < options.Value.LongestRetryAfter ? pause : options.Value.LongestRetryAfter, clock, ct);
            if (!await wanted()) return PushOutcome.Failed;
        }
    }

    /// <summary>The notification as JSON, in at most <see cref="PushMessage.MaxPlainBytes"/>: title and body are cut, and at last the data left out.</summary>
    internal static byte[] Payload(NotificationRow row)
    {
        var whole = NotificationView.From(row);
        foreach (var (chars, data) in ((int, bool)[])[(int.MaxValue, true), (600, true), (150, true), (600, false), (150, false)])
        {
            var cut = whole with { Title = Cut(whole.Title, chars), Body = whole.Body is null ? null : Cut(whole.Body, chars), Data = data ? whole.Data : null };
            var payload = JsonSerializer.SerializeToUtf8Bytes(cut, WireJson.Options);
            if (payload.Length <= PushMessage.MaxPlainBytes) return payload;
        }
        throw new InvalidOperationException("150 characters twice are fewer than 3,000 bytes.");
    }

    /// <returns>How long to wait before another try at least; null when there is none to make.</returns>
    private async Task<(PushOutcome Outcome, TimeSpan? Wait)> TryAsync(WebPushTarget target, NotificationRow row, byte[] body, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, target.Endpoint) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        request.Content.Headers.ContentEncoding.Add("aes128gcm");
        request.Headers.TryAddWithoutValidation("Authorization", vapid.AuthorizationFor(target.Endpoint));
        var kept = row.Type == NotificationType.ReminderDue ? ReminderKept : Kept;
        request.Headers.Add("TTL", ((int)kept.TotalSeconds).ToString(CultureInfo.InvariantCulture));
        request.Headers.Add("Urgency", Urgent.Contains(row.Type) ? "high" : "normal");
        request.Headers.Add("Topic", Topic(row));
        try
        {
            using var answer = await http.CreateClient(PublicHttp.Client).SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);  // what it says beyond the status is for people
            if (answer.IsSuccessStatusCode) return (PushOutcome.Sent, null);
            if (answer.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Gone) return (PushOutcome.Gone, null);
            if (answer.StatusCode == HttpStatusCode.TooManyRequests || (int)answer.StatusCode >= 500) return (PushOutcome.Failed, Wait(answer.Headers.RetryAfter));
            log.PushServiceRefused(target.Endpoint.Host, (int)answer.StatusCode);
            return (PushOutcome.Failed, null);
        }
        catch (Exception e) when (e is HttpRequestException || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            return (PushOutcome.Failed, TimeSpan.Zero);
        }
    }

    private TimeSpan Wait(RetryConditionHeaderValue? header) =>
        header?.Delta ?? (header?.Date is { } date && date > clock.GetUtcNow() ? date - clock.GetUtcNow() : TimeSpan.Zero);

    /// <summary>RFC 8030, section 5.4: at most 32 characters of base64url. A second push of the same notification replaces the first that waits.</summary>
    private static string Topic(NotificationRow row) =>
        Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes($"{row.UserId:N}{row.Seq}")).AsSpan(0, 24));

    private static string Cut(string text, int chars) => text.Length <= chars ? text : ModelText.Cut(text, chars - 1) + "…";
}

internal static partial class WebPushLogging
{
    [LoggerMessage(3003, LogLevel.Warning, "The push service {Host} refused a push with {Status}")]
    public static partial void PushServiceRefused(this ILogger log, string host, int status);

    [LoggerMessage(3004, LogLevel.Warning, "The push service {Host} took no push in {Tries} tries")]
    public static partial void PushServiceFailed(this ILogger log, string host, int tries);

    [LoggerMessage(3005, LogLevel.Warning, "Closed apps could not be called")]
    public static partial void ClosedAppsFailed(this ILogger log, Exception e);
}
