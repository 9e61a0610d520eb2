using System.Net;
using System.Text;
using System.Text.Json;
using Martin.Hub.Tests.Support;
using Martin.Plugins.Tests.Calendar;
using Martin.Plugins.Tests.Mail;
using Martin.Testing.Servers;
using Microsoft.EntityFrameworkCore;

namespace Martin.Hub.Tests.Http;

/// <summary>Broken and hostile files over the way that users have: what is good in them is in the database afterwards.</summary>
public sealed class NastyImportTests
{
    /// <summary>Bytes from which on reading a file or a mail may take long.</summary>
    private const int Large = 30_000;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Every_nasty_calendar_keeps_its_good_events(bool postgres)
    {
        await using var martin = MartinHost.Start(await SettingsAsync(postgres));
        foreach (var (name, file, all, why) in NastyCalendars.All())
        {
            using var ana = await martin.AddUserAsync($"{Guid.NewGuid():N}@nasty.example");
            var (read, reason) = (all, why);
            var answer = await UploadAsync(ana, "calendar/import", ("a.ics", file));
            if (file.Length > Martin.Plugins.Calendar.Files.IcalLimits.FileBytes + 100_000)
            {
                answer.Refused(HttpStatusCode.RequestEntityTooLarge, "TOO_LARGE");
                continue;
            }
            var result = answer.Data();
            var (imported, skipped) = (result.GetProperty("imported").GetInt32(), result.GetProperty("skipped").GetInt32());
            // On a busy machine a large file may take longer than it may.
            if (file.Length > Large && IsLate(result)) (read, reason) = (Math.Min(read, imported + skipped), reason ?? "takes too long");
            if (read >= 0) Assert.True(imported + skipped == read, $"{name}: {result}");
            Assert.True(reason is null == (result.GetProperty("errors").GetArrayLength() == 0), $"{name}: {result}");
            await using var db = martin.Databases.For(ana.UserId);
            Assert.Equal(imported, await db.Events.CountAsync());
            if (read > 0) Assert.True(await db.Events.AnyAsync(e => e.Uid == "after") || reason is not null, name);
            Assert.Equal(HttpStatusCode.OK, (await ana.GetAsync("calendar/events?limit=200")).Status);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Every_good_mail_between_nasty_ones_comes_in(bool postgres)
    {
        await using var martin = MartinHost.Start(await SettingsAsync(postgres));
        using var ana = await martin.AddUserAsync("ana@between.example");
        var files = new List<(string, byte[])> { Good(0) };
        var refused = 0;
        foreach (var (name, nasty) in NastyMails.All)
        {
            files.Add(($"nasty{files.Count}.eml", Named(nasty.Bytes(), files.Count)));
            files.Add(Good(files.Count));
            if (nasty.Refused is not null) refused++;
        }
        var good = (files.Count + 1) / 2;
        var (imported, errors) = (0, 0);
        // In requests of at most 150 MB: all together they are more than one may have.
        while (files.Count > 0)
        {
            var bytes = 0L;
            var some = files.TakeWhile(f => (bytes += f.Item2.Length) < 150_000_000).ToArray();
            var result = (await UploadAsync(ana, "inbox/import", some)).Data();
            imported += result.GetProperty("imported").GetInt32();
            var large = some.Where(f => f.Item2.Length > Large).Select(f => f.Item1).ToHashSet();
            errors += result.GetProperty("errors").EnumerateArray().Count(e => !(large.Contains(e.GetProperty("file").GetString()!) && IsLate(e)));
            files.RemoveRange(0, some.Length);
        }
        await using var db = martin.Databases.For(ana.UserId);
        Assert.Equal(good, await db.Emails.CountAsync(e => e.Subject!.StartsWith("Good ")));
        Assert.Equal(imported, await db.Emails.CountAsync());
        Assert.InRange(errors, 1, refused);
        Assert.Equal(HttpStatusCode.OK, (await ana.GetAsync("inbox?limit=200")).Status);

        // Of one id there is one mail; these are to be stored each.
        static byte[] Named(byte[] mail, int n)
        {
            var head = Encoding.Latin1.GetString(mail, 0, Math.Min(mail.Length, 400));
            return [.. Encoding.Latin1.GetBytes(head.Replace("<n@example.org>", $"<n{n}@example.org>", StringComparison.Ordinal)), .. mail.AsSpan(Math.Min(mail.Length, 400))];
        }

        static (string, byte[]) Good(int n) => ($"good{n}.eml", Encoding.UTF8.GetBytes(Inbox.Post.Mail($"Good {n}", "Fine", id: $"good{n}")));
    }

    private static bool IsLate(JsonElement told) => told.ToString().Contains("takes too long", StringComparison.Ordinal);

    private static async Task<Dictionary<string, string>> SettingsAsync(bool postgres) =>
        postgres ? new() { ["DATABASE_URL"] = await (await PostgresServer.SharedAsync()).CreateDatabaseAsync() } : [];

    private static Task<Answer> UploadAsync(Api api, string route, params (string Name, byte[] Bytes)[] files)
    {
        var form = new MultipartFormDataContent();
        foreach (var (name, bytes) in files) form.Add(new ByteArrayContent(bytes), "file", name);
        var request = new HttpRequestMessage(HttpMethod.Post, $"api/v1/{route}") { Content = form };
        request.Headers.ExpectContinue = true;  // a refusal then comes before the body, not in the midst of sending it
        return api.SendAsync(request);
    }
}
