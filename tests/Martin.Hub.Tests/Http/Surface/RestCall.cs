using System.Net;
using System.Text;
using Martin.Hub.Tests.Support;
using Martin.Testing.Clients.Raw;

namespace Martin.Hub.Tests.Http.Surface;

/// <summary>A right call of one route, and how to make the things it needs.</summary>
/// <param name="Template">As the server's endpoint has it, without <c>/api/v1/</c> and constraints: <c>tasks/{id}</c>.</param>
/// <param name="What">Which of several calls of one route.</param>
internal sealed record RestCall(string Method, string Template, Func<RestOwner, Task<RestRequest>> Make, string What = "")
{
    public override string ToString() => $"{Method} {Template} {What}".TrimEnd();
}

/// <param name="Path">Below <c>/api/v1/</c>, without the query.</param>
/// <param name="Expect">How the owner is answered.</param>
internal sealed record RestRequest(string Path, RawValue? Body = null, HttpStatusCode Expect = HttpStatusCode.OK)
{
    public IReadOnlyList<(string Name, string Value)> Query { get; init; } = [];

    /// <summary>A file to upload in place of a JSON body.</summary>
    public (string Name, string Content)? Upload { get; init; }

    /// <summary>In place of the owner's: a session or a user that the call may end.</summary>
    public Api? As { get; init; }

    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    public HttpRequestMessage ToMessage(string method)
    {
        var query = string.Join('&', Query.Select(q => $"{Uri.EscapeDataString(q.Name)}={Uri.EscapeDataString(q.Value)}"));
        var message = new HttpRequestMessage(new HttpMethod(method), $"api/v1/{Path}{(query.Length > 0 ? "?" + query : "")}");
        if (Upload is { } file)
            message.Content = new MultipartFormDataContent { { new ByteArrayContent(Encoding.UTF8.GetBytes(file.Content)), "file", file.Name } };
        else if (Body is not null)
            message.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(Body.Json)) { Headers = { ContentType = new("application/json") } };
        message.Headers.ExpectContinue = Body?.Json.Length > 500_000;  // a refusal then comes before the body, not in the midst of sending it
        foreach (var (name, value) in Headers) message.Headers.TryAddWithoutValidation(name, value);
        return message;
    }
}
