using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Martin.Hub.Tests.Support;

/// <summary>A client of /api/v1.</summary>
public sealed class Api(HttpClient http) : IDisposable
{
    public HttpClient Http => http;

    /// <summary>As login or refresh gave it.</summary>
    public JsonElement Session { get; init; }

    public string RefreshToken => Session.GetProperty("refreshToken").GetString()!;
    public string AccessToken => Session.GetProperty("accessToken").GetString()!;
    public Guid UserId => Session.GetProperty("user").GetProperty("id").GetGuid();

    public Task<Answer> GetAsync(string path) => SendAsync(HttpMethod.Get, path);
    public Task<Answer> DeleteAsync(string path, object? body = null) => SendAsync(HttpMethod.Delete, path, body);
    public Task<Answer> PostAsync(string path, object? body = null) => SendAsync(HttpMethod.Post, path, body);
    public Task<Answer> PutAsync(string path, object? body) => SendAsync(HttpMethod.Put, path, body);

    public Task<Answer> SendAsync(HttpMethod method, string path, object? body = null) =>
        SendAsync(new HttpRequestMessage(method, $"api/v1/{path}") { Content = body is null ? null : JsonContent.Create(body) });

    public async Task<Answer> SendAsync(HttpRequestMessage request)
    {
        using var response = await http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return new Answer(response.StatusCode, text, response.Headers.Concat(response.Content.Headers).ToDictionary(h => h.Key, h => string.Join(",", h.Value), StringComparer.OrdinalIgnoreCase));
    }

    public void Dispose() => http.Dispose();
}

/// <param name="Text">The body as it came.</param>
public sealed record Answer(HttpStatusCode Status, string Text, IReadOnlyDictionary<string, string> Headers)
{
    /// <summary>A file rather than an envelope.</summary>
    public bool IsDownload => Headers.GetValueOrDefault("Content-Disposition")?.StartsWith("attachment", StringComparison.Ordinal) == true;

    public JsonElement Json => JsonElement.Parse(Text);
    public string? Code => Json.GetProperty("success").GetBoolean() ? null : Json.GetProperty("error").GetProperty("code").GetString();
    public JsonElement Details => Json.GetProperty("error").GetProperty("details");

    /// <summary>The data of a success; otherwise the test fails with what came instead.</summary>
    public JsonElement Data(HttpStatusCode expected = HttpStatusCode.OK)
    {
        Assert.True(Status == expected && Json.GetProperty("success").GetBoolean(), $"{(int)Status}: {Text}");
        return Json.GetProperty("data");
    }

    public Answer Refused(HttpStatusCode status, string code)
    {
        Assert.True(Status == status && Code == code, $"expected {code}, got {(int)Status}: {Text}");
        return this;
    }
}
