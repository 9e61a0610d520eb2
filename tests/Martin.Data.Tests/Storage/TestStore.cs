using Martin.Data.Users;
using Martin.Testing;
using Martin.Testing.Servers;

namespace Martin.Data.Tests.Storage;

public enum Database { Sqlite, Postgres }

/// <summary>A fresh, migrated database of either kind; store tests run on both.</summary>
public sealed class TestStore : IAsyncDisposable
{
    private readonly string? folder;

    private TestStore(MartinDbFactory factory, string? folder)
    {
        Factory = factory;
        this.folder = folder;
    }

    public static TheoryData<Database> Both => [Database.Sqlite, Database.Postgres];

    public MartinDbFactory Factory { get; }

    public static async Task<TestStore> StartAsync(Database database)
    {
        TestStore store;
        if (database == Database.Postgres)
        {
            var server = await PostgresServer.SharedAsync();
            store = new(MartinDbFactory.Postgres(await server.CreateDatabaseAsync()), null);
        }
        else
        {
            var folder = RepoPaths.NewTempFolder("db");
            store = new(MartinDbFactory.Sqlite(Path.Combine(folder, "martin.db")), folder);
        }
        await store.Factory.MigrateAsync(CancellationToken.None);
        return store;
    }

    public async Task<Guid> AddUserAsync(string email = "ana@example.org")
    {
        await using var db = Factory.ForMaintenance();
        var user = new UserRow { Id = Guid.CreateVersion7(), Email = email, Version = 1, CreatedAt = DateTimeOffset.UtcNow };
        db.Users.Add(user);
        await db.SaveAsync(CancellationToken.None);
        return user.Id;
    }

    public async ValueTask DisposeAsync()
    {
        await Factory.DisposeAsync();
        if (folder is not null) Directory.Delete(folder, recursive: true);
    }
}
