using System.Globalization;
using System.Net;
using System.Text.Json;
using Martin.Hub.Tests.Inbox;
using Martin.Hub.Tests.Support;

namespace Martin.Hub.Tests.Http.Surface;

/// <summary>Somebody on a Martin, who makes what a call is to be about: fresh each time, so that calls do not spoil each other's.</summary>
internal sealed class RestOwner(MartinHost martin, Api api, string key)
{
    private static int made;

    public Api Api => api;
    public string Key => key;

    public static async Task<RestOwner> AddAsync(MartinHost martin)
    {
        var key = Guid.NewGuid().ToString("N");  // a secret: it does not look like an id
        return new(martin, await martin.AddUserAsync($"user{Interlocked.Increment(ref made)}@surface.example", key), key);
    }

    /// <summary>Another person, who may be erased.</summary>
    public async Task<Api> SomebodyAsync() => (await AddAsync(martin)).Api;

    /// <summary>Another device of this one.</summary>
    public Task<Api> DeviceAsync() => martin.SignInAsync(new { ownerKey = key });

    public async Task<string> TaskAsync() => (await api.PostAsync("tasks", new { title = Name("Task") })).Data(HttpStatusCode.Created).Id();

    /// <summary>One that has come to rest.</summary>
    public async Task<string> RunAsync()
    {
        var run = (await api.PostAsync("assistant/execute", new { task = Name("add a task: water the flowers") })).Data(HttpStatusCode.Accepted).GetProperty("runId").GetString()!;
        await Testing.Until.HoldsAsync(async () => (await api.GetAsync($"assistant/runs/{run}")).Data().GetProperty("status").GetString() != "running");
        return run;
    }

    public async Task<string> MemoryAsync() => (await api.PostAsync("memories", new { content = Name("Ana likes tea") })).Data(HttpStatusCode.Created).Id();

    public async Task<string> SubscriptionAsync() => (await api.PostAsync("push/subscriptions", JsonElement.Parse(RestCalls.Subscription().Json))).Data(HttpStatusCode.Created).Id();

    public async Task<JsonElement> EventAsync()
    {
        var day = Day();
        return (await api.PostAsync("calendar/events", new { title = Name("Event"), startTime = At(day, 10), endTime = At(day, 11) })).Data(HttpStatusCode.Created);
    }

    /// <returns>The id of its second occurrence.</returns>
    public async Task<string> OccurrenceAsync()
    {
        var day = Day();
        var series = (await api.PostAsync("calendar/events", new
        {
            title = Name("Series"), startTime = At(day, 8), endTime = At(day, 9), timeZone = "UTC", recurrence = new[] { "RRULE:FREQ=DAILY;COUNT=5" },
        })).Data(HttpStatusCode.Created).Id();
        return $"{series}_{day.AddDays(1).ToString("yyyyMMdd", CultureInfo.InvariantCulture)}T080000Z";
    }

    /// <summary>Two events at one time.</summary>
    public async Task<(string Id, string Event)> ConflictAsync()
    {
        var first = await EventAsync();
        var (from, to) = (first.GetProperty("startTime").GetString(), first.GetProperty("endTime").GetString());
        var second = (await api.PostAsync("calendar/events", new { title = Name("Clash"), startTime = from, endTime = to })).Data(HttpStatusCode.Created).Id();
        for (var cursor = ""; ;)
        {
            var page = await api.GetAsync($"calendar/conflicts?limit=200{cursor}");
            foreach (var conflict in page.Data().EnumerateArray())
                if (conflict.GetProperty("events").EnumerateArray().Any(e => e.Id() == second)) return (conflict.Id(), second);
            cursor = "&cursor=" + (page.Json.GetProperty("meta").Text("nextCursor") ?? throw new InvalidOperationException($"No conflict of {first.Id()} and {second}."));
        }
    }

    /// <summary>An event that others would learn of, waiting for a yes.</summary>
    public async Task<JsonElement> ProposalAsync()
    {
        var day = Day();
        return (await api.PostAsync("calendar/events", new
        {
            title = Name("Meeting"), startTime = At(day, 12), endTime = At(day, 13), attendees = new[] { new { email = "cara@example.org" } },
        })).Data(HttpStatusCode.Accepted);
    }

    /// <summary>Something done that can be taken back.</summary>
    public async Task<string> ExecutedAsync()
    {
        var (text, known) = ($"remind me to call {Name("Zoe")} tomorrow", await ExecutedIdsAsync());
        (await api.PostAsync("chat/message", new { clientMessageId = Name("m"), text })).Data();
        return (await ExecutedIdsAsync()).Except(known).First();
    }

    public async Task<(string Turn, string Conversation)> TurnAsync()
    {
        var answer = (await api.PostAsync("chat/message", new { clientMessageId = Name("m"), text = "what are my tasks?" })).Data();
        return (answer.GetProperty("turnId").GetString()!, answer.GetProperty("conversationId").GetString()!);
    }

    public async Task<JsonElement> MailAsync() => await api.ReceiveAsync(Post.Mail(Name("Mail")));

    public async Task<(string Mail, string Attachment)> AttachmentAsync()
    {
        var mail = (await api.ReceiveAsync(Post.Mail(Name("File"), """
            --b
            Content-Type: text/plain

            See attached.
            --b
            Content-Type: text/plain; name="a.txt"
            Content-Disposition: attachment; filename="a.txt"

            hello
            --b--
            """.ReplaceLineEndings("\r\n"), headers: "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n"))).Id();
        return (mail, (await api.GetAsync($"inbox/{mail}")).Data().GetProperty("attachments")[0].Id());
    }

    public async Task<string> DraftAsync() =>
        (await api.PostAsync("inbox/drafts", new { to = new[] { new { email = "cara@example.org" } }, subject = Name("Draft"), content = "Hello" })).Data(HttpStatusCode.Created).Id();

    public static string Name(string kind) => $"{kind} {Interlocked.Increment(ref made)}";

    /// <summary>A day that nothing else is on.</summary>
    public static DateOnly Day() => new DateOnly(2027, 1, 1).AddDays(Interlocked.Increment(ref made) % 20_000);

    public static string At(DateOnly day, int hour) => $"{day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}T{hour:00}:00:00Z";

    private async Task<List<string>> ExecutedIdsAsync() =>
        [.. (await api.GetAsync("assistant/actions?status=executed&limit=200")).Data().EnumerateArray().Select(a => a.Id())];
}
