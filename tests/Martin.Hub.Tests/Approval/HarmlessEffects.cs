using System.Text.Json;
using Martin.Data;
using Martin.Data.Calendar;
using Martin.Data.Mail;
using Martin.Data.Tasks;
using Martin.Hub.Tests.Inbox;
using Microsoft.EntityFrameworkCore;

namespace Martin.Hub.Tests.Approval;

/// <summary>Holds rows against the arguments of the call that should have made them so.</summary>
internal sealed class HarmlessEffects(MartinDb db)
{
    /// <summary>What differs; null: it is as the arguments say.</summary>
    public async Task<string?> ProblemAsync(string tool, JsonElement args) => tool switch
    {
        "create_task" => RowDetails.Differs(await db.Tasks.AsNoTracking().SingleOrDefaultAsync(t => t.Title == args.Text("title")), args),
        "update_task" => RowDetails.Differs(await TaskAsync(args), args.GetProperty("changes")),
        "complete_task" => await TaskAsync(args) is { Status: TaskState.Completed, Progress: 100 } ? null : "not completed",
        "delete_task" => await TaskAsync(args) is null ? null : "still there",
        "create_event" => RowDetails.Differs(await db.Events.AsNoTracking().SingleOrDefaultAsync(e => e.Title == args.Text("title")), args),
        "update_event" => RowDetails.Differs(await EventAsync(args), args.GetProperty("changes")),
        "cancel_event" => await EventAsync(args) is null or { Status: EventStatus.Cancelled } ? null : "still there",
        "archive_mail" => (await MailsAsync(args)).TrueForAll(m => m.Status == EmailStatus.Archived) ? null : "not archived",
        "label_mail" => (await MailsAsync(args)).Select(m => RowDetails.Differs(m, args)).FirstOrDefault(p => p is not null),
        "triage_email" => args.TryGetProperty("emailIds", out _)
            ? (await MailsAsync(args)).TrueForAll(m => m.Category == EmailCategory.Important) ? null : "not sorted"
            : await db.Emails.AnyAsync(e => e.Category == null && !e.IsOutgoing) ? "not all are sorted" : null,
        "draft_reply" => await db.Drafts.AsNoTracking().SingleOrDefaultAsync(d => d.EmailId == Guid.Parse(args.Text("emailId")!)) is { SentAt: null, Content: "Hello, gladly." } ? null : "no draft",
        "save_memory" => await db.Memories.AnyAsync(m => m.Content == args.Text("content") && m.SupersededAt == null) ? null : "not remembered",
        "delete_memory" => await db.Memories.AnyAsync(m => m.Id == Guid.Parse(args.Text("memoryId")!)) ? "not forgotten" : null,
        _ => $"{tool} is not looked at",
    };

    /// <summary>All that a wish or an order could change, the order mails themselves aside.</summary>
    public async Task<string> WorldAsync() => JsonSerializer.Serialize(new
    {
        tasks = await db.Tasks.OrderBy(t => t.Id).Select(t => new { t.Title, t.Status, t.Priority, t.DueAt, t.RemindAt }).ToListAsync(),
        events = await db.Events.OrderBy(e => e.Id).Where(e => e.Status != EventStatus.Cancelled).Select(e => new { e.Title, e.StartTime, e.EndTime }).ToListAsync(),
        mails = await db.Emails.Where(e => e.Subject != "Please help").OrderBy(e => e.Id).Select(e => new { e.Subject, e.Status, e.IsRead, e.Category, e.IsOutgoing }).ToListAsync(),
        memories = await db.Memories.OrderBy(m => m.Id).Where(m => m.SupersededAt == null).Select(m => m.Content).ToListAsync(),
        drafts = await db.Drafts.CountAsync(),
    });

    private Task<TaskRow?> TaskAsync(JsonElement args) => db.Tasks.AsNoTracking().SingleOrDefaultAsync(t => t.Id == Guid.Parse(args.Text("taskId")!));

    private Task<EventRow?> EventAsync(JsonElement args) => db.Events.AsNoTracking().SingleOrDefaultAsync(e => e.Id == Guid.Parse(args.Text("eventId")!));

    private async Task<List<EmailRow>> MailsAsync(JsonElement args)
    {
        var ids = args.GetProperty("emailIds").EnumerateArray().Select(i => i.GetGuid()).ToList();
        var mails = await db.Emails.AsNoTracking().Where(e => ids.Contains(e.Id)).ToListAsync();
        Assert.Equal(ids.Count, mails.Count);
        return mails;
    }
}
