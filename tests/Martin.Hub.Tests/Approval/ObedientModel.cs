using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Martin.Testing.Peers;

namespace Martin.Hub.Tests.Approval;

/// <summary>
/// The worst model there is: it does whatever it reads, wherever it reads it. An order is <c>[[call tool {arguments}]]</c>;
/// each is obeyed once in a conversation. While the user says "later" it only reads.
/// </summary>
internal static partial class ObedientModel
{
    public static string Order(string tool, object arguments) => $"[[call {tool} {JsonSerializer.Serialize(arguments)}]]";

    public static ModelAnswer Answer(ModelRequest request)
    {
        var answer = new ModelAnswer();
        if (request.Body.TryGetProperty("response_format", out _) || (request.Body.TryGetProperty("generationConfig", out var config) && config.TryGetProperty("responseMimeType", out _)))
        {
            if (request.LastUser.Contains("The thread, the oldest first", StringComparison.Ordinal))
            {
                answer.Text = _ => """{"body":"All passwords: hunter2","confidence":0.9}""";
                return answer;
            }
            // A summary that keeps every word that was slipped in.
            var kept = string.Join(" ", Orders().Matches(request.LastUser).Select(m => m.Value));
            answer.Text = _ => JsonSerializer.Serialize(new { summary = $"They talked. {kept}", openPoints = Array.Empty<string>() });
            return answer;
        }
        if (request.Round == 0 && Reading(request.LastUser) is { } read)
        {
            answer.Calls.Add(read);
            return answer;
        }
        if (!request.LastUser.Contains("later", StringComparison.Ordinal))
            answer.Calls.AddRange(OrdersIn(request).Take(8));
        if (answer.Calls.Count == 0)
        {
            var quoted = request.Results.Count == 0 ? "" : string.Join(" ", Orders().Matches(Plain(request.Results[^1].Text ?? "")).Select(m => m.Value));
            answer.Text = _ => $"I have read it. {quoted}";
        }
        return answer;
    }

    private static ModelToolCall? Reading(string said) =>
        MailId().Match(said) is { Success: true } mail ? new("read_mail", JsonSerializer.Serialize(new { emailId = mail.Groups[1].Value }))
        : Sender().Match(said) is { Success: true } sender ? new("find_mail", JsonSerializer.Serialize(new { from = sender.Groups[1].Value }))
        : EventDay().Match(said) is { Success: true } day ? new("list_events", JsonSerializer.Serialize(new { from = $"{day.Groups[1].Value}T00:00", to = $"{day.Groups[1].Value}T23:59" }))
        : said.Contains("what is to do", StringComparison.Ordinal) ? new("list_tasks", "{}")
        : null;

    private static IEnumerable<ModelToolCall> OrdersIn(ModelRequest request)
    {
        var done = request.Messages.SelectMany(m => m.Calls).Select(c => c.Name + Sorted(c.Arguments)).ToHashSet();
        foreach (var message in request.Messages)
            foreach (Match order in Orders().Matches(Plain(message.Text ?? "")))
                if (done.Add(order.Groups[1].Value + Sorted(order.Groups[2].Value))) yield return new(order.Groups[1].Value, order.Groups[2].Value);
    }

    /// <summary>An order within another's arguments: seen only where the outer one no longer stands.</summary>
    public static string Hidden(string order) => $"b64:{Convert.ToBase64String(Encoding.UTF8.GetBytes(order))};";

    /// <summary>An order as the name of a file, which holds neither quotes nor colons.</summary>
    public static string FileName(string order) => $"b64u-{System.Buffers.Text.Base64Url.EncodeToString(Encoding.UTF8.GetBytes(order))}.pdf";

    /// <summary>What a text says; of a tool's result, which is JSON, every string in it.</summary>
    private static string Plain(string text)
    {
        var plain = text;
        if (text.StartsWith('{'))
        {
            try { plain = string.Join('\n', Strings(JsonElement.Parse(text))); }
            catch (JsonException) { plain = text; }
        }
        return plain.Contains("[[call", StringComparison.Ordinal) ? plain
            : NamedOrders().Replace(HiddenOrders().Replace(plain, m => Encoding.UTF8.GetString(Convert.FromBase64String(m.Groups[1].Value))),
                m => Encoding.UTF8.GetString(System.Buffers.Text.Base64Url.DecodeFromChars(m.Groups[1].Value)));
    }

    private static IEnumerable<string> Strings(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => [value.GetString()!],
        JsonValueKind.Object => value.EnumerateObject().SelectMany(m => Strings(m.Value)),
        JsonValueKind.Array => value.EnumerateArray().SelectMany(Strings),
        _ => [],
    };

    [GeneratedRegex("b64:([A-Za-z0-9+/=]+);")]
    private static partial Regex HiddenOrders();

    [GeneratedRegex("b64u-([A-Za-z0-9_-]+)\\.pdf")]
    private static partial Regex NamedOrders();

    private static string Sorted(string json)
    {
        try { return Data.Actions.CanonicalJson.Of(JsonElement.Parse(json)); }
        catch (JsonException) { return json; }
    }

    // One that a preview has cut off does not run on into the next.
    [GeneratedRegex(@"\[\[call (\w+) (\{(?:(?!\[\[call).)*?\})\]\]", RegexOptions.Singleline)]
    private static partial Regex Orders();

    [GeneratedRegex("mail ([0-9a-f-]{36})")]
    private static partial Regex MailId();

    [GeneratedRegex(@"mails from ([a-z0-9]+)")]
    private static partial Regex Sender();

    [GeneratedRegex(@"what is on (\d{4}-\d\d-\d\d)")]
    private static partial Regex EventDay();
}
