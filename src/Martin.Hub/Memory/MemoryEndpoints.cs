using Martin.Data;
using Martin.Data.Memory;
using Martin.Hub.Docs;
using Martin.Hub.Errors;
using Martin.Hub.Http;
using Martin.Plugins.Memory;

namespace Martin.Hub.Memory;

public static class MemoryEndpoints
{
    public static RouteGroupBuilder MapMemories(this RouteGroupBuilder api)
    {
        var memories = api.MapGroup("/memories");
        memories.MapGet("", async (Query<MemoryQuery> query, MemoryBook book, MemorySearch search, MartinDb db, CancellationToken ct) =>
            query.Value.Q is { Length: > 0 } words
                ? Reply.Ok<IReadOnlyList<MemoryInfo>>([.. (await search.FindAsync(db, words, query.Value.Page().Limit, ct)).Select(MemoryInfo.From)])
                : Reply.Page(await book.ListAsync(query.Value.Page(), ct), MemoryInfo.From))
            .WithName("listMemories").WithSummary("Lists what Martin remembers, newest first; with q, the nearest in meaning first.");
        memories.MapPost("", async (Body<NewMemory> body, MemoryBook book, MemoryIndexing indexing, CancellationToken ct) =>
        {
            var memory = Saved(await book.AddAsync(body.Value.Draft(), MemorySource.User, ct));
            indexing.Wake();
            return Reply.Created(MemoryInfo.From(memory), $"/api/v1/memories/{memory.Id}");
        })
            .WithName("createMemory").WithSummary("Writes a memory down. What is known already is answered as it stands.")
            .Answers<MemoryInfo>(StatusCodes.Status201Created)
            .Refuses(ErrorCode.Conflict, ErrorCode.NotFound);
        memories.MapGet("/{id:guid}", async (Guid id, MemoryBook book, CancellationToken ct) =>
            Reply.Ok(MemoryInfo.From(await book.FindAsync(id, ct) ?? throw CodedException.NotFound("memory"))))
            .WithName("getMemory").WithSummary("One memory.");
        memories.MapPut("/{id:guid}", async (Guid id, Body<MemoryInput> body, MemoryBook book, MemoryIndexing indexing, CancellationToken ct) =>
        {
            var draft = body.Value.Draft();
            var memory = Saved(await book.CorrectAsync(id, draft.Content, draft.Context, ct));
            indexing.Wake();
            return Reply.Ok(MemoryInfo.From(memory));
        })
            .WithName("correctMemory").WithSummary("Puts right what a memory says; from then on it is the user's own word.");
        memories.MapDelete("/{id:guid}", async (Guid id, MemoryBook book, MemoryIndexing indexing, CancellationToken ct) =>
        {
            if (await book.RemoveAsync(id, ct) is null) throw CodedException.NotFound("memory");
            indexing.Wake();
            return Reply.Done();
        })
            .WithName("deleteMemory").WithSummary("Forgets a memory for good, its vector included.");
        return api;
    }

    private static MemoryRow Saved(MemoryOutcome outcome) => outcome switch
    {
        MemoryOutcome.Saved saved => saved.Memory,
        MemoryOutcome.Known known => known.Memory,
        MemoryOutcome.NotThere => throw CodedException.NotFound("memory"),
        MemoryOutcome.NothingToSupersede => throw CodedException.NotFound("memory to supersede"),
        MemoryOutcome.Full full => throw CodedException.Of(ErrorCode.Conflict, $"There is no room for more than {full.Max} memories. Delete some first."),
        _ => throw new InvalidOperationException(outcome.ToString()),
    };
}
