using Microsoft.EntityFrameworkCore;

namespace Martin.Data.Tests.Storage;

/// <summary>The seed's tables stand in the migrated database itself, whatever the model says.</summary>
public sealed class SchemaTests
{
    /// <summary>Table → columns; <c>*</c> marks one with a default.</summary>
    private static readonly Dictionary<string, string> Columns = new()
    {
        ["users"] = "id* email name oauth_tokens preferences created_at* updated_at*",
        ["sessions"] = "id* user_id token expires_at created_at*",
        ["emails"] = "id* user_id thread_id subject sender sender_email body preview category status received_at is_read* has_attachments* created_at*",
        ["drafts"] = "id* email_id content confidence persona created_at*",
        ["events"] = "id* user_id google_event_id title description start_time end_time location attendees status is_all_day* created_at* updated_at*",
        ["conflicts"] = "id* event_id_1 event_id_2 resolution resolved_at",
        ["tasks"] = "id* user_id title description status priority progress* due_at source created_at* updated_at*",
        ["task_dependencies"] = "task_id depends_on_task_id",
        ["memories"] = "id* user_id content embedding_id context created_at*",
        ["actions"] = "id* user_id action_type payload confidence executed_at*",
        ["chat_messages"] = "id* user_id role content is_voice* created_at*",
    };

    private static readonly string[] Cascades =
    [
        "sessions.user_id", "emails.user_id", "drafts.email_id", "events.user_id", "conflicts.event_id_1", "conflicts.event_id_2", "tasks.user_id",
        "task_dependencies.task_id", "task_dependencies.depends_on_task_id", "memories.user_id", "actions.user_id", "chat_messages.user_id",
    ];

    private static readonly string[] Indexes =
    [
        "idx_emails_user_id", "idx_emails_category", "idx_events_user_id", "idx_events_start_time", "idx_tasks_user_id", "idx_tasks_status", "idx_chat_messages_user_id",
    ];

    [Theory, MemberData(nameof(TestStore.Both), MemberType = typeof(TestStore))]
    public async Task Every_column_of_the_seed_is_there_with_its_default(Database database)
    {
        await using var store = await TestStore.StartAsync(database);
        await using var db = store.Factory.ForMaintenance();
        var found = await AskAsync(db, database == Database.Postgres
            ? "SELECT table_name || '.' || column_name || CASE WHEN column_default IS NULL THEN '' ELSE '*' END FROM information_schema.columns WHERE table_schema = 'public'"
            : "SELECT m.name || '.' || c.name || CASE WHEN c.dflt_value IS NULL THEN '' ELSE '*' END FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table'");
        foreach (var (table, columns) in Columns)
            foreach (var column in columns.Split(' '))
                Assert.True(found.Contains($"{table}.{column}") || (!column.EndsWith('*') && found.Contains($"{table}.{column}*")), $"{table}.{column}");
    }

    [Theory, MemberData(nameof(TestStore.Both), MemberType = typeof(TestStore))]
    public async Task Rows_go_with_what_they_belong_to(Database database)
    {
        await using var store = await TestStore.StartAsync(database);
        await using var db = store.Factory.ForMaintenance();
        var found = await AskAsync(db, database == Database.Postgres
            ? "SELECT k.table_name || '.' || k.column_name FROM information_schema.referential_constraints r JOIN information_schema.key_column_usage k USING (constraint_name) WHERE r.delete_rule = 'CASCADE'"
            : "SELECT m.name || '.' || f.\"from\" FROM sqlite_master m, pragma_foreign_key_list(m.name) f WHERE m.type = 'table' AND f.on_delete = 'CASCADE'");
        Assert.Empty(Cascades.Except(found));
    }

    [Theory, MemberData(nameof(TestStore.Both), MemberType = typeof(TestStore))]
    public async Task The_seven_indexes_and_the_unique_keys_are_there(Database database)
    {
        await using var store = await TestStore.StartAsync(database);
        await using var db = store.Factory.ForMaintenance();
        var names = await AskAsync(db, database == Database.Postgres ? "SELECT indexname FROM pg_indexes" : "SELECT name FROM sqlite_master WHERE type = 'index'");
        Assert.Empty(Indexes.Except(names));
        var unique = await AskAsync(db, database == Database.Postgres
            ? """
              SELECT t.relname || '.' || string_agg(a.attname, ',' ORDER BY a.attname) FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid
              JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = ANY(i.indkey) WHERE i.indisunique GROUP BY t.relname, i.indexrelid
              """
            : """
              SELECT m.name || '.' || (SELECT group_concat(name) FROM (SELECT name FROM pragma_index_info(l.name) ORDER BY name))
              FROM sqlite_master m, pragma_index_list(m.name) l WHERE m.type = 'table' AND l."unique"
              """);
        Assert.Empty(((string[])["users.email", "sessions.token", "task_dependencies.depends_on_task_id,task_id"]).Except(unique));
    }

    [Theory, MemberData(nameof(TestStore.Both), MemberType = typeof(TestStore))]
    public async Task Rows_written_by_hand_get_the_seeds_defaults(Database database)
    {
        await using var store = await TestStore.StartAsync(database);
        var user = await store.AddUserAsync();
        await using var db = store.Factory.For(user);
        await db.Database.ExecuteSqlAsync($"INSERT INTO tasks (user_id, title, status, priority, source) VALUES ({user}, 'By hand', 'pending', 'medium', 'user')");
        var task = await db.Tasks.SingleAsync();
        Assert.Equal((0, 1), (task.Progress, task.Version));
        Assert.NotEqual(Guid.Empty, task.Id);
        Assert.True((DateTimeOffset.UtcNow - task.CreatedAt).Duration() < TimeSpan.FromMinutes(5));
    }

    [Theory, MemberData(nameof(TestStore.Both), MemberType = typeof(TestStore))]
    public async Task Nodes_that_start_together_migrate_once(Database database)
    {
        await using var store = await TestStore.StartAsync(database);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => store.Factory.MigrateAsync(CancellationToken.None)));
        await using var db = store.Factory.ForMaintenance();
        Assert.False(db.Database.HasPendingModelChanges());
    }

    private static async Task<List<string>> AskAsync(MartinDb db, string sql)
    {
        await using var command = db.Database.GetDbConnection().CreateCommand();
        await db.Database.OpenConnectionAsync();
        command.CommandText = sql;
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await reader.ReadAsync()) rows.Add(reader.GetString(0));
        return rows;
    }
}
