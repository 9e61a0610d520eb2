using System.ComponentModel;
using System.Text.Json;
using Martin.Data.Mail;
using Martin.Data.Notifications;
using Martin.Plugins.Rules;
using Martin.Plugins.Tools;
using Microsoft.SemanticKernel;

namespace Martin.Plugins.Mail.Replies;

/// <summary>The tool that drafts answers. A draft goes nowhere by itself.</summary>
public sealed class ReplyPlugin(ReplyWriter writer, TimeProvider clock) : IDescribesWrites, IThinksFirst
{
    [KernelFunction("draft_reply"), Effect(Effect.OwnWrite)]
    [Description("Writes a draft of an answer to a mail, for the user to read, change and send. It sends nothing.")]
    public async Task<string> DraftAsync([FromKernelServices] ToolContext context, [Description("The mail's id")] string emailId,
        [Description("The manner, such as friendly or formal; without it the user's own")] string? persona = null,
        [Description("What the user wants to say")] string? instructions = null, CancellationToken ct = default)
    {
        var reply = (WrittenReply)(context.Thought ?? throw new ToolRefusedException("Ask for the draft again: it has to be written first."));
        var draft = await StoreAsync(new DraftBook(context.Db, clock), reply, ct) ?? throw new ToolRefusedException("There is no such mail; use find_mail to find its id.");
        context.HoldsOutsideContent = true;
        context.Summary = $"Drafted “{draft.Subject}”";
        context.Undo = ToolResults.Of(new DraftUndo(draft.Id, draft.Version));
        context.Changes.Add(new(NotificationType.DraftReady, draft.Subject ?? "Draft", null, new { draftId = draft.Id, emailId = draft.EmailId, change = "created" }));
        return ToolResults.Of(new { ok = true, summary = context.Summary, draftId = draft.Id, to = draft.To.Select(t => t.Email), content = draft.Content, confidence = draft.Confidence });
    }

    /// <returns>null: the mail is gone.</returns>
    public static async Task<DraftRow?> StoreAsync(DraftBook book, WrittenReply reply, CancellationToken ct) =>
        await book.AddAsync(reply.EmailId, new() { Content = reply.Content, Persona = reply.Persona }, ct, reply.Confidence) is DraftOutcome.Saved saved ? saved.Draft : null;

    public async Task<object?> ThinkAsync(string tool, ToolArguments arguments, ToolContext context, CancellationToken ct)
    {
        var (persona, instructions) = (arguments.Get<string>("persona"), arguments.Get<string>("instructions"));
        var wrong = Rule.Broken(("persona", Rule.Filled(persona) ?? Rule.Length(persona, 1, MailDraft.MaxPersonaChars)), ("instructions", Rule.Length(instructions, 0, ReplyWriter.MaxInstructionChars)));
        if (wrong.FirstOrDefault() is { Field: { } field, Problem: var problem }) throw new ToolRefusedException($"{field} {problem}.");
        return await writer.WriteAsync(context.Db, ToolIds.Read("mail", arguments.Get<string>("emailId")!), persona, instructions, ct);
    }

    public Task<WriteCard> DescribeAsync(string tool, ToolArguments arguments, ToolContext context, CancellationToken ct) =>
        Task.FromResult(new WriteCard(Effect.OwnWrite, "Draft an answer", "Write the draft of an answer") { IsDraft = true });

    public async Task<string> UndoAsync(string tool, string undo, ToolContext context, CancellationToken ct)
    {
        var record = JsonSerializer.Deserialize<DraftUndo>(undo, ToolArguments.Json)!;
        var book = new DraftBook(context.Db, clock);
        if (await book.FindAsync(record.DraftId, ct) is not { } draft) throw new ToolRefusedException("The draft has been sent or thrown away.");
        if (draft.Version != record.Version) throw new ToolRefusedException("The draft has been changed since.");
        await book.RemoveAsync(record.DraftId, ct);
        context.Changes.Add(new(NotificationType.DraftReady, "Taken back", null, new { draftId = record.DraftId, emailId = draft.EmailId, change = "undone" }));
        return "Taken back.";
    }
}

internal sealed record DraftUndo(Guid DraftId, int Version);
