using Martin.Data;
using Martin.Data.Users;
using Martin.Hub.Ops;
using Microsoft.EntityFrameworkCore;

namespace Martin.Hub.Users;

/// <summary><c>user add EMAIL [NAME]</c>, <c>user key EMAIL</c> and <c>user list</c>: who may sign in, changed from the console beside a Martin that runs or not.</summary>
public sealed class UserCommand(MartinDbFactory databases, TimeProvider clock, TextWriter output)
{
    public const string Name = "user";

    private const string Usage = """
        user add EMAIL [NAME]   makes an account and prints the key it signs in with
        user key EMAIL          gives an account a new key; the old one no longer works
        user list               shows the accounts
        """;

    /// <inheritdoc cref="RunAsync(string[], CancellationToken)"/>
    public static Task<int> RunAsync(IServiceProvider services, string[] words) =>
        new UserCommand(services.GetRequiredService<MartinDbFactory>(), services.GetRequiredService<TimeProvider>(), Console.Out).RunAsync(words, CancellationToken.None);

    /// <param name="words">What follows <c>user</c>.</param>
    /// <returns>The process's exit code.</returns>
    public async Task<int> RunAsync(string[] words, CancellationToken ct)
    {
        await databases.MigrateAsync(ct);
        return words switch
        {
            ["add", var email] => await AddAsync(email, null, ct),
            ["add", var email, .. var name] => await AddAsync(email, string.Join(' ', name), ct),
            ["key", var email] => await RekeyAsync(email, ct),
            ["list"] => await ListAsync(ct),
            _ => await RefuseAsync(Usage),
        };
    }

    private async Task<int> AddAsync(string email, string? name, CancellationToken ct)
    {
        if (!IsAddress(email)) return await RefuseAsync($"{email} should be an email address such as ana@example.org");
        if (name?.Length > 255) return await RefuseAsync("The name may have 255 characters.");
        var (key, now) = (Secrets.New(), clock.Now());
        await using var db = databases.ForMaintenance();
        if (await FindAsync(db, email, ct) is not null) return await RefuseAsync($"{email} has an account already; user key {email} gives it a new key.");
        db.Users.Add(new UserRow { Id = Guid.CreateVersion7(now), Email = email, Name = name, OwnerKeyHash = Secrets.Hash(key), Version = 1, CreatedAt = now, UpdatedAt = now });
        await db.SaveAsync(ct);
        return await TellAsync(email, key);
    }

    private async Task<int> RekeyAsync(string email, CancellationToken ct)
    {
        var key = Secrets.New();
        await using var db = databases.ForMaintenance();
        if (await FindAsync(db, email, ct) is not { } user) return await RefuseAsync($"{email} has no account; user add {email} makes one.");
        user.OwnerKeyHash = Secrets.Hash(key);
        user.UpdatedAt = clock.Now();
        await db.SaveAsync(ct);
        return await TellAsync(email, key);
    }

    private async Task<int> ListAsync(CancellationToken ct)
    {
        await using var db = databases.ForMaintenance();
        foreach (var user in await db.Users.AsNoTracking().OrderBy(u => u.CreatedAt).ToListAsync(ct))
            await output.WriteLineAsync($"{user.Email}\t{user.Name}\tsince {user.CreatedAt:yyyy-MM-dd}");
        return 0;
    }

#pragma warning disable CA1304, CA1311, CA1862 // translated to the database's lower(), which has no culture
    private static Task<UserRow?> FindAsync(MartinDb db, string email, CancellationToken ct) =>
        db.Users.FirstOrDefaultAsync(u => u.Email.ToLower() == email.ToLower(), ct);
#pragma warning restore CA1304, CA1311, CA1862

    private async Task<int> TellAsync(string email, string key)
    {
        await output.WriteLineAsync($"{email} signs in with this key; it is shown this once:\n{key}");
        return 0;
    }

    private async Task<int> RefuseAsync(string why)
    {
        await output.WriteLineAsync(why);
        return 2;
    }

    private static bool IsAddress(string text) =>
        text.Length is > 2 and <= 255 && text.IndexOf('@') is > 0 and var at && at == text.LastIndexOf('@') && at < text.Length - 1 && !text.Any(c => char.IsWhiteSpace(c) || char.IsControl(c));
}
