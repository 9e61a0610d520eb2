using System.Text.Json;
using Martin.Data;
using Martin.Data.Actions;
using Martin.Data.Turns;
using Martin.Hub.Errors;
using Martin.Hub.Wire;
using Martin.Plugins.Tools;
using Microsoft.EntityFrameworkCore;

namespace Martin.Hub.Actions;

/// <summary>An action with the turn in which the wish for it came up.</summary>
/// <param name="Turn">null where it came from none, or its conversation has been deleted meanwhile.</param>
/// <param name="Device">On which <see cref="FindAsync"/> was asked for it.</param>
public sealed record ActionAtWork(ActionRow Row, TurnRow? Turn, string? Device)
{
    /// <param name="sessionId">Whose device is meant; null for none.</param>
    public static async Task<ActionAtWork?> FindAsync(MartinDb db, Guid actionId, Guid? sessionId, CancellationToken ct)
    {
        var found = await (from action in db.Actions.AsNoTracking()
                           join t in db.Turns.AsNoTracking() on action.TurnId equals t.Id into turns
                           from turn in turns.DefaultIfEmpty()
                           where action.Id == actionId
                           select new { action, turn, device = db.Sessions.Where(d => d.Id == sessionId).Select(d => d.Device).FirstOrDefault() }).SingleOrDefaultAsync(ct);
        return found is null ? null : new(found.action, found.turn, found.device);
    }

    /// <exception cref="CodedException">NOT_FOUND.</exception>
    public static async Task<ActionAtWork> ReadAsync(MartinDb db, Guid actionId, Guid? sessionId, CancellationToken ct) =>
        await FindAsync(db, actionId, sessionId, ct) ?? throw CodedException.NotFound("action");

    /// <summary>What the action's tool works with: the moment and zone in which the wish was meant, of the action itself.</summary>
    public async Task<ToolContext> ContextAsync(MartinDb db, DateTimeOffset now, CancellationToken ct)
    {
        var zone = Row.MeantIn ?? await db.Users.Where(u => u.Id == db.Owner).Select(u => u.Preferences.TimeZone).SingleAsync(ct);
        return new()
        {
            Db = db, UserId = db.Owner, Now = Row.MeantAt ?? now, TimeZone = zone ?? Zones.Utc, TurnId = Turn?.Id, IsTainted = Row.Tainted, ActionId = Row.Id, ReadMails = Mails(Row.Sources),
        };
    }

    private static IReadOnlyList<Guid> Mails(string? sources) =>
        sources is null ? [] : [.. JsonSerializer.Deserialize<OutsideSource[]>(sources, WireJson.Options)!.Select(s => s.EmailId).OfType<Guid>().Distinct()];
}
