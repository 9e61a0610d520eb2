namespace Martin.Data.Memory;

public static class MemoryRevision
{
    /// <summary>Rises with every change of the owner's memories; every prompt asks for it.</summary>
    public static async Task<long> MemoryRevisionAsync(this MartinDb db, CancellationToken ct) =>
        await new Batch(db).Add($"SELECT memory_revision FROM users WHERE id = {db.Owner}").ReadAsync(ct) ?? 0;
}
