using Microsoft.AspNetCore.Http;

namespace Martin.Testing.Peers;

/// <summary>The answer without streaming: one chat.completion object.</summary>
internal static class GptWhole
{
    public static Task WriteAsync(HttpContext http, ModelRequest request, ModelAnswer answer, ModelExchange exchange)
    {
        var text = answer.Text(request);
        var tokens = ModelEmission.Words(text).Count() + answer.Calls.Sum(c => 1 + c.Arguments.Length / 12);
        var calls = string.Join(',', answer.Calls.Select((c, i) =>
            $"{{\"id\":\"{GptEmission.CallId(request, i)}\",\"type\":\"function\",\"function\":{{\"name\":{GptChunks.Json(c.Name)},\"arguments\":{GptChunks.Json(c.Arguments)}}}}}"));
        var content = text.Length == 0 && answer.Calls.Count > 0 ? "null" : GptChunks.Json(text);
        var message = $"{{\"role\":\"assistant\",\"content\":{content},\"refusal\":null" + (calls.Length > 0 ? $",\"tool_calls\":[{calls}]}}" : "}");
        http.Response.ContentType = "application/json";
        exchange.Sent();
        return http.Response.WriteAsync(
            $"{{\"id\":\"chatcmpl-{request.Fingerprint}\",\"object\":\"chat.completion\",\"created\":1700000000,\"model\":{GptChunks.Json(request.Model)},"
            + $"\"choices\":[{{\"index\":0,\"message\":{message},\"logprobs\":null,\"finish_reason\":\"{(calls.Length > 0 ? "tool_calls" : "stop")}\"}}],"
            + $"\"usage\":{GptEmission.UsageOf(request, tokens).ToJson()}}}");
    }
}
