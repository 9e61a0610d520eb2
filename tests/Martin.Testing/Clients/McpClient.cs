using System.Text.Json;
using Martin.Testing.Processes;

namespace Martin.Testing.Clients;

/// <summary>A tool call over MCP.</summary>
public sealed record McpCall(string Name, object Arguments);

/// <summary>What came of it: the tool's text, or the error of the protocol.</summary>
public sealed record McpResult(bool IsError, string? Text, string? Error)
{
    public JsonElement Json => JsonElement.Parse(Text ?? throw new InvalidOperationException(Error));
}

/// <summary>What the official TypeScript SDK saw.</summary>
public sealed record McpSession(string Server, JsonElement Tools, IReadOnlyList<McpResult> Results);

/// <summary>Talks to <c>/mcp</c> through npm <c>@modelcontextprotocol/sdk</c>, in Node.</summary>
public static class McpClient
{
    /// <exception cref="InvalidOperationException">Node is missing, or the client could not connect.</exception>
    public static async Task<McpSession> CallAsync(Uri martin, string accessToken, params McpCall[] calls)
    {
        await NodeClient.InstalledAsync();
        var output = await Command.RunAsync(Command.Find("node", "nodejs"), ["mcp.mjs", new Uri(martin, "/mcp").ToString(), accessToken],
            JsonSerializer.Serialize(calls, JsonSerializerOptions.Web), NodeClient.Folder);
        return JsonSerializer.Deserialize<McpSession>(output, JsonSerializerOptions.Web)!;
    }
}
