using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Martin.Testing.Clients;

/// <summary>A signed-in session over REST; every answer's envelope is checked.</summary>
public sealed class WireSession : IDisposable
{
    private readonly HttpClient http;

    private WireSession(HttpClient http, JsonElement session)
    {
        this.http = http;
        Url = http.BaseAddress!;
        Take(session);
    }

    public Uri Url { get; }
    public string AccessToken { get; private set; } = "";
    public string RefreshToken { get; private set; } = "";
    public JsonElement User { get; private set; }
    public string UserId => User.GetProperty("id").GetString()!;

    public static Task<WireSession> LoginAsync(Uri url, string ownerKey) => LoginAsync(url, new { ownerKey });

    /// <param name="body">e.g. <c>new { code }</c> for a pairing code.</param>
    public static async Task<WireSession> LoginAsync(Uri url, object body)
    {
        var http = new HttpClient { BaseAddress = url, Timeout = TimeSpan.FromSeconds(60) };
        return new WireSession(http, await SendAsync(http, HttpMethod.Post, "api/v1/auth/login", body));
    }

    public Task<JsonElement> GetAsync(string path) => SendAsync(http, HttpMethod.Get, path, null);
    public Task<JsonElement> PostAsync(string path, object? body = null) => SendAsync(http, HttpMethod.Post, path, body);
    public Task<JsonElement> PutAsync(string path, object body) => SendAsync(http, HttpMethod.Put, path, body);
    public Task<JsonElement> DeleteAsync(string path) => SendAsync(http, HttpMethod.Delete, path, null);

    /// <summary>For what does not fit the envelope: event streams, downloads, malformed bodies. The bearer token is set.</summary>
    public HttpClient Http => http;

    public async Task RefreshAsync() => Take(await PostAsync("api/v1/auth/refresh", new { refreshToken = RefreshToken }));

    public void Dispose() => http.Dispose();

    private void Take(JsonElement session)
    {
        AccessToken = session.GetProperty("accessToken").GetString()!;
        RefreshToken = session.GetProperty("refreshToken").GetString()!;
        if (session.TryGetProperty("user", out var user)) User = user;
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", AccessToken);
    }

    /// <returns>The envelope's data; undefined for 204.</returns>
    /// <exception cref="WireException">The server answered with a coded error.</exception>
    /// <exception cref="WireViolationException">The answer is not the envelope of the contract.</exception>
    private static async Task<JsonElement> SendAsync(HttpClient http, HttpMethod method, string path, object? body)
    {
        using var request = new HttpRequestMessage(method, path.TrimStart('/'));
        if (body is not null) request.Content = JsonContent.Create(body, body.GetType(), options: WireValue.Json);
        using var response = await http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        if (response.StatusCode == System.Net.HttpStatusCode.NoContent && text.Length == 0) return default;
        JsonElement envelope;
        try
        {
            envelope = JsonElement.Parse(text);
            if (envelope.GetProperty("success").GetBoolean() != response.IsSuccessStatusCode) throw new JsonException("success contradicts the status");
            _ = envelope.GetProperty("meta").GetProperty("requestId").GetString();
            if (!response.IsSuccessStatusCode) _ = envelope.GetProperty("error").GetProperty("message").GetString();
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new WireViolationException($"{method} {path} answered {(int)response.StatusCode} outside the envelope ({e.Message}): {text}");
        }
        if (response.IsSuccessStatusCode) return envelope.TryGetProperty("data", out var data) ? data.Clone() : default;
        var error = envelope.GetProperty("error");
        var details = error.TryGetProperty("details", out var d) ? " " + d.GetRawText() : "";
        throw new WireException(error.GetProperty("code").GetString()!, error.GetProperty("message").GetString() + details, (int)response.StatusCode);
    }
}
