using System.Text.Json.Nodes;
using Martin.Data;
using Martin.Data.Actions;
using Martin.Hub.Errors;
using Martin.Hub.Notifications;
using Martin.Hub.Turns;
using Martin.Plugins.Tools;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Martin.Hub.Actions;

/// <summary>Proposals that come from a form rather than from a turn: the same tools, the same payloads, the same approval.</summary>
public sealed class Proposals(MartinDb db, ToolBox tools, Announcer announcer, TimeProvider clock, IOptions<TurnOptions> options)
{
    /// <param name="tool">The tool that an approval runs.</param>
    /// <param name="payload">Its arguments.</param>
    /// <exception cref="CodedException">UNPROCESSABLE: the tool would not take them.</exception>
    public async Task<ActionView> ProposeAsync(string tool, JsonObject payload, CancellationToken ct)
    {
        var now = clock.Now();
        var arguments = ToolArguments.Parse(payload.ToJsonString());
        var card = await DescribeAsync(tool, arguments, now, ct);
        var text = CanonicalJson.Of(arguments.Value);
        var row = new ActionRow
        {
            Id = Guid.CreateVersion7(now), UserId = db.Owner, ActionType = tool, Title = card.Title, Summary = card.Summary, Payload = text,
            PayloadHash = CanonicalJson.Hash(text), Effect = ActionEffect.Outward, Status = ActionStatus.Proposed, Card = ActionCard.From(card)?.ToJson(),
            MeantAt = now, MeantIn = await ZoneAsync(ct), RequestedAt = now, ExpiresAt = now + options.Value.ProposalLifetime,
        };
        await announcer.WriteAsync(async () =>
        {
            db.Actions.Add(row);
            await db.SaveChangesAsync(ct);
            return row;
        }, a => new News("action_requested", "Waiting for your decision", new { actionId = a.Id }, a.Summary), ct);
        return ActionView.From(row);
    }

    private async Task<string> ZoneAsync(CancellationToken ct) => await db.Users.Where(u => u.Id == db.Owner).Select(u => u.Preferences.TimeZone).SingleAsync(ct) ?? Zones.Utc;

    private async Task<WriteCard> DescribeAsync(string name, ToolArguments arguments, DateTimeOffset now, CancellationToken ct)
    {
        var context = new ToolContext { Db = db, UserId = db.Owner, Now = now, TimeZone = await ZoneAsync(ct) };
        try
        {
            var tool = tools.Find(name) ?? throw new ToolRefusedException($"There is no tool called {name}.");
            ToolBox.Bind(tool, arguments);
            return await tool.Writes.DescribeAsync(name, arguments, context, ct);
        }
        catch (ToolRefusedException e)
        {
            throw CodedException.Unprocessable(e.Message);
        }
    }
}
