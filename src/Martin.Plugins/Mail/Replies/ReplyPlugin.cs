using System.ComponentModel;
using System.Text.Json;
using Martin.Data.Mail;
using Martin.Data.Notifications;
using Martin.Plugins.Rules;
using Martin.Plugins.Tools;
using Microsoft.EntityFrameworkCore;
using Microsoft.SemanticKernel;

namespace Martin.Plugins.Mail.Replies;

/// <summary>The tool that drafts answers. A draft goes nowhere by itself.</summary>
public sealed class ReplyPlugin(ReplyWriter writer, TimeProvider clock) : IDescribesWrites, IThinksFirst
{
    /// <summary>A draft needs no decision, so no mail shall be able to have them written by the hundred.</summary>
    private const int MaxDraftsPerTurn = 10;

    private const string NotTheUsers =
        "Mails had been read, so persona and instructions were followed only as far as the user's own message says them; the draft was written from that message. Tell the user.";

    [KernelFunction("draft_reply"), Effect(Effect.OwnWrite)]
    [Description("Writes a draft of an answer to a mail, for the user to read, change and send. It sends nothing.")]
    public async Task<string> DraftAsync([FromKernelServices] ToolContext context, [Description("The mail's id")] string emailId,
        [Description("The manner, such as friendly or formal; without it the user's own")] string? persona = null,
        [Description("What the user wants to say")] string? instructions = null, CancellationToken ct = default)
    {
        var reply = (WrittenReply)(context.Thought ?? throw new ToolRefusedException("Ask for the draft again: it has to be written first."));
        var draft = await StoreAsync(new DraftBook(context.Db, clock), reply, ct, context.ActionId) ?? throw new ToolRefusedException("There is no such mail; use find_mail to find its id.");
        context.HoldsOutsideContent = true;
        context.Summary = $"Drafted “{draft.Subject}”";
        context.Undo = ToolResults.Of(new DraftUndo(draft.Id, draft.Version));
        context.Changes.Add(new(NotificationType.DraftReady, draft.Subject ?? "Draft", null, new { draftId = draft.Id, emailId = draft.EmailId, change = "created" }));
        return ToolResults.Of(new { ok = true, summary = context.Summary, draftId = draft.Id, to = draft.To.Select(t => t.Email), content = draft.Content, confidence = draft.Confidence, note = reply.Note });
    }

    /// <returns>null: the mail is gone.</returns>
    public static async Task<DraftRow?> StoreAsync(DraftBook book, WrittenReply reply, CancellationToken ct, Guid? actionId = null) =>
        await book.AddAsync(reply.EmailId, new() { Content = reply.Content, Persona = reply.Persona }, ct, reply.Confidence, actionId) is DraftOutcome.Saved saved ? saved.Draft : null;

    public async Task<object?> ThinkAsync(string tool, ToolArguments arguments, ToolContext context, CancellationToken ct)
    {
        var (persona, instructions) = (arguments.Get<string>("persona"), arguments.Get<string>("instructions"));
        var wrong = Rule.Broken(("persona", Rule.Filled(persona) ?? Rule.Length(persona, 1, MailDraft.MaxPersonaChars)), ("instructions", Rule.Length(instructions, 0, ReplyWriter.MaxInstructionChars)));
        if (wrong.FirstOrDefault() is { Field: { } field, Problem: var problem }) throw new ToolRefusedException($"{field} {problem}.");
        if (context.TurnId is { } turn && await context.Db.Actions.CountAsync(a => a.TurnId == turn && a.ActionType == tool, ct) >= MaxDraftsPerTurn)
            throw new ToolRefusedException($"At most {MaxDraftsPerTurn} drafts at once; tell the user which are written and ask whether to go on.");
        var emailId = ToolIds.Read("mail", arguments.Get<string>("emailId")!);
        if (context.TurnId is null) return await writer.WriteAsync(context.Db, emailId, persona, instructions, ct, context.IsTainted ? WishOf.Program : WishOf.User);
        var (manner, wish) = (OwnOnly(persona, context), OwnOnly(instructions, context));
        if (manner == persona && wish == instructions) return await writer.WriteAsync(context.Db, emailId, persona, instructions, ct);
        var message = wish is not null || context.Said is not { } said ? null : CleanText.Cut(said, ReplyWriter.MaxInstructionChars);
        return (await writer.WriteAsync(context.Db, emailId, manner, wish ?? message, ct, message is null ? WishOf.User : WishOf.Message)) with { Note = NotTheUsers };
    }

    /// <summary>What the user wants to say is theirs to say: a model that has read others' mail may have it from there.</summary>
    /// <returns>null where it is not known to be the user's.</returns>
    private static string? OwnOnly(string? text, ToolContext context) =>
        text is null || !context.IsTainted || (context.Said is { } said && new OwnWords(said, context.Now, context.TimeZone).CoversText(text)) ? text : null;

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
