using Microsoft.EntityFrameworkCore;

namespace Martin.Data.Mail;

/// <summary>
/// Word search over <see cref="EmailRow.SearchText"/>, by the index that each database has: FTS5 (kept up by triggers, keyed by a number
/// of its own because a row's hidden number may change) and a GIN index over a tsvector.
/// </summary>
public static class MailSearch
{
    /// <summary>The mails that have, for each word, one that begins with it.</summary>
    /// <param name="words">Letters and digits only; at least one.</param>
    public static IQueryable<EmailRow> Matching(MartinDb db, IReadOnlyCollection<string> words) => db is PostgresDb
        // OFFSET 0 has the index asked: else PostgreSQL, which takes to_tsvector for cheap, makes the words of one mail after another until a page is full.
        ? db.Emails.FromSqlRaw("SELECT * FROM emails WHERE user_id = {1} AND to_tsvector('simple', search_text) @@ to_tsquery('simple', {0}) OFFSET 0",
            string.Join(" & ", words.Select(w => $"{w}:*")), db.Owner)
        : db.Emails.FromSqlRaw(
            "SELECT * FROM emails WHERE id IN (SELECT k.email_id FROM emails_search s JOIN email_search_keys k ON k.key = s.rowid WHERE emails_search MATCH {0})",
            string.Join(' ', words.Select(w => $"\"{w}\"*")));

    /// <summary>
    /// The same of such rows by their text, without an index: for words so common that some of a few hundred rows have them, where an index would
    /// gather tens of thousands to give fifty.
    /// </summary>
    /// <param name="words">ASCII letters and digits: of others the index may know further forms.</param>
    public static IQueryable<EmailRow> Having(IQueryable<EmailRow> rows, IReadOnlyCollection<string> words)
    {
        foreach (var word in words)
        {
            var beginning = " " + word;
            rows = rows.Where(e => (" " + e.SearchText).Contains(beginning));
        }
        return rows;
    }

    internal static readonly string[] SqliteUp =
    [
        "CREATE TABLE email_search_keys (key INTEGER PRIMARY KEY, email_id TEXT NOT NULL UNIQUE)",
        "CREATE VIRTUAL TABLE emails_search USING fts5(search_text, content = '', contentless_delete = 1, detail = none, prefix = '2 3')",
        """
        CREATE TRIGGER emails_search_added AFTER INSERT ON emails BEGIN
            INSERT INTO email_search_keys (email_id) VALUES (new.id);
            INSERT INTO emails_search (rowid, search_text) SELECT key, new.search_text FROM email_search_keys WHERE email_id = new.id;
        END
        """,
        """
        CREATE TRIGGER emails_search_removed AFTER DELETE ON emails BEGIN
            DELETE FROM emails_search WHERE rowid = (SELECT key FROM email_search_keys WHERE email_id = old.id);
            DELETE FROM email_search_keys WHERE email_id = old.id;
        END
        """,
        "INSERT INTO email_search_keys (email_id) SELECT id FROM emails",
        "INSERT INTO emails_search (rowid, search_text) SELECT key, '' FROM email_search_keys",
    ];

    internal static readonly string[] SqliteDown =
    [
        "DROP TRIGGER emails_search_removed", "DROP TRIGGER emails_search_added", "DROP TABLE emails_search", "DROP TABLE email_search_keys",
    ];

    /// <summary>
    /// Keeps the texts of mails beside the table rather than in it: a list or a search then reads a third of the pages. A row moves when it is written next.
    /// </summary>
    /// <remarks>PostgreSQL documentation, "Storage Parameters": 128 is the least that can be set.</remarks>
    internal const string PostgresTextsAside = "ALTER TABLE emails SET (toast_tuple_target = 128)";
    internal const string PostgresTextsWithin = "ALTER TABLE emails RESET (toast_tuple_target)";

    internal const string PostgresUp = "CREATE INDEX idx_emails_search ON emails USING gin (to_tsvector('simple', search_text))";
    internal const string PostgresDown = "DROP INDEX idx_emails_search";
}
