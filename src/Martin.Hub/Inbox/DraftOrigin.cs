using System.Text.Json;
using Martin.Data;
using Martin.Data.Mail;
using Martin.Hub.Wire;
using Martin.Plugins.Mail;
using Martin.Plugins.Tools;
using Microsoft.EntityFrameworkCore;

namespace Martin.Hub.Inbox;

/// <summary>Whose words a draft holds, as the action that sends it has to tell.</summary>
/// <param name="Sources">JSON of what had been read for it.</param>
internal sealed record DraftOrigin(bool IsTainted, string? Reason = null, string? Sources = null, Guid? TurnId = null, Guid? ConversationId = null, Guid? RunId = null)
{
    /// <summary>What Martin wrote was made from the mail that it answers, also where the user has changed it since.</summary>
    public static async Task<DraftOrigin> OfAsync(MartinDb db, DraftRow draft, CancellationToken ct)
    {
        if (draft.Generated is null) return new(false);
        var made = draft.ActionId is { } id ? await db.Actions.AsNoTracking().FirstOrDefaultAsync(a => a.Id == id, ct) : null;
        var answered = draft.EmailId is { } mail ? await DraftBook.SourceAsync(db, mail, ct) : null;
        List<OutsideSource> read = made?.Sources is null ? [] : [.. JsonSerializer.Deserialize<OutsideSource[]>(made.Sources, WireJson.Options)!];
        if (answered is not null && !read.Contains(answered)) read.Add(answered);
        return new(true, made?.Reason ?? (answered is null ? "Drafted by Martin." : $"Drafted by Martin as an answer to {answered.What}."),
            read.Count == 0 ? null : JsonSerializer.Serialize(read, WireJson.Options), made?.TurnId, made?.ConversationId, made?.RunId);
    }
}
