using System.Net;
using System.Text.Json;
using Martin.Hub.Tests.Inbox;
using Martin.Hub.Tests.Support;
using Martin.Testing.Clients;

namespace Martin.Hub.Tests.Memory;

public sealed class MemoryRoutesTests(SharedHost shared) : IClassFixture<SharedHost>
{
    private readonly MartinHost martin = shared.Host;

    [Fact]
    public async Task Written_down_found_put_right_and_forgotten()
    {
        using var ana = await martin.AddUserAsync("ana@memories.example");
        var peanuts = await AddAsync(ana, "My sister Clara is allergic to peanuts.");
        var garage = await AddAsync(ana, "I park the car on level 3 of the garage.");
        Assert.Equal(("user", "fact"), (peanuts.GetProperty("source").Text("kind"), peanuts.GetProperty("context").Text("type")));

        Assert.Equal([garage.Id(), peanuts.Id()], await IdsAsync(ana, ""));
        var found = (await ana.GetAsync("memories?q=what+must+Clara+not+eat")).Data();
        Assert.Equal(peanuts.Id(), found[0].Id());
        Assert.True(found[0].GetProperty("score").GetDouble() > found[1].GetProperty("score").GetDouble());
        Assert.Single((await ana.GetAsync("memories?q=vehicle&limit=1")).Data().EnumerateArray());

        var corrected = (await ana.PutAsync($"memories/{garage.Id()}", new { content = "I park the bicycle in the cellar.", context = new { type = "place", floor = -1 } })).Data();
        Assert.Equal(-1, corrected.GetProperty("context").GetProperty("floor").GetInt32());
        Assert.Equal(garage.Id(), (await ana.GetAsync("memories?q=where+is+the+bike")).Data()[0].Id());

        (await ana.DeleteAsync($"memories/{garage.Id()}")).Data();
        Assert.Equal([peanuts.Id()], await IdsAsync(ana, "?q=bicycle"));
        (await ana.GetAsync($"memories/{garage.Id()}")).Refused(HttpStatusCode.NotFound, "NOT_FOUND");
        (await ana.DeleteAsync($"memories/{garage.Id()}")).Refused(HttpStatusCode.NotFound, "NOT_FOUND");
    }

    [Fact]
    public async Task A_newer_fact_takes_the_place_of_an_older_one()
    {
        using var ana = await martin.AddUserAsync("ana@newer.example");
        var leeds = await AddAsync(ana, "I live in Leeds.");
        var york = (await ana.PostAsync("memories", new { content = "I live in York.", supersedes = leeds.Id() })).Data(HttpStatusCode.Created);
        Assert.Equal(leeds.Id(), york.Text("supersedes"));
        Assert.Equal([york.Id()], await IdsAsync(ana, ""));
        Assert.Equal([york.Id()], await IdsAsync(ana, "?q=where+do+I+live"));
        (await ana.GetAsync($"memories/{leeds.Id()}")).Refused(HttpStatusCode.NotFound, "NOT_FOUND");
        var refused = (await ana.PostAsync("memories", new { content = "I live in Hull.", supersedes = leeds.Id() })).Refused(HttpStatusCode.NotFound, "NOT_FOUND");
        Assert.Contains("supersede", refused.Json.GetProperty("error").Text("message"), StringComparison.Ordinal);
        Assert.Equal(2, (await ana.GetAsync("me/export")).Json.GetProperty("memories").GetArrayLength());  // one's own data, the old one too
    }

    [Fact]
    public async Task The_same_is_not_remembered_twice_and_nothing_of_others_is_seen()
    {
        using var ana = await martin.AddUserAsync("ana@twice.example");
        using var bob = await martin.AddUserAsync("bob@twice.example");
        var first = await AddAsync(ana, "Tom owes me 80 dollars.");
        Assert.Equal(first.Id(), (await AddAsync(ana, " Tom owes me 80 dollars.\u200b ")).Id());
        Assert.Empty((await bob.GetAsync("memories")).Data().EnumerateArray());
        Assert.Empty((await bob.GetAsync("memories?q=who+owes+me+money")).Data().EnumerateArray());
        (await bob.PutAsync($"memories/{first.Id()}", new { content = "Mine" })).Refused(HttpStatusCode.NotFound, "NOT_FOUND");
        (await bob.DeleteAsync($"memories/{first.Id()}")).Refused(HttpStatusCode.NotFound, "NOT_FOUND");
        (await bob.PostAsync("memories", new { content = "Mine", supersedes = first.Id() })).Refused(HttpStatusCode.NotFound, "NOT_FOUND");
        Assert.Equal("Tom owes me 80 dollars.", (await ana.GetAsync($"memories/{first.Id()}")).Data().Text("content"));
    }

    [Fact]
    public async Task What_is_wrong_is_said_by_name()
    {
        using var ana = await martin.AddUserAsync("ana@wrong.example");
        foreach (var (field, body) in new (string, object)[]
        {
            ("content", new { content = " " }), ("content", new { content = new string('x', 2_001) }), ("context", new { content = "a", context = new { } }),
            ("context", new { content = "a", context = new { type = 3 } }), ("context", new { content = "a", context = new { type = "x", more = new string('x', 4_000) } }),
        })
            Assert.True((await ana.PostAsync("memories", body)).Refused(HttpStatusCode.BadRequest, "INVALID_REQUEST").Details.TryGetProperty(field, out _), field);
        (await ana.GetAsync("memories?q=x&cursor=y")).Refused(HttpStatusCode.BadRequest, "INVALID_REQUEST");
    }

    [Fact]
    public async Task Many_at_once_are_all_found_at_once()
    {
        using var ana = await martin.AddUserAsync("ana@atonce.example");
        var added = await Task.WhenAll(Enumerable.Range(0, 60).Select(async i =>
        {
            var memory = await AddAsync(ana, $"Key number {i} hangs in room {i * 7}.");
            var ids = await IdsAsync(ana, $"?q=key+number+{i}&limit=60");
            Assert.Contains(memory.Id(), ids);
            return memory.Id();
        }));
        await Task.WhenAll(added.Take(30).Select(id => ana.DeleteAsync($"memories/{id}")));
        Assert.Equal(added.Skip(30).Order(), (await IdsAsync(ana, "?q=key&limit=60")).Order());
    }

    [Fact]
    public async Task Pages_follow_each_other()
    {
        using var ana = await martin.AddUserAsync("ana@pages.example");
        for (var i = 0; i < 7; i++) await AddAsync(ana, $"Fact {i}");
        var seen = new List<string>();
        for (var cursor = ""; cursor is not null;)
        {
            var page = await ana.GetAsync($"memories?limit=3{cursor}");
            seen.AddRange(page.Data().EnumerateArray().Select(m => m.Text("content")!));
            cursor = page.Json.GetProperty("meta").Text("nextCursor") is { } next ? $"&cursor={next}" : null;
        }
        Assert.Equal(Enumerable.Range(0, 7).Reverse().Select(i => $"Fact {i}"), seen);
    }

    private static async Task<JsonElement> AddAsync(Api api, string content) => (await api.PostAsync("memories", new { content })).Data(HttpStatusCode.Created);

    private static async Task<List<string>> IdsAsync(Api api, string query) => [.. (await api.GetAsync($"memories{query}")).Data().EnumerateArray().Select(m => m.Id())];
}
