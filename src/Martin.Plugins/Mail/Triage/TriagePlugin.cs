using System.ComponentModel;
using Martin.Data.Notifications;
using Martin.Plugins.Tools;
using Microsoft.EntityFrameworkCore;
using Microsoft.SemanticKernel;

namespace Martin.Plugins.Mail.Triage;

/// <summary>The tool that sorts mail. It can be undone.</summary>
public sealed class TriagePlugin(Triager triager, TriageOptions options, TimeProvider clock) : IDescribesWrites, IKnowsOthers, IThinksFirst
{
    [KernelFunction("triage_email"), Effect(Effect.OwnWrite), AskedForBy("triage", "sort", "categorize", "classify", "organize", "organise")]
    [Description("Sorts mails into important, actionable and fyi, with reasons. Without ids, all that have not been sorted yet.")]
    public async Task<string> TriageAsync([FromKernelServices] ToolContext context, [Description("The mails' ids")] string[]? emailIds = null, CancellationToken ct = default)
    {
        // Without a thought the call was approved later: then the rules alone decide.
        var verdicts = context.Thought as IReadOnlyList<Verdict> ?? await triager.JudgeAsync(context.Db, Ids(emailIds), byRulesOnly: true, ct);
        var marked = await triager.StoreAsync(context.Db, verdicts, ct);
        context.HoldsOutsideContent = true;
        context.Summary = marked.Count switch { 0 => "No mail to sort", 1 => "Sorted 1 mail", var n => $"Sorted {n} mails" };
        context.Undo = ToolResults.Of(marked.Select(m => m with { Subject = null }));
        if (marked.Count > 0) context.Changes.Add(new(NotificationType.EmailTriaged, context.Summary, null, new { emailIds = marked.Select(m => m.Id), change = "triaged" }));
        return ToolResults.Of(new
        {
            ok = true, summary = context.Summary,
            mails = verdicts.Select(v => new { id = v.EmailId, subject = marked.FirstOrDefault(m => m.Id == v.EmailId)?.Subject, category = v.Category, reason = v.Reason, suggestion = v.Suggestion?.Title }),
        });
    }

    public async Task<object?> ThinkAsync(string tool, ToolArguments arguments, ToolContext context, CancellationToken ct) =>
        await triager.JudgeAsync(context.Db, Ids(arguments.Get<string[]>("emailIds")), byRulesOnly: false, ct);

    public Task<IReadOnlyList<string>> NamesAsync(string tool, ToolContext context, CancellationToken ct) => MailPlugin.NamesAsync(context.Db, ct);

    public async Task<WriteCard> DescribeAsync(string tool, ToolArguments arguments, ToolContext context, CancellationToken ct)
    {
        if (Ids(arguments.Get<string[]>("emailIds")) is not { } ids) return new(Effect.OwnWrite, "Sort mail", "Sort the mails that have not been sorted yet");
        var mails = await context.Db.Emails.AsNoTracking().Where(e => ids.Contains(e.Id)).Select(e => new { e.Id, e.Subject, e.Sender, e.SenderEmail, e.Category }).ToListAsync(ct);
        context.HoldsOutsideContent = true;  // the subjects on the card
        var lines = MailText.Lines(mails.OrderBy(m => ids.IndexOf(m.Id)).Select(m => (m.Subject, m.Sender, m.SenderEmail)), ids.Count);
        return new(Effect.OwnWrite, "Sort mail", $"Sort {(ids.Count == 1 ? "1 mail" : $"{ids.Count} mails")}{CardSentence.Named(lines)}")
        {
            // Those without a category are sorted by the plain wish as well; only what is sorted anew has to be named.
            Lines = lines, Names = [.. mails.Where(m => m.Category != null).Select(m => $"{m.Subject} {m.Sender} {m.SenderEmail}")],
        };
    }

    public Task<string> UndoAsync(string tool, string undo, ToolContext context, CancellationToken ct) => MailPlugin.PutBackAsync(undo, context, clock, ct);

    private List<Guid>? Ids(string[]? emailIds) =>
        emailIds is not { Length: > 0 } ? null
        : emailIds.Length > options.MaxMails ? throw new ToolRefusedException($"At most {options.MaxMails} mails at once.")
        : [.. emailIds.Select(id => ToolIds.Read("mail", id)).Distinct()];
}
