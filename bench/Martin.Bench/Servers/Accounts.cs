using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Martin.Testing.Clients;
using Martin.Testing.Processes;
using Microsoft.Data.Sqlite;

namespace Martin.Bench.Servers;

/// <summary>
/// Users for the load, one per stream, as many people would be: with one user on 200 connections every turn would be announced to the 199
/// others. Their rows are copies of the owner's and of the owner's session; access tokens are minted as the contract describes them.
/// </summary>
internal sealed class Accounts
{
    public const string JwtSecret = "a-secret-of-the-bench-that-guards-nothing-0123456789";
    private readonly List<(string User, string Session)> ids = [];

    public string Token(int user)
    {
        var (userId, sessionId) = ids[user];
        var expires = DateTimeOffset.UtcNow.AddHours(2).ToUnixTimeSeconds();
        var body = Encode("""{"alg":"HS256","typ":"JWT"}""") + "." + Encode(string.Create(CultureInfo.InvariantCulture,
            $$"""{"sub":"{{userId}}","sid":"{{sessionId}}","exp":{{expires}}}"""));
        return body + "." + Base64Url.EncodeToString(HMACSHA256.HashData(Encoding.UTF8.GetBytes(JwtSecret), Encoding.UTF8.GetBytes(body)));
    }

    public static async Task<Accounts> CreateAsync(HubProcess hub, int count)
    {
        using var owner = await WireSession.LoginAsync(hub.Url, hub.Settings.OwnerKey);
        var file = Directory.EnumerateFiles(hub.Settings.Data, "*.db").Single();
        await using var db = new SqliteConnection($"Data Source={file};Default Timeout=30");
        await db.OpenAsync();
        await using var all = await db.BeginTransactionAsync();
        var accounts = new Accounts();
        for (var i = 0; i < count; i++)
        {
            var (user, session) = (Guid.CreateVersion7().ToString().ToUpperInvariant(), Guid.CreateVersion7().ToString().ToUpperInvariant());
            await CopyAsync(db, "users", $"upper(id) = '{owner.UserId.ToUpperInvariant()}'",
                new() { ["id"] = user, ["email"] = $"user{i}@localhost", ["owner_key_hash"] = Secret() });
            await CopyAsync(db, "sessions", $"upper(user_id) = '{owner.UserId.ToUpperInvariant()}'", new() { ["id"] = session, ["user_id"] = user, ["token"] = Secret() });
            accounts.ids.Add((user.ToLowerInvariant(), session.ToLowerInvariant()));
        }
        await all.CommitAsync();
        return accounts;
    }

    private static string Secret() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));

    private static string Encode(string json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));

    /// <summary>Copies the first row that matches, with some columns changed; works whatever other columns there are.</summary>
    private static async Task CopyAsync(SqliteConnection db, string table, string where, Dictionary<string, string> changed)
    {
        var columns = new List<string>();
        await using (var info = db.CreateCommand())
        {
            info.CommandText = $"select name from pragma_table_info('{table}')";
            await using var rows = await info.ExecuteReaderAsync();
            while (await rows.ReadAsync()) columns.Add(rows.GetString(0));
        }
        await using var copy = db.CreateCommand();
        copy.CommandText = $"insert into {table} ({string.Join(',', columns)}) select "
            + string.Join(',', columns.Select(c => changed.ContainsKey(c) ? "@" + c : c)) + $" from {table} where {where} limit 1";
        foreach (var (column, value) in changed)
            if (columns.Contains(column)) copy.Parameters.AddWithValue("@" + column, value);
        if (await copy.ExecuteNonQueryAsync() != 1) throw new InvalidOperationException($"No row of {table} to copy.");
    }
}
