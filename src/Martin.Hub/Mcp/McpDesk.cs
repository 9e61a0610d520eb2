using System.Text.Json;
using System.Text.Json.Nodes;
using Martin.Data;
using Martin.Data.Actions;
using Martin.Hub.Actions;
using Martin.Hub.Errors;
using Martin.Plugins.Models;
using Martin.Plugins.Tools;
using Microsoft.EntityFrameworkCore;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace Martin.Hub.Mcp;

/// <summary>
/// Calls tools for a program outside. What it asks for is not the user's own word: reads are answered, drafts are written, and every other change
/// waits for the user's decision. There is no tool that decides.
/// </summary>
public sealed class McpDesk(MartinDb db, ToolBox tools, Proposals proposals, TimeProvider clock, ILogger<McpDesk> log)
{
    public const string GetAction = "get_action";

    /// <summary>Proposals from outside that may wait at a time: nobody reads more.</summary>
    private const int MaxWaiting = 50;

    private const string Reason = "Asked for by another program, over MCP.";

    /// <exception cref="McpProtocolException">There is no such tool.</exception>
    public async ValueTask<CallToolResult> CallAsync(CallToolRequestParams call, CancellationToken ct)
    {
        try
        {
            var arguments = ToolArguments.Parse(JsonSerializer.Serialize(call.Arguments ?? new Dictionary<string, JsonElement>()));
            if (call.Name == GetAction) return Said(await ActionAsync(arguments, ct));
            var tool = tools.Find(call.Name) ?? throw new McpProtocolException($"There is no tool called {CleanName(call.Name)}.", McpErrorCode.InvalidParams);
            ToolBox.Bind(tool, arguments);
            return Said(tool.Effect == Effect.Read ? await ToolBox.InvokeAsync(tool, arguments, await proposals.ContextAsync(clock.Now(), ct), ct) : await ProposeAsync(tool, arguments, ct));
        }
        catch (ToolRefusedException e)
        {
            return Refused(e.Message);
        }
        catch (CodedException e) when (e.Code == ErrorCode.Unprocessable)
        {
            return Refused(e.Message);
        }
        catch (ProviderException e)
        {
            return Refused(e.Message);
        }
        catch (Exception e) when (e is not (McpException or OperationCanceledException))
        {
            log.McpFailed(e, call.Name.Length > 100 ? "" : call.Name);
            return Refused("Something went wrong inside Martin. Nothing was changed.");
        }
    }

    private async Task<string> ProposeAsync(Plugins.Tools.Tool tool, ToolArguments arguments, CancellationToken ct)
    {
        if (await proposals.DraftAsync(tool, arguments, Reason, ct) is { } drafted) return drafted;
        if (await db.Actions.CountAsync(a => a.Status == ActionStatus.Proposed && a.Tainted && a.TurnId == null, ct) >= MaxWaiting)
            throw new ToolRefusedException($"{MaxWaiting} proposals wait for the user already. Ask again when they have decided.");
        var action = await proposals.ProposeAsync(tool.Name, JsonObject.Create(arguments.Value)!, ct, Reason);
        return ToolResults.Proposed(action.Id, action.Summary);
    }

    private async Task<string> ActionAsync(ToolArguments arguments, CancellationToken ct)
    {
        if (!Guid.TryParse(arguments.Get<string>("actionId"), out var id)) throw new ToolRefusedException("get_action needs actionId: the one that the proposal was answered with.");
        var action = await db.Actions.AsNoTracking().FirstOrDefaultAsync(a => a.Id == id, ct) ?? throw new ToolRefusedException("There is no such action.");
        return ToolResults.Of(new { ok = true, actionId = action.Id, type = action.ActionType, status = action.Status, summary = action.Summary, error = action.Error });
    }

    private static string CleanName(string name) => Plugins.Mail.CleanText.Line(name, 100);

    private static CallToolResult Said(string json) => new() { Content = [new TextContentBlock { Text = json }] };

    private static CallToolResult Refused(string sentence) => new() { IsError = true, Content = [new TextContentBlock { Text = sentence }] };
}

internal static partial class McpLogging
{
    [LoggerMessage(2100, LogLevel.Error, "A call of {Tool} over MCP failed")]
    public static partial void McpFailed(this ILogger log, Exception e, string tool);
}
