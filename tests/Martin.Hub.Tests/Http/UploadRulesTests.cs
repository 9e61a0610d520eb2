using System.Net;
using System.Text;
using Martin.Hub.Http;
using Martin.Hub.Tests.Inbox;
using Martin.Hub.Tests.Support;

namespace Martin.Hub.Tests.Http;

/// <summary>Uploads keep the rules of all routes: Idempotency-Key, limits, and refusals that say what is expected.</summary>
public sealed class UploadRulesTests(SharedHost shared) : IClassFixture<SharedHost>
{
    private readonly MartinHost martin = shared.Host;

    [Fact]
    public async Task An_mbox_of_two_megabytes_comes_in_once_with_a_key_and_is_answered_again()
    {
        using var ana = await martin.AddUserAsync("ana@big-mbox.example");
        var mbox = string.Concat(Enumerable.Range(0, 40).Select(i => $"From x Sun Nov 22 09:00:00 2026\r\n{Post.Mail($"No {i}", Lines(50_000), id: $"big{i}")}\r\n\r\n"));
        Assert.True(mbox.Length > 2_000_000);
        var first = await UploadAsync(ana, "inbox/import", "all.mbox", mbox, "key-of-a-big-file");
        Assert.Equal(40, first.Data().GetProperty("imported").GetInt32());
        var again = await UploadAsync(ana, "inbox/import", "all.mbox", mbox, "key-of-a-big-file");  // with a boundary of its own
        Assert.Equal((first.Text, "true"), (again.Text, again.Headers[IdempotencyEdge.ReplayedHeader]));
        (await UploadAsync(ana, "inbox/import", "all.mbox", mbox.Replace("No 7", "No 8", StringComparison.Ordinal), "key-of-a-big-file")).Refused(HttpStatusCode.Conflict, "CONFLICT");
        (await UploadAsync(ana, "inbox/import", "other.mbox", mbox, "key-of-a-big-file")).Refused(HttpStatusCode.Conflict, "CONFLICT");
    }

    [Fact]
    public async Task A_calendar_of_two_megabytes_comes_in_once_with_a_key()
    {
        using var ana = await martin.AddUserAsync("ana@big-ics.example");
        var events = string.Concat(Enumerable.Range(0, 150).Select(i =>
            $"BEGIN:VEVENT\r\nUID:{i}\r\nDTSTART:{DateTimeOffset.Parse("2027-01-01T00:00Z").AddDays(i):yyyyMMdd'T'HHmmss'Z'}\r\nDURATION:PT1H\r\nDESCRIPTION:{new string('d', 15_000)}\r\nEND:VEVENT\r\n"));
        var file = $"BEGIN:VCALENDAR\r\n{events}END:VCALENDAR\r\n";
        var first = await UploadAsync(ana, "calendar/import", "a.ics", file, "key-of-a-calendar");
        Assert.Equal(150, first.Data().GetProperty("imported").GetInt32());
        Assert.Equal(first.Text, (await UploadAsync(ana, "calendar/import", "a.ics", file, "key-of-a-calendar")).Text);
    }

    [Fact]
    public async Task Other_routes_keep_their_limit_with_a_key_too()
    {
        using var ana = await martin.AddUserAsync("ana@limit.example");
        var request = new HttpRequestMessage(HttpMethod.Post, "api/v1/tasks") { Content = new StringContent(new string(' ', 1_100_000), null, "application/json") };
        request.Headers.Add(IdempotencyEdge.Header, "too-large");
        request.Headers.ExpectContinue = true;
        (await ana.SendAsync(request)).Refused(HttpStatusCode.RequestEntityTooLarge, "TOO_LARGE");
    }

    [Theory]
    [InlineData("inbox/import")]
    [InlineData("calendar/import")]
    public async Task What_is_no_form_is_told_that_a_form_is_expected(string route)
    {
        using var ana = await martin.AddUserAsync($"ana@{route.Split('/')[0]}-form.example");
        foreach (var key in (string?[])[null, "a-key"])
        {
            var request = new HttpRequestMessage(HttpMethod.Post, $"api/v1/{route}") { Content = new StringContent("{}", null, "application/json") };
            if (key is not null) request.Headers.Add(IdempotencyEdge.Header, key);
            var refused = (await ana.SendAsync(request)).Refused(HttpStatusCode.UnsupportedMediaType, "INVALID_REQUEST");
            Assert.Contains("multipart/form-data", refused.Json.GetProperty("error").GetProperty("message").GetString());
        }
        Assert.Contains("JSON", (await ana.SendAsync(new HttpRequestMessage(HttpMethod.Post, "api/v1/tasks") { Content = new StringContent("a=b") })).Json.GetProperty("error").GetProperty("message").GetString());
    }

    [Theory]
    [InlineData("inbox/import")]
    [InlineData("calendar/import")]
    public async Task A_form_that_breaks_off_is_refused_with_a_key_and_without(string route)
    {
        using var ana = await martin.AddUserAsync($"ana@{route.Split('/')[0]}-broken.example");
        foreach (var key in (string?[])[null, "a-key"])
        {
            var content = new StringContent("--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\nhello");
            content.Headers.ContentType = System.Net.Http.Headers.MediaTypeHeaderValue.Parse("multipart/form-data; boundary=b");
            var request = new HttpRequestMessage(HttpMethod.Post, $"api/v1/{route}") { Content = content };
            if (key is not null) request.Headers.Add(IdempotencyEdge.Header, key);
            (await ana.SendAsync(request)).Refused(HttpStatusCode.BadRequest, "INVALID_REQUEST");
        }
    }

    internal static Task<Answer> UploadAsync(Api api, string route, string name, string content, string key)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, $"api/v1/{route}")
        {
            Content = new MultipartFormDataContent { { new ByteArrayContent(Encoding.UTF8.GetBytes(content)), "file", name } },
        };
        request.Headers.Add(IdempotencyEdge.Header, key);
        return api.SendAsync(request);
    }

    private static string Lines(int length) => string.Join("\r\n", Enumerable.Repeat(new string('w', 98), length / 100));
}
