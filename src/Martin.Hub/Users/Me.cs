using System.Security.Claims;
using System.Text.Json;
using System.Text.Json.Nodes;
using Martin.Data;
using Martin.Data.Users;
using Martin.Hub.Auth;
using Martin.Hub.Briefing;
using Martin.Hub.Cluster;
using Martin.Hub.Docs;
using Martin.Hub.Errors;
using Martin.Hub.Http;
using Martin.Hub.Memory;
using Martin.Hub.Wire;
using Microsoft.EntityFrameworkCore;

namespace Martin.Hub.Users;

public static class Me
{
    public static RouteGroupBuilder MapMe(this RouteGroupBuilder api)
    {
        api.MapGet("/me", async (ClaimsPrincipal user, MartinDb db, CancellationToken ct) => Reply.Ok(User.From(await FindAsync(db, user, ct))))
            .WithName("getMe").WithSummary("The account of the one who asks.");
        api.MapDelete("/me", async (ClaimsPrincipal user, MartinDb db, SessionStates sessions, SharedKeys shared, PreferenceCache cache, MemoryIndexing indexing, TimeProvider clock, CancellationToken ct) =>
        {
            await EraseAsync(db, user.UserId(), sessions, shared, clock.Now(), ct);
            indexing.Wake();
            cache.Forget(user.UserId());
            return Reply.Done();
        })
            .WithName("deleteMe").WithSummary("Erases the account and everything of it.");
        api.MapGet("/me/preferences", async (ClaimsPrincipal user, MartinDb db, CancellationToken ct) =>
            Reply.Ok(PreferencesView.From((await FindAsync(db, user, ct)).Preferences)))
            .WithName("getPreferences").WithSummary("What the user has chosen.");
        api.MapPut("/me/preferences", async (Body<JsonElement> body, ClaimsPrincipal user, MartinDb db, SharedKeys shared, PreferenceCache cache, TimeProvider clock, CancellationToken ct) =>
        {
            var changed = await ChangeAsync(db, user, body.Value, clock.Now(), ct);
            cache.Forget(user.UserId());
            shared.Preferred(user.UserId(), changed);
            return Reply.Ok(changed);
        })
            .WithName("changePreferences").WithSummary("Changes what is given; the rest stays.")
            .TakesPartOf<PreferencesView>();
        api.MapGet("/me/export", (ClaimsPrincipal user, Export export) => export.For(user))
            .WithName("exportMe").WithSummary("Everything that Martin keeps of the user, as one file.")
            .Downloads<ExportFile>();
        return api;
    }

    /// <summary>What is given replaces what is there; the rest stays. null clears what may be absent.</summary>
    internal static PreferencesView Merge(PreferencesView present, JsonElement given)
    {
        if (given.ValueKind != JsonValueKind.Object) throw CodedException.Invalid("body", "must be an object");
        var merged = JsonSerializer.SerializeToNode(present, WireJson.Options)!.AsObject();
        foreach (var member in given.EnumerateObject()) merged[member.Name] = JsonNode.Parse(member.Value.GetRawText());
        return StrictJson.Bind<PreferencesView>(JsonSerializer.SerializeToElement(merged));
    }

    private static async Task<UserRow> FindAsync(MartinDb db, ClaimsPrincipal user, CancellationToken ct)
    {
        var id = user.UserId();
        return await db.Users.FirstOrDefaultAsync(u => u.Id == id, ct) ?? throw CodedException.NotFound("account");
    }

    private static Task<PreferencesView> ChangeAsync(MartinDb db, ClaimsPrincipal user, JsonElement given, DateTimeOffset now, CancellationToken ct) => db.WriteAsync(async () =>
    {
        // Held before it is read: two subsets that are put at once must both stay.
        await db.Users.Where(u => u.Id == user.UserId()).ExecuteUpdateAsync(s => s.SetProperty(u => u.UpdatedAt, now), ct);
        var row = await FindAsync(db, user, ct);
        var changed = Merge(PreferencesView.From(row.Preferences), given);
        if (changed.BriefingAt != row.Preferences.BriefingAt) await Briefings.ChosenAsync(db, changed.ToRow(), now, ct);
        row.Preferences = changed.ToRow();
        row.UpdatedAt = now;
        await db.SaveChangesAsync(ct);
        return changed;
    }, ct);

    /// <summary>Everything of the user goes with the account, by the cascades of the schema.</summary>
    private static async Task EraseAsync(MartinDb db, Guid userId, SessionStates sessions, SharedKeys shared, DateTimeOffset now, CancellationToken ct)
    {
        var ended = await db.Sessions.Select(s => new { s.Id, s.Token }).ToListAsync(ct);
        await db.WriteAsync(async () =>
        {
            if (await db.MemoryVectors.AnyAsync(v => v.IndexedAt != null, ct) || await db.VectorRemovals.AnyAsync(r => r.UserId == userId, ct))
                db.VectorRemovals.Add(new() { Id = Guid.CreateVersion7(now), UserId = userId, RequestedAt = now });
            await db.SaveChangesAsync(ct);
            await db.Users.Where(u => u.Id == userId).ExecuteDeleteAsync(ct);
        }, ct);
        foreach (var session in ended) sessions.Ended(session.Id);
        shared.Erased(userId, ended.Select(s => s.Token));
    }
}
