namespace Martin.Testing.Peers;

/// <summary>The answer without streaming: one chat.completion object.</summary>
internal static class GptWhole
{
    /// <param name="blockedAfter">So many words, then OpenAI's content filter.</param>
    public static string Of(ModelRequest request, ModelAnswer answer, int? blockedAfter)
    {
        var words = ModelEmission.Words(answer.Text(request)).Take(blockedAfter ?? int.MaxValue).ToList();
        List<ModelToolCall> made = blockedAfter is null ? answer.Calls : [];
        var tokens = words.Count + made.Sum(c => 1 + c.Arguments.Length / 12);
        var calls = string.Join(',', made.Select((c, i) =>
            $"{{\"id\":\"{GptEmission.CallId(request, i)}\",\"type\":\"function\",\"function\":{{\"name\":{GptChunks.Json(c.Name)},\"arguments\":{GptChunks.Json(c.Arguments)}}}}}"));
        var content = words.Count == 0 && made.Count > 0 ? "null" : GptChunks.Json(string.Concat(words));
        var message = $"{{\"role\":\"assistant\",\"content\":{content},\"refusal\":null" + (made.Count > 0 ? $",\"tool_calls\":[{calls}]}}" : "}");
        var finish = blockedAfter is not null ? "content_filter" : made.Count > 0 ? "tool_calls" : "stop";
        return $"{{\"id\":\"chatcmpl-{request.Fingerprint}\",\"object\":\"chat.completion\",\"created\":1700000000,\"model\":{GptChunks.Json(request.Model)},"
            + $"\"choices\":[{{\"index\":0,\"message\":{message},\"logprobs\":null,\"finish_reason\":\"{finish}\"}}],"
            + $"\"usage\":{GptEmission.UsageOf(request, tokens).ToJson()}}}";
    }
}
