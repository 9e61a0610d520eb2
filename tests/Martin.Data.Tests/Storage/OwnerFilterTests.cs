using Microsoft.EntityFrameworkCore;

namespace Martin.Data.Tests.Storage;

public sealed class OwnerFilterTests
{
    [Theory, MemberData(nameof(TestStore.Both), MemberType = typeof(TestStore))]
    public async Task Every_owned_row_is_filtered_by_its_owner(Database database)
    {
        await using var store = await TestStore.StartAsync(database);
        await using var db = store.Factory.ForMaintenance();
        foreach (var type in db.Model.GetEntityTypes().Where(t => typeof(IOwned).IsAssignableFrom(t.ClrType)))
            Assert.Contains(type.GetDeclaredQueryFilters(), f => f.Key == MartinDb.OwnerFilter && f.Expression is not null);
    }

    [Theory, MemberData(nameof(TestStore.Both), MemberType = typeof(TestStore))]
    public async Task A_context_sees_changes_and_deletes_only_its_owners_rows(Database database)
    {
        await using var store = await TestStore.StartAsync(database);
        var (ana, bob) = (await store.AddUserAsync("ana@example.org"), await store.AddUserAsync("bob@example.org"));
        foreach (var user in new[] { ana, bob })
        {
            await using var own = store.Factory.For(user);
            own.Tasks.Add(new() { Id = Guid.CreateVersion7(), UserId = user, Title = $"of {user}", Version = 1, CreatedAt = DateTimeOffset.UtcNow });
            await own.SaveAsync(CancellationToken.None);
        }
        await using var bobs = store.Factory.For(bob);
        Assert.Equal($"of {bob}", (await bobs.Tasks.SingleAsync()).Title);
        Assert.Equal(1, await bobs.Tasks.ExecuteUpdateAsync(s => s.SetProperty(t => t.Title, "changed")));
        Assert.Equal(1, await bobs.Tasks.ExecuteDeleteAsync());
        await using var nobodys = store.Factory.ForMaintenance();
        Assert.Empty(await nobodys.Tasks.ToListAsync());
        Assert.Equal($"of {ana}", (await nobodys.Tasks.IgnoreQueryFilters([MartinDb.OwnerFilter]).SingleAsync()).Title);
    }
}
