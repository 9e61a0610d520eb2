using System.Net;
using Martin.Hub.Tests.Support;

namespace Martin.Hub.Tests.Http;

public sealed class EventRoutesTests(SharedHost shared) : IClassFixture<SharedHost>
{
    private readonly MartinHost martin = shared.Host;

    [Fact]
    public async Task Local_times_are_meant_in_their_zone_and_all_day_events_are_dates()
    {
        using var ana = await martin.AddUserAsync("ana@zones.example");
        (await ana.PutAsync("me/preferences", new { timeZone = "Europe/Berlin" })).Data();
        var lunch = (await ana.PostAsync("calendar/events", new { title = "Lunch", startTime = "2026-11-23T12:00", endTime = "2026-11-23T13:00", timeZone = "Europe/Berlin" })).Data(HttpStatusCode.Created);
        Assert.Equal("2026-11-23T11:00:00Z", lunch.GetProperty("startTime").GetString());
        var holiday = (await ana.PostAsync("calendar/events", new { title = "Holiday", startTime = "2026-11-24", endTime = "2026-11-25", isAllDay = true })).Data(HttpStatusCode.Created);
        Assert.Equal(("2026-11-24", "2026-11-25", "Europe/Berlin"),
            (holiday.GetProperty("startTime").GetString(), holiday.GetProperty("endTime").GetString(), holiday.GetProperty("timeZone").GetString()));
        Assert.Equal(["Lunch"], await TitlesAsync(ana, "from=2026-11-23&to=2026-11-24"));
        Assert.Equal(["Holiday"], await TitlesAsync(ana, "from=2026-11-23T23:00:00Z&to=2026-11-24T23:00:00Z"));
        (await ana.PostAsync("calendar/events", new { title = "X", startTime = "2026-11-23T12:00", endTime = "2026-11-23T13:00" })).Refused(HttpStatusCode.BadRequest, "INVALID_REQUEST");
        (await ana.GetAsync("calendar/events?from=2026-11-24&to=2026-11-23")).Refused(HttpStatusCode.BadRequest, "INVALID_REQUEST");
    }

    [Fact]
    public async Task Replacing_needs_the_version_and_the_scope_of_a_single_event_does_not_matter()
    {
        using var ana = await martin.AddUserAsync("ana@version.example");
        var id = (await ana.PostAsync("calendar/events", Event("E"))).Data(HttpStatusCode.Created).GetProperty("id").GetString();
        var body = new { title = "F", startTime = "2026-11-23T12:00Z", endTime = "2026-11-23T13:00Z", version = 1 };
        Assert.Equal(2, (await ana.PutAsync($"calendar/events/{id}?scope=this", body)).Data().GetProperty("version").GetInt32());
        (await ana.PutAsync($"calendar/events/{id}", body)).Refused(HttpStatusCode.Conflict, "VERSION_MISMATCH");
        Assert.Equal(3, (await ana.PutAsync($"calendar/events/{id}?scope=all", new { body.title, body.startTime, body.endTime, version = 2 })).Data().GetProperty("version").GetInt32());
        (await ana.DeleteAsync($"calendar/events/{id}")).Data();
        (await ana.DeleteAsync($"calendar/events/{id}")).Refused(HttpStatusCode.NotFound, "NOT_FOUND");
    }

    [Fact]
    public async Task What_others_would_notice_is_proposed_unless_the_user_says_approve()
    {
        using var ana = await martin.AddUserAsync("ana@invites.example");
        (await ana.PostAsync("calendar/events", Event("Alone", "Ana@invites.example"))).Data(HttpStatusCode.Created);
        var proposed = (await ana.PostAsync("calendar/events", Event("With Bob", "bob@example.org"))).Data(HttpStatusCode.Accepted);
        Assert.Equal(("create_event", "proposed", "outward"),
            (proposed.GetProperty("type").GetString(), proposed.GetProperty("status").GetString(), proposed.GetProperty("effect").GetString()));
        Assert.Equal("bob@example.org", proposed.GetProperty("payload").GetProperty("attendees")[0].GetProperty("email").GetString());
        var listed = Assert.Single((await ana.GetAsync("assistant/actions?status=proposed")).Data().EnumerateArray());
        var action = $"assistant/actions/{proposed.GetProperty("id").GetString()}";
        Assert.Equal(listed.GetRawText(), (await ana.GetAsync(action)).Data().GetRawText());
        Assert.Equal(["Alone"], await TitlesAsync(ana, ""));

        var approved = (await ana.PostAsync($"{action}/approve", new { payloadHash = proposed.GetProperty("payloadHash").GetString() })).Data();
        Assert.Equal("executed", approved.GetProperty("status").GetString());
        var withBob = (await ana.GetAsync("calendar/events")).Data().EnumerateArray().Single(e => e.GetProperty("title").GetString() == "With Bob");
        Assert.Equal(("2026-11-23T12:00:00Z", 1), (withBob.GetProperty("startTime").GetString(), withBob.GetProperty("version").GetInt32()));
        var path = $"calendar/events/{withBob.GetProperty("id").GetString()}";
        Assert.Equal("cancel_event", (await ana.DeleteAsync(path)).Data(HttpStatusCode.Accepted).GetProperty("type").GetString());
        var later = new { title = "With Bob", startTime = "2026-11-23T14:00Z", endTime = "2026-11-23T15:00Z", attendees = new[] { new { email = "bob@example.org" } }, version = 1 };
        var moved = (await ana.PutAsync(path, later)).Data(HttpStatusCode.Accepted);
        Assert.Equal(["endTime", "isAllDay", "startTime", "timeZone"], moved.GetProperty("payload").GetProperty("changes").EnumerateObject().Select(p => p.Name).Order());

        (await ana.DeleteAsync(path, new { approve = true })).Data();
        (await ana.PostAsync("calendar/events", Event("Clicked", "bob@example.org", approve: true))).Data(HttpStatusCode.Created);
        Assert.Equal(["Alone", "Clicked"], await TitlesAsync(ana, ""));
    }

    private static object Event(string title, string? attendee = null, bool approve = false) => new
    {
        title, startTime = "2026-11-23T12:00Z", endTime = "2026-11-23T13:00Z", approve, attendees = attendee is null ? [] : new[] { new { email = attendee } },
    };

    private static async Task<IEnumerable<string?>> TitlesAsync(Api api, string query) =>
        (await api.GetAsync($"calendar/events?{query}")).Data().EnumerateArray().Select(e => e.GetProperty("title").GetString()).Order().ToList();
}
