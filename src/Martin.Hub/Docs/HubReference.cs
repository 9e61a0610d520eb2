using System.Net;
using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using Martin.Data.Actions;
using Martin.Data.Notifications;
using Martin.Hub.Auth;
using Martin.Hub.Notifications;
using Martin.Hub.Turns;
using Martin.Hub.Wire;
using Martin.Plugins.Tools;
using Microsoft.AspNetCore.SignalR;

namespace Martin.Hub.Docs;

/// <summary>The hub, its events and the tools as one page, made from the code that serves them.</summary>
internal sealed class HubReference(ToolBox tools)
{
    private static readonly JsonSerializerOptions Indented = new(WireJson.Options) { WriteIndented = true };

    private static readonly (string Name, Type Message)[] Pushes =
        [("Notification", typeof(NotificationView)), ("TurnStarted", typeof(TurnStarted)), ("SessionRevoked", typeof(SessionRevoked))];

    private readonly XmlDocs docs = new(typeof(HubReference).Assembly);
    private string? page;

    public IResult Page() => Results.Content(page ??= Write(), "text/html; charset=utf-8");

    private string Write()
    {
        var html = new StringBuilder("""
            <!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="/icon.svg" type="image/svg+xml"><title>Martin: the hub</title>
            <style>:root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;max-width:56rem;margin:0 auto;padding:1rem}h2{margin-top:2.5rem}h3{margin-bottom:.2rem}
            pre{overflow:auto;padding:.8rem;border:1px solid #8884;border-radius:8px;font-size:.85rem}summary{cursor:pointer}code{font-size:.95em}</style></head><body>
            <h1>The hub</h1><p>SignalR at <code>/hub</code> over a WebSocket, in JSON or MessagePack with the same names and shapes. Sign in with
            <code>Authorization: Bearer</code>, or <code>access_token</code> in the query (an access token, or the ticket of <code>POST /api/v1/auth/hub-ticket</code>).
            A failed call is a <code>HubException</code> whose message ends with <code>CODE: text</code>. The REST API is described at <a href="/docs/">/docs</a>.</p>
            """);
        html.Append("<h2>Methods</h2>");
        foreach (var method in Methods()) Write(html, method);
        html.Append("<h2>Pushes</h2>");
        foreach (var (name, message) in Pushes) Entry(html, $"{name}({message.Name})", docs.Of(message), Schema(message));
        Words(html, "Types of notifications", typeof(NotificationType));
        Words(html, "Error codes", typeof(ErrorCode));
        Words(html, "Events of a turn", typeof(TurnEventType));
        Entry(html, nameof(TurnEvent), docs.Of(typeof(TurnEvent)), Schema(typeof(TurnEvent)));
        Words(html, "Types of actions", typeof(ActionType));
        html.Append("<h2>Tools</h2><p>What a model may call. A <code>read</code> changes nothing; an <code>own_write</code> is an action that is done at once and, as a rule, can be undone (what <code>undo_action</code> took back stays so); an ")
            .Append("<code>outward</code> one becomes an action of the same type and payload, which waits for the user's approval.</p>");
        foreach (var tool in tools.All.OrderBy(t => t.Name, StringComparer.Ordinal))
            Entry(html, $"{tool.Name} ({JsonNamingPolicy.SnakeCaseLower.ConvertName(tool.Effect.ToString())})", tool.Function.Description, JsonNode.Parse(tool.Function.JsonSchema.GetRawText()));
        return html.Append("</body></html>").ToString();
    }

    private void Write(StringBuilder html, MethodInfo method)
    {
        var taken = method.GetParameters().Where(p => p.ParameterType != typeof(CancellationToken)).ToList();
        var schema = new JsonObject();
        foreach (var parameter in taken) schema[parameter.Name!] = Schema(parameter.ParameterType);
        schema["returns"] = Returned(method.ReturnType) is { } returned ? Schema(returned) : "nothing";
        Entry(html, $"{method.Name}({string.Join(", ", taken.Select(p => p.Name))}) → {Named(method.ReturnType)}", docs.Of(method), schema);
    }

    private static IEnumerable<MethodInfo> Methods() => typeof(MartinHub)
        .GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
        .Where(m => !m.IsSpecialName && m.GetBaseDefinition().DeclaringType == typeof(MartinHub) && m.GetCustomAttribute<HubMethodNameAttribute>() is null)
        .OrderBy(m => m.Name, StringComparer.Ordinal);

    private static Type? Returned(Type type) => type.IsGenericType ? type.GetGenericArguments()[0] : null;

    private static string Named(Type type) =>
        Returned(type) is not { } inner ? "nothing" : type.GetGenericTypeDefinition() == typeof(IAsyncEnumerable<>) ? $"stream of {inner.Name}" : inner.Name;

    private static JsonNode Schema(Type type) => WireJson.Options.GetJsonSchemaAsNode(type);

    private static void Words(StringBuilder html, string title, Type constants) =>
        html.Append("<h2>").Append(title).Append("</h2><p>").AppendJoin(" · ", ApiSchemas.Constants(constants).Select(t => $"<code>{t}</code>")).Append("</p>");

    private static void Entry(StringBuilder html, string title, string? summary, JsonNode? schema) => html
        .Append("<h3><code>").Append(WebUtility.HtmlEncode(title)).Append("</code></h3><p>").Append(WebUtility.HtmlEncode(summary ?? "")).Append("</p>")
        .Append("<details><summary>JSON schema</summary><pre>").Append(WebUtility.HtmlEncode(schema?.ToJsonString(Indented) ?? "")).Append("</pre></details>");
}
