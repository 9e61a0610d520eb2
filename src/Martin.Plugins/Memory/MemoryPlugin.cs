using System.ComponentModel;
using System.Globalization;
using System.Text.Json;
using Martin.Data;
using Martin.Data.Conversations;
using Martin.Data.Memory;
using Martin.Plugins.Mail;
using Martin.Plugins.Memory.Embedding;
using Martin.Plugins.Rules;
using Martin.Plugins.Tools;
using Microsoft.EntityFrameworkCore;
using Microsoft.SemanticKernel;

namespace Martin.Plugins.Memory;

/// <summary>The tools on what Martin remembers. Only what the user said is saved, with their words.</summary>
public sealed class MemoryPlugin(MemorySearch search, IEmbedder embedder, MemoryOptions options, TimeProvider clock) : IDescribesWrites, IKnowsOthers
{
    private const int RecallLimit = 10;
    private const int MaxQuoteChars = 500;

    [KernelFunction("recall"), Effect(Effect.Read)]
    [Description("Looks up what Martin remembers of the user: people, preferences, places, dates, habits.")]
    public async Task<string> RecallAsync([FromKernelServices] ToolContext context, [Description("What is asked, in a few words")] string query, CancellationToken ct = default)
    {
        var found = await search.FindAsync(context.Db, query, RecallLimit, ct);
        context.HoldsOutsideContent = found.Any(f => f.Row.FromOutside);
        if (context.HoldsOutsideContent) context.Sources.Add(new("memories that were made from what others wrote"));
        context.Summary = found.Count switch { 0 => "Nothing remembered", 1 => "1 memory", _ => $"{found.Count} memories" };
        return ToolResults.Of(new { ok = true, memories = found.Select(f => Of(f, context)) });
    }

    [KernelFunction("save_memory"), Effect(Effect.OwnWrite), AskedForBy("remember", "memorize", "note", "save", "keep", "know", "forget", "correct")]
    [Description("Remembers a lasting fact about the user that they have told: one sentence that can be understood by itself.")]
    public async Task<string> SaveAsync([FromKernelServices] ToolContext context,
        [Description("The fact, such as: Ana, the user's sister, is allergic to peanuts")] string content,
        [Description("The id of the memory that this corrects or replaces")] string? supersedes = null, CancellationToken ct = default)
    {
        var draft = new MemoryDraft(content, null, ReadId(supersedes));
        if (draft.Problems().FirstOrDefault() is { Field: { } field, Problem: var problem }) throw new ToolRefusedException($"{field} {problem}.");
        var memory = Saved(await Book(context).AddAsync(draft, await SourceAsync(context, ct), ct), out var isNew);
        context.HoldsOutsideContent |= memory.FromOutside;
        context.Summary = isNew ? $"Remembered: {memory.Content}" : $"Remembered before: {memory.Content}";
        if (isNew) context.Undo = ToolResults.Of(new MemoryUndo(memory.Id));
        return ToolResults.Of(new { ok = true, summary = context.Summary, memoryId = memory.Id });
    }

    [KernelFunction("delete_memory"), Effect(Effect.OwnWrite), AskedForBy("forget", "delete", "remove", "erase")]
    [Description("Forgets a memory.")]
    public async Task<string> DeleteAsync([FromKernelServices] ToolContext context, [Description("The memory's id")] string memoryId, CancellationToken ct = default)
    {
        var removed = await Book(context).RemoveAsync(ToolIds.Read("memory", memoryId), ct) ?? throw NoSuchMemory();
        context.HoldsOutsideContent |= removed.Source.FromOutside;
        context.Summary = $"Forgotten: {removed.Draft.Content}";
        context.Undo = ToolResults.Of(new MemoryUndo(removed.Id, removed));
        return ToolResults.Of(new { ok = true, summary = context.Summary });
    }

    public async Task<IReadOnlyList<string>> NamesAsync(string tool, ToolContext context, CancellationToken ct) =>
        await context.Db.Memories.OrderByDescending(m => m.CreatedAt).Take(IKnowsOthers.MostNames).Select(m => m.Content).ToListAsync(ct);

    public async Task<WriteCard> DescribeAsync(string tool, ToolArguments arguments, ToolContext context, CancellationToken ct)
    {
        var id = ReadId(arguments.Get<string>(tool == "delete_memory" ? "memoryId" : "supersedes"));
        var named = id is { } given ? await Book(context).FindAsync(given, ct) ?? throw NoSuchMemory() : null;
        var older = named?.Content;
        context.HoldsOutsideContent |= named?.FromOutside == true;  // the card tells its content, and so does the answer to the model
        if (tool == "delete_memory") return new(Effect.OwnWrite, "Forget", $"Forget “{older}”") { Names = [older!] };
        var content = arguments.Get<string>("content");
        return older is null
            ? new(Effect.OwnWrite, "Remember", $"Remember “{content}”")
            : new(Effect.OwnWrite, "Remember", $"Remember “{content}” instead of “{older}”") { Names = [older] };
    }

    public async Task<string> UndoAsync(string tool, string undo, ToolContext context, CancellationToken ct)
    {
        var record = JsonSerializer.Deserialize<MemoryUndo>(undo, ToolArguments.Json)!;
        if (record.Removed is { } removed) await Book(context).RestoreAsync(removed, ct);
        else if (!await Book(context).TakeBackAsync(record.MemoryId, ct)) throw new ToolRefusedException("It has been forgotten already.");
        return "Taken back.";
    }

    internal static object Of(FoundMemory found, ToolContext context) => new
    {
        id = found.Row.Id, content = found.Row.Content, quote = found.Row.Quote,
        since = Zones.ToLocal(found.Row.SaidAt ?? found.Row.CreatedAt, context.TimeZone).ToString("uuuu-MM-dd", CultureInfo.InvariantCulture),
    };

    /// <summary>What the user said in this turn.</summary>
    private static async Task<MemorySource> SourceAsync(ToolContext context, CancellationToken ct)
    {
        if (context.TurnId is not { } turn) return new(MemoryOrigin.Chat, FromOutside: context.IsTainted);
        var said = await context.Db.ChatMessages.AsNoTracking().Where(m => m.TurnId == turn && m.Role == ChatRole.User).Select(m => new { m.Content, m.CreatedAt }).FirstOrDefaultAsync(ct)
            ?? throw new ToolRefusedException("Only what the user says is remembered, and they have said nothing in this turn.");
        return new(MemoryOrigin.Chat, turn, CleanText.Line(said.Content, MaxQuoteChars), said.CreatedAt, context.IsTainted);
    }

    private MemoryBook Book(ToolContext context) => new(context.Db, embedder, options, clock);

    private static Guid? ReadId(string? id) => string.IsNullOrWhiteSpace(id) ? null : ToolIds.Read("memory", id);

    private static MemoryRow Saved(MemoryOutcome outcome, out bool isNew)
    {
        isNew = outcome is MemoryOutcome.Saved;
        return outcome switch
        {
            MemoryOutcome.Saved saved => saved.Memory,
            MemoryOutcome.Known known => known.Memory,
            MemoryOutcome.Full full => throw new ToolRefusedException($"There is no room for more than {full.Max} memories; the user can delete some."),
            _ => throw NoSuchMemory(),
        };
    }

    private static ToolRefusedException NoSuchMemory() => new("There is no such memory; use recall to find its id.");
}

/// <summary>How to take a change of a memory back.</summary>
/// <param name="Removed">What was forgotten; null: the memory was added.</param>
internal sealed record MemoryUndo(Guid MemoryId, RemovedMemory? Removed = null);
