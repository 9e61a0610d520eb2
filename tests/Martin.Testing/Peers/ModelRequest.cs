using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Martin.Testing.Peers;

/// <summary>One tool call inside an assistant message of the request.</summary>
public sealed record ModelCall(string Id, string Name, string Arguments);

/// <summary>One message of the request; <see cref="Text"/> joins the text parts, null when the content was null.</summary>
public sealed record ModelMessage(string Role, string? Text, IReadOnlyList<ModelCall> Calls, string? ToolCallId);

/// <summary>A request that passed the checks of its provider, with what scripts look at already worked out.</summary>
public sealed record ModelRequest
{
    public required string Model { get; init; }
    public required IReadOnlyList<ModelMessage> Messages { get; init; }
    /// <summary>Names of the offered tools, in the request's order.</summary>
    public required IReadOnlyList<string> Tools { get; init; }
    public required bool Stream { get; init; }
    public required bool IncludeUsage { get; init; }
    /// <summary>The body as sent.</summary>
    public required JsonElement Body { get; init; }

    /// <summary>The newest user message ("" when there is none).</summary>
    public string LastUser => LastUserIndex is var at and >= 0 ? Messages[at].Text ?? "" : "";

    /// <summary>How many times the model has already answered with tool calls since the last user message (0-based round of this request).</summary>
    public int Round => Messages.Skip(LastUserIndex + 1).Count(m => m.Calls.Count > 0);

    /// <summary>Tool results since the last user message, in order.</summary>
    public IReadOnlyList<ModelMessage> Results => [.. Messages.Skip(LastUserIndex + 1).Where(m => m.Role == "tool")];

    /// <summary>
    /// Names the request by its conversation without system and developer messages (those may carry the time),
    /// so that a turn resumed after a crash gets the same call ids and words again.
    /// </summary>
    public string Fingerprint
    {
        get
        {
            var said = new StringBuilder();
            foreach (var m in Messages.Where(m => m.Role is not ("system" or "developer")))
            {
                said.Append(m.Role).Append('\u0001').Append(m.Text).Append('\u0001').Append(m.ToolCallId);
                foreach (var c in m.Calls) said.Append('\u0001').Append(c.Id).Append(c.Name).Append(c.Arguments);
                said.Append('\u0002');
            }
            return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(said.ToString())))[..20];
        }
    }

    private int LastUserIndex
    {
        get
        {
            for (var i = Messages.Count - 1; i >= 0; i--)
                if (Messages[i].Role == "user") return i;
            return -1;
        }
    }
}
