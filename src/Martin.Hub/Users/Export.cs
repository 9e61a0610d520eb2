using System.Security.Claims;
using System.Text.Encodings.Web;
using System.Text.Json;
using Martin.Data;
using Martin.Data.Conversations;
using Martin.Data.Mail;
using Martin.Data.Users;
using Martin.Hub.Actions;
using Martin.Hub.Auth;
using Martin.Hub.Calendar;
using Martin.Hub.Chat;
using Martin.Hub.Errors;
using Martin.Hub.Inbox;
using Martin.Hub.Memory;
using Martin.Hub.Notifications;
using Martin.Hub.Runs;
using Martin.Hub.Tasks;
using Martin.Hub.Usage;
using Martin.Hub.Wire;
using Martin.Plugins.Calendar;
using Martin.Plugins.Mail;
using Martin.Plugins.Tasks;
using Microsoft.EntityFrameworkCore;

namespace Martin.Hub.Users;

/// <summary>Everything that Martin keeps of a user, as one JSON download in the shapes of the contract. Rows are streamed, so its size needs no memory.</summary>
public sealed class Export(MartinDb db, TaskBook tasks, IMailbox mailbox, TimeProvider clock)
{
    private const int FlushAtBytes = 32 * 1024;
    private const int PageSize = 200;

    public IResult For(ClaimsPrincipal user) => new Download(this, user);

    private async Task SendAsync(ClaimsPrincipal user, HttpResponse response, CancellationToken ct)
    {
        var id = user.UserId();
        var row = await db.Users.AsNoTracking().FirstOrDefaultAsync(u => u.Id == id, ct) ?? throw CodedException.NotFound("account");
        response.ContentType = "application/json; charset=utf-8";
        response.Headers.ContentDisposition = $"attachment; filename=\"martin-export-{clock.Now():yyyy-MM-dd}.json\"";
        await using var json = new Utf8JsonWriter(response.BodyWriter, new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        await WriteAsync(user, row, json, ct);
    }

    private async Task WriteAsync(ClaimsPrincipal user, UserRow row, Utf8JsonWriter json, CancellationToken ct)
    {
        json.WriteStartObject();
        json.WriteString("exportedAt", Instants.Format(clock.Now()));
        One(json, "user", User.From(row));
        One(json, "preferences", PreferencesView.From(row.Preferences));
        await ManyAsync(json, "sessions", Rows(db.Sessions.OrderBy(s => s.CreatedAt)), s => SessionInfo.From(s, user.SessionId()), ct);
        await ManyAsync(json, "conversations", Rows(db.Conversations.OrderBy(c => c.CreatedAt)), ExportedConversation.From, ct);
        await ManyAsync(json, "messages", Rows(db.ChatMessages.OrderBy(m => m.CreatedAt)), ChatMessage.From, ct);
        await ManyAsync(json, "actions", Rows(db.Actions.OrderBy(a => a.RequestedAt)), ActionView.From, ct);
        await ManyAsync(json, "runs", RunsAsync(ct), r => r, ct);
        await ManyAsync(json, "tasks", TasksAsync(ct), TaskInfo.From, ct);
        await ManyAsync(json, "events", EventsAsync(ct), EventInfo.From, ct);
        await ManyAsync(json, "emails", MailsAsync(ct), EmailDetail.From, ct);
        await ManyAsync(json, "attachments", Rows(db.Attachments.OrderBy(a => a.EmailId).ThenBy(a => a.Ordinal)), ExportedAttachment.From, ct);
        await ManyAsync(json, "drafts", Rows(db.Drafts.OrderBy(d => d.CreatedAt)), DraftInfo.From, ct);
        await ManyAsync(json, "memories", Rows(db.Memories.OrderBy(m => m.CreatedAt)), MemoryInfo.From, ct);
        await ManyAsync(json, "notifications", Rows(db.Notifications.OrderBy(n => n.Seq)), NotificationView.From, ct);
        await ManyAsync(json, "pushSubscriptions", Rows(db.PushSubscriptions.OrderBy(p => p.CreatedAt)), p => PushSubscription.From(p, user.SessionId()), ct);
        await ManyAsync(json, "modelUses", Rows(db.ModelUses.OrderBy(u => u.CreatedAt)), ModelUseInfo.From, ct);
        json.WriteEndObject();
        await json.FlushAsync(ct);
    }

    private static IAsyncEnumerable<T> Rows<T>(IQueryable<T> rows) where T : class => rows.AsNoTracking().AsAsyncEnumerable();

    private async IAsyncEnumerable<RunView> RunsAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        Keyset? after = null;
        do
        {
            var page = await RunDesk.ListAsync(db, null, new(PageSize, after), ct);
            foreach (var run in page.Items) yield return run;
            after = page.Next;
        }
        while (after is not null);
    }

    private async IAsyncEnumerable<TaskView> TasksAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        Keyset? after = null;
        do
        {
            var page = await tasks.ListAsync(new(), new(PageSize, after), ct);
            foreach (var task in page.Items) yield return task;
            after = page.Next;
        }
        while (after is not null);
    }

    /// <summary>What came and what was sent, each newest first.</summary>
    private async IAsyncEnumerable<MailView> MailsAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        foreach (var outgoing in (bool[])[false, true])
        {
            Keyset? after = null;
            do
            {
                var page = await mailbox.ListAsync(new() { Outgoing = outgoing }, new(PageSize, after), ct);
                foreach (var mail in page.Items)
                    if (await mailbox.FindAsync(mail.Id, ct) is { } whole) yield return whole;
                after = page.Next;
            }
            while (after is not null);
        }
    }

    /// <summary>Series as such, with the occurrences that were changed.</summary>
    private async IAsyncEnumerable<EventInstance> EventsAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        Keyset? after = null;
        do
        {
            var rows = db.Events.AsNoTracking();
            if (after is { } last) rows = rows.Where(e => e.StartTime >= last.At && (e.StartTime > last.At || e.Id.CompareTo(last.Id) > 0));
            var page = Listing.From(await rows.OrderBy(e => e.StartTime).ThenBy(e => e.Id).Take(PageSize + 1).ToListAsync(ct), PageSize, e => new Keyset(e.StartTime, e.Id));
            foreach (var one in await EventInstances.OnceAsync(db.Events, page.Items, ct)) yield return one;
            after = page.Next;
        }
        while (after is not null);
    }

    private static void One<T>(Utf8JsonWriter json, string name, T value)
    {
        json.WritePropertyName(name);
        JsonSerializer.Serialize(json, value, WireJson.Options);
    }

    private static async Task ManyAsync<T, TWire>(Utf8JsonWriter json, string name, IAsyncEnumerable<T> rows, Func<T, TWire> map, CancellationToken ct)
    {
        json.WriteStartArray(name);
        await foreach (var row in rows.WithCancellation(ct))
        {
            JsonSerializer.Serialize(json, map(row), WireJson.Options);
            if (json.BytesPending > FlushAtBytes) await json.FlushAsync(ct);
        }
        json.WriteEndArray();
    }

    private sealed class Download(Export export, ClaimsPrincipal user) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext) => export.SendAsync(user, httpContext.Response, httpContext.RequestAborted);
    }
}

/// <summary>The shape of the download, which is written member by member above; a test holds the two together.</summary>
public sealed record ExportFile(
    DateTimeOffset ExportedAt, User User, PreferencesView Preferences, IReadOnlyList<SessionInfo> Sessions, IReadOnlyList<ExportedConversation> Conversations,
    IReadOnlyList<ChatMessage> Messages, IReadOnlyList<ActionView> Actions, IReadOnlyList<RunView> Runs, IReadOnlyList<TaskInfo> Tasks, IReadOnlyList<EventInfo> Events,
    IReadOnlyList<EmailDetail> Emails, IReadOnlyList<ExportedAttachment> Attachments, IReadOnlyList<DraftInfo> Drafts, IReadOnlyList<MemoryInfo> Memories, IReadOnlyList<NotificationView> Notifications,
    IReadOnlyList<PushSubscription> PushSubscriptions, IReadOnlyList<ModelUseInfo> ModelUses);

/// <param name="Content">Base64.</param>
public sealed record ExportedAttachment(Guid Id, Guid EmailId, string Name, string ContentType, long Size, byte[] Content)
{
    public static ExportedAttachment From(AttachmentRow row) => new(row.Id, row.EmailId, row.Name, row.ContentType, row.Size, row.Content);
}

/// <summary>A conversation with what a model made of its older part, which no list shows.</summary>
/// <param name="SummaryThrough">When the last turn that is summed up began.</param>
public sealed record ExportedConversation(Guid Id, string Title, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, string? Summary, DateTimeOffset? SummaryThrough)
{
    public static ExportedConversation From(ConversationRow row) => new(row.Id, row.Title, row.CreatedAt, row.UpdatedAt, row.Summary, row.SummaryThrough);
}
