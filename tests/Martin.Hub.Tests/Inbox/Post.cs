using System.Text;
using System.Text.Json;
using Martin.Hub.Tests.Support;

namespace Martin.Hub.Tests.Inbox;

/// <summary>Mails and their import over REST.</summary>
internal static class Post
{
    public static string Mail(string subject, string body = "Hello", string from = "Eve <eve@example.org>", string? id = null, string headers = "", string date = "Sun, 22 Nov 2026 09:00:00 +0000") =>
        $"From: {from}\r\nTo: me@example.org\r\nSubject: {subject}\r\nDate: {date}\r\nMessage-ID: <{id ?? Guid.NewGuid().ToString()}@example.org>\r\n{headers}\r\n{body}";

    public static Task<Answer> ImportAsync(this Api api, params (string Name, string Content)[] files)
    {
        var form = new MultipartFormDataContent();
        foreach (var (name, content) in files) form.Add(new ByteArrayContent(Encoding.UTF8.GetBytes(content)), "file", name);
        return api.SendAsync(new HttpRequestMessage(HttpMethod.Post, "api/v1/inbox/import") { Content = form });
    }

    /// <summary>Imports one mail and returns it as the inbox lists it.</summary>
    public static async Task<JsonElement> ReceiveAsync(this Api api, string mail)
    {
        var before = (await api.GetAsync("inbox?limit=200")).Data().EnumerateArray().Select(Id).ToHashSet();
        Assert.Equal(1, (await api.ImportAsync(("a.eml", mail))).Data().GetProperty("imported").GetInt32());
        return (await api.GetAsync("inbox?limit=200")).Data().EnumerateArray().Single(m => !before.Contains(Id(m)));
    }

    public static string Id(this JsonElement thing) => thing.GetProperty("id").GetString()!;

    public static string? Text(this JsonElement thing, string name) => thing.TryGetProperty(name, out var value) ? value.GetString() : null;

    public static async Task<IReadOnlyList<JsonElement>> ToldAsync(this Api api, string type) =>
        [.. (await api.GetAsync("notifications?afterSeq=0")).Data().GetProperty("notifications").EnumerateArray().Where(n => n.Text("type") == type)];
}
