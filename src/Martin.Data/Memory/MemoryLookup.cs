using System.Text.Json;
using Microsoft.EntityFrameworkCore;

namespace Martin.Data.Memory;

/// <summary>Memories by many ids.</summary>
public static class MemoryLookup
{
    /// <summary>
    /// The owner's among them. SQLite is told to go by the ids: left to itself it goes through all that the user has, which it takes for few.
    /// </summary>
    /// <remarks>SQLite documentation, "The SQLite Query Optimizer Overview", CROSS JOIN.</remarks>
    public static IQueryable<MemoryRow> ByIds(MartinDb db, IReadOnlyCollection<Guid> ids) => db is PostgresDb
        ? db.Memories.Where(m => ids.Contains(m.Id))
        : db.Memories.FromSqlRaw("SELECT m.* FROM json_each({0}) AS j CROSS JOIN memories AS m ON m.id = j.value",
            JsonSerializer.Serialize(ids.Select(id => id.ToString().ToUpperInvariant())));  // as the provider writes them
}
