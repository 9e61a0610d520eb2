using System.Text.Json;

namespace Martin.Plugins.Tools;

/// <summary>The JSON texts that tools answer models with.</summary>
public static class ToolResults
{
    /// <param name="result">An object whose members stand beside <c>ok</c>.</param>
    public static string Of(object result) => JsonSerializer.Serialize(result, ToolArguments.Json);

    public static string Error(string sentence) => Of(new { ok = false, error = sentence });

    public static string Proposed(Guid actionId, string summary) => Of(new { ok = true, proposed = true, actionId, summary });
}
