using Martin.Data.Tasks;
using Martin.Data.Tests.Storage;
using Martin.Plugins.Tasks;

namespace Martin.Data.Tests.Books;

public sealed class TaskBookTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Theory, MemberData(nameof(TestStore.Both), MemberType = typeof(TestStore))]
    public async Task A_task_waits_until_what_it_depends_on_is_completed(Database database)
    {
        await using var store = await TestStore.StartAsync(database);
        await using var db = store.Factory.For(await store.AddUserAsync());
        var book = new TaskBook(db, TimeProvider.System);
        var first = await SavedAsync(book.AddAsync(new TaskDraft { Title = " Buy paint " }, TaskOrigin.User, None));
        var second = await SavedAsync(book.AddAsync(new TaskDraft { Title = "Paint", DependsOn = [first.Row.Id] }, TaskOrigin.User, None));
        Assert.True(second.Blocked);
        Assert.Equal("Buy paint", first.Row.Title);

        var done = await SavedAsync(book.ChangeAsync(first.Row.Id, 1, t => t with { Status = TaskState.Completed }, None));
        Assert.Equal((100, 2), (done.Row.Progress, done.Row.Version));
        var freed = (await book.FindAsync(second.Row.Id, None))!;
        Assert.False(freed.Blocked);
        Assert.Equal([first.Row.Id], freed.DependsOn);

        await book.RemoveAsync(first.Row.Id, None);
        Assert.Empty((await book.FindAsync(second.Row.Id, None))!.DependsOn);
    }

    [Theory, MemberData(nameof(TestStore.Both), MemberType = typeof(TestStore))]
    public async Task A_circle_is_refused_whole_and_from_both_sides_at_once(Database database)
    {
        await using var store = await TestStore.StartAsync(database);
        var user = await store.AddUserAsync();
        var ids = new List<Guid>();
        await using (var db = store.Factory.For(user))
            for (var i = 0; i < 3; i++) ids.Add((await SavedAsync(new TaskBook(db, TimeProvider.System).AddAsync(new TaskDraft { Title = $"T{i}" }, TaskOrigin.User, None))).Row.Id);

        for (var round = 0; round < 10; round++)
        {
            var outcomes = await Task.WhenAll(Enumerable.Range(0, 3).Select(async i =>
            {
                await using var db = store.Factory.For(user);
                return await new TaskBook(db, TimeProvider.System).ChangeAsync(ids[i], null, t => t with { DependsOn = [ids[(i + 1) % 3]] }, None);
            }));
            var cycle = Assert.Single(outcomes.OfType<TaskOutcome.Cycle>());
            Assert.Equal(cycle.Path[0], cycle.Path[^1]);
            Assert.Equal(4, cycle.Path.Count);
            await using var clean = store.Factory.For(user);
            foreach (var id in ids) await SavedAsync(new TaskBook(clean, TimeProvider.System).ChangeAsync(id, null, t => t with { DependsOn = [] }, None));
        }
    }

    [Theory, MemberData(nameof(TestStore.Both), MemberType = typeof(TestStore))]
    public async Task A_list_is_found_by_its_name_and_comes_back_with_what_was_removed(Database database)
    {
        await using var store = await TestStore.StartAsync(database);
        var user = await store.AddUserAsync();
        await using var db = store.Factory.For(user);
        var book = new TaskBook(db, TimeProvider.System);
        var milk = await SavedAsync(book.AddAsync(new TaskDraft { Title = "Milk", List = " Shopping " }, TaskOrigin.User, None));
        await SavedAsync(book.AddAsync(new TaskDraft { Title = "Call the bank" }, TaskOrigin.User, None));
        Assert.Equal("Shopping", milk.Row.List);
        Assert.Equal("Milk", Assert.Single((await book.ListAsync(new TaskFilter(List: "shopping"), new Page(50), None)).Items).Row.Title);
        Assert.Empty((await book.ListAsync(new TaskFilter(List: "shop"), new Page(50), None)).Items);
        Assert.Equal(2, (await book.ListAsync(new TaskFilter(), new Page(50), None)).Items.Count);

        var gone = (await book.RemoveAsync(milk.Row.Id, None))!.Value;
        await using var later = store.Factory.For(user);
        book = new TaskBook(later, TimeProvider.System);
        Assert.Equal("Shopping", (await SavedAsync(book.RestoreAsync(gone.Record, None))).Row.List);
        Assert.Null((await SavedAsync(book.ChangeAsync(milk.Row.Id, null, t => t with { List = null }, None))).Row.List);
        Assert.Contains("list", new TaskDraft { Title = "Milk", List = new('x', 101) }.Problems().Select(p => p.Field));
        Assert.Contains("list", new TaskDraft { Title = "Milk", List = " " }.Problems().Select(p => p.Field));
    }

    [Theory, MemberData(nameof(TestStore.Both), MemberType = typeof(TestStore))]
    public async Task Of_two_changes_to_one_version_one_wins(Database database)
    {
        await using var store = await TestStore.StartAsync(database);
        var user = await store.AddUserAsync();
        await using var db = store.Factory.For(user);
        var task = await SavedAsync(new TaskBook(db, TimeProvider.System).AddAsync(new TaskDraft { Title = "T" }, TaskOrigin.User, None));
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(async i =>
        {
            await using var own = store.Factory.For(user);
            return await new TaskBook(own, TimeProvider.System).ChangeAsync(task.Row.Id, 1, t => t with { Title = $"T{i}" }, None);
        }));
        Assert.Single(outcomes.OfType<TaskOutcome.Saved>());
        Assert.Equal(7, outcomes.OfType<TaskOutcome.Stale>().Count());
    }

    [Theory, MemberData(nameof(TestStore.Both), MemberType = typeof(TestStore))]
    public async Task Another_users_task_is_not_there_and_cannot_be_waited_for(Database database)
    {
        await using var store = await TestStore.StartAsync(database);
        await using var anas = store.Factory.For(await store.AddUserAsync());
        await using var bobs = store.Factory.For(await store.AddUserAsync("bob@example.org"));
        var task = await SavedAsync(new TaskBook(anas, TimeProvider.System).AddAsync(new TaskDraft { Title = "T" }, TaskOrigin.User, None));
        var book = new TaskBook(bobs, TimeProvider.System);
        Assert.Null(await book.FindAsync(task.Row.Id, None));
        Assert.Null(await book.RemoveAsync(task.Row.Id, None));
        Assert.IsType<TaskOutcome.NotThere>(await book.ChangeAsync(task.Row.Id, null, t => t, None));
        Assert.IsType<TaskOutcome.UnknownDependency>(await book.AddAsync(new TaskDraft { Title = "Mine", DependsOn = [task.Row.Id] }, TaskOrigin.User, None));
        Assert.Empty((await book.ListAsync(new TaskFilter(), new Page(50), None)).Items);
    }

    [Theory, MemberData(nameof(TestStore.Both), MemberType = typeof(TestStore))]
    public async Task A_removed_task_comes_back_as_it_was_with_those_that_waited_for_it(Database database)
    {
        await using var store = await TestStore.StartAsync(database);
        var user = await store.AddUserAsync();
        await using var db = store.Factory.For(user);
        var book = new TaskBook(db, TimeProvider.System);
        var gone = await SavedAsync(book.AddAsync(new TaskDraft { Title = "Gone meanwhile" }, TaskOrigin.User, None));
        var task = await SavedAsync(book.AddAsync(new TaskDraft { Title = "T", DependsOn = [gone.Row.Id] }, TaskOrigin.User, None));
        var waits = await SavedAsync(book.AddAsync(new TaskDraft { Title = "Waits", DependsOn = [task.Row.Id] }, TaskOrigin.User, None));
        var removed = (await book.RemoveAsync(task.Row.Id, None))!.Value.Record;
        await book.RemoveAsync(gone.Row.Id, None);
        Assert.False((await book.FindAsync(waits.Row.Id, None))!.Blocked);

        await using var later = store.Factory.For(user);
        book = new TaskBook(later, TimeProvider.System);
        var back = await SavedAsync(book.RestoreAsync(removed, None));
        Assert.Equal((task.Row.Id, task.Row.CreatedAt, TaskSource.User), (back.Row.Id, back.Row.CreatedAt, back.Row.Source));
        Assert.Empty(back.DependsOn);
        Assert.True((await book.FindAsync(waits.Row.Id, None))!.Blocked);
    }

    [Theory, MemberData(nameof(TestStore.Both), MemberType = typeof(TestStore))]
    public async Task What_would_wait_for_itself_after_a_task_came_back_is_told(Database database)
    {
        await using var store = await TestStore.StartAsync(database);
        var user = await store.AddUserAsync();
        await using var db = store.Factory.For(user);
        var book = new TaskBook(db, TimeProvider.System);
        var first = await SavedAsync(book.AddAsync(new TaskDraft { Title = "First" }, TaskOrigin.User, None));
        var second = await SavedAsync(book.AddAsync(new TaskDraft { Title = "Second", DependsOn = [first.Row.Id] }, TaskOrigin.User, None));
        var third = await SavedAsync(book.AddAsync(new TaskDraft { Title = "Third", DependsOn = [second.Row.Id] }, TaskOrigin.User, None));
        var removed = (await book.RemoveAsync(second.Row.Id, None))!.Value.Record;
        await using var later = store.Factory.For(user);
        book = new TaskBook(later, TimeProvider.System);
        await SavedAsync(book.ChangeAsync(first.Row.Id, null, d => d with { DependsOn = [third.Row.Id] }, None));
        var back = Assert.IsType<TaskOutcome.Saved>(await book.RestoreAsync(removed, None));
        Assert.Equal([third.Row.Id], back.NoLongerWaiting);
        Assert.Equal([first.Row.Id], back.Task.DependsOn);
    }

    [Theory, MemberData(nameof(TestStore.Both), MemberType = typeof(TestStore))]
    public async Task Letters_beyond_ascii_are_found_in_either_case_and_open_tasks_are_not_hidden_by_done_ones(Database database)
    {
        await using var store = await TestStore.StartAsync(database);
        await using var db = store.Factory.For(await store.AddUserAsync());
        var book = new TaskBook(db, TimeProvider.System);
        await book.AddAsync(new TaskDraft { Title = "Über ÄPFEL reden" }, TaskOrigin.User, None);
        for (var i = 0; i < 5; i++) await book.AddAsync(new TaskDraft { Title = "Done", Status = TaskState.Completed }, TaskOrigin.User, None);
        foreach (var words in (string[])["Über", "über", "äpfel"])
            Assert.Single((await book.ListAsync(new TaskFilter(Query: words), new Page(50), None)).Items);
        Assert.Single((await book.ListAsync(new TaskFilter(Open: true), new Page(2), None)).Items);
    }

    [Theory, MemberData(nameof(TestStore.Both), MemberType = typeof(TestStore))]
    public async Task Pages_hold_every_task_once_newest_first(Database database)
    {
        await using var store = await TestStore.StartAsync(database);
        await using var db = store.Factory.For(await store.AddUserAsync());
        var clock = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();  // stands still: every task has the same instant
        var book = new TaskBook(db, clock);
        for (var i = 0; i < 7; i++) await book.AddAsync(new TaskDraft { Title = $"Call {i}", Priority = i % 2 == 0 ? TaskPriority.High : TaskPriority.Low }, TaskOrigin.User, None);
        var seen = new List<TaskView>();
        for (Keyset? after = null; ;)
        {
            var page = await book.ListAsync(new TaskFilter(), new Page(3, after), None);
            seen.AddRange(page.Items);
            if ((after = page.Next) is null) break;
        }
        Assert.Equal(7, seen.Select(t => t.Row.Id).Distinct().Count());
        Assert.Equal(7, seen.Count);
        Assert.Equal(4, (await book.ListAsync(new TaskFilter(Priority: TaskPriority.High, Query: "CALL"), new Page(50), None)).Items.Count);
        Assert.Empty((await book.ListAsync(new TaskFilter(Query: "100%_"), new Page(50), None)).Items);
    }

    private static async Task<TaskView> SavedAsync(Task<TaskOutcome> outcome) => Assert.IsType<TaskOutcome.Saved>(await outcome).Task;
}
