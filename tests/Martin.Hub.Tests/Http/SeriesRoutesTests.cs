using System.Net;
using System.Text.Json;
using Martin.Hub.Tests.Support;

namespace Martin.Hub.Tests.Http;

public sealed class SeriesRoutesTests(SharedHost shared) : IClassFixture<SharedHost>
{
    private readonly MartinHost martin = shared.Host;

    [Fact]
    public async Task A_series_is_listed_by_its_occurrences_at_the_same_local_time()
    {
        using var ana = await martin.AddUserAsync("ana@series.example");
        var series = await AddAsync(ana, "2027-03-26T09:00", "Europe/Berlin", "FREQ=DAILY");
        Assert.Equal("RRULE:FREQ=DAILY", series.GetProperty("recurrence")[0].GetString());
        var listed = await ListAsync(ana, "from=2027-03-27T00:00:00Z&to=2027-03-29T00:00:00Z");
        Assert.Equal(["2027-03-27T08:00:00Z", "2027-03-28T07:00:00Z"], listed.Select(e => e.GetProperty("startTime").GetString()));
        var second = listed[1];
        Assert.Equal($"{Id(series)}_20270328T070000Z", Id(second));
        Assert.Equal((Id(series), "2027-03-28T07:00:00Z"), (second.GetProperty("seriesId").GetString(), second.GetProperty("originalStart").GetString()));
        Assert.Equal(second.GetRawText(), (await ana.GetAsync($"calendar/events/{Id(second)}")).Data().GetRawText());
        (await ana.GetAsync($"calendar/events/{Id(series)}_20270328T080000Z")).Refused(HttpStatusCode.NotFound, "NOT_FOUND");
        (await ana.GetAsync("calendar/events/nonsense")).Refused(HttpStatusCode.NotFound, "NOT_FOUND");
    }

    [Fact]
    public async Task This_following_and_all_change_what_they_say()
    {
        using var ana = await martin.AddUserAsync("ana@scopes.example");
        var series = await AddAsync(ana, "2026-12-01T09:00", "America/New_York", "FREQ=DAILY;COUNT=5");
        (await ana.PutAsync($"calendar/events/{Id(series)}_20261202T140000Z?scope=this", Body("One", "2026-12-02T15:00:00Z", 1))).Data();
        Assert.Equal(["S 01 14", "One 02 15", "S 03 14", "S 04 14", "S 05 14"], await TitlesAsync(ana));
        (await ana.PutAsync($"calendar/events/{Id(series)}_20261204T140000Z?scope=following", Body("Rest", "2026-12-04T16:00:00Z", 1))).Data();
        Assert.Equal(["S 01 14", "One 02 15", "S 03 14", "Rest 04 16", "Rest 05 16"], await TitlesAsync(ana));
        (await ana.PutAsync($"calendar/events/{Id(series)}_20261203T140000Z?scope=all", Body("All", "2026-12-03T12:00:00Z", 2))).Data();
        Assert.Equal(["All 01 12", "One 02 15", "All 03 12", "Rest 04 16", "Rest 05 16"], await TitlesAsync(ana));
        (await ana.PutAsync($"calendar/events/{Id(series)}?scope=this", Body("X", "2026-12-03T12:00:00Z", 3))).Refused(HttpStatusCode.BadRequest, "INVALID_REQUEST");
        (await ana.DeleteAsync($"calendar/events/{Id(series)}_20261203T120000Z")).Data();
        Assert.Equal(["All 01 12", "One 02 15", "Rest 04 16", "Rest 05 16"], await TitlesAsync(ana));
        (await ana.DeleteAsync($"calendar/events/{Id(series)}?scope=all")).Data();
        Assert.Equal(["Rest 04 16", "Rest 05 16"], await TitlesAsync(ana));
    }

    [Fact]
    public async Task A_series_that_names_its_days_moves_with_them_or_says_why_not()
    {
        using var ana = await martin.AddUserAsync("ana@days.example");
        var weekly = await AddAsync(ana, "2026-11-30T09:00", "UTC", "FREQ=WEEKLY;BYDAY=MO,TH;COUNT=4");
        (await ana.DeleteAsync($"calendar/events/{Id(weekly)}_20261203T090000Z")).Data();
        (await ana.PutAsync($"calendar/events/{Id(weekly)}_20261207T090000Z?scope=all", Body("S", "2026-12-08T10:00:00Z", 2))).Data();
        Assert.Equal(["S 01 10", "S 08 10", "S 11 10"], await TitlesAsync(ana));
        (await ana.DeleteAsync($"calendar/events/{Id(weekly)}?scope=all")).Data();

        var monthly = await AddAsync(ana, "2026-12-01T09:00", "UTC", "FREQ=MONTHLY;BYDAY=1TU;COUNT=3");
        Assert.True((await ana.PutAsync($"calendar/events/{Id(monthly)}?scope=all", Body("S", "2026-12-02T09:00:00Z", 1)))
            .Refused(HttpStatusCode.BadRequest, "INVALID_REQUEST").Details.TryGetProperty("recurrence", out _));
        (await ana.PutAsync($"calendar/events/{Id(monthly)}?scope=all", Body("Later", "2026-12-01T10:00:00Z", 1))).Data();
        Assert.Equal(["Later 01 10", "Later 05 10", "Later 02 10"], await TitlesAsync(ana));
    }

    [Fact]
    public async Task A_series_of_named_dates_can_be_split_down_to_one()
    {
        using var ana = await martin.AddUserAsync("ana@dates.example");
        var series = await AddAsync(ana, "2026-12-01T09:00", "UTC", "RDATE:20261205T090000Z,20261212T090000Z");
        (await ana.PutAsync($"calendar/events/{Id(series)}_20261212T090000Z?scope=following", Body("Last", "2026-12-12T10:00:00Z", 1))).Data();
        (await ana.DeleteAsync($"calendar/events/{Id(series)}_20261205T090000Z?scope=following")).Data();
        Assert.Equal(["S 01 09", "Last 12 10"], await TitlesAsync(ana));
    }

    [Theory]
    [InlineData("FREQ=DAILY;COUNT=4000000", "recurrence")]
    [InlineData("FREQ=SECONDLY", "recurrence")]
    [InlineData("nonsense", "recurrence")]
    public async Task A_rule_that_asks_too_much_is_refused_by_its_field(string rule, string field)
    {
        using var ana = await martin.AddUserAsync($"ana{Guid.NewGuid():N}@rules.example");
        var answer = (await ana.PostAsync("calendar/events", new { title = "S", startTime = "2026-12-01T09:00", endTime = "2026-12-01T10:00", timeZone = "UTC", recurrence = new[] { rule } }))
            .Refused(HttpStatusCode.BadRequest, "INVALID_REQUEST");
        Assert.True(answer.Details.TryGetProperty(field, out _), answer.Text);
        var zoneless = (await ana.PostAsync("calendar/events", new { title = "S", startTime = "2026-12-01T09:00Z", endTime = "2026-12-01T10:00Z", recurrence = "FREQ=DAILY" }))
            .Refused(HttpStatusCode.BadRequest, "INVALID_REQUEST");
        Assert.True(zoneless.Details.TryGetProperty("timeZone", out _), zoneless.Text);
    }

    [Fact]
    public async Task Nobody_sees_or_changes_another_users_series_conflicts_or_slots()
    {
        using var ana = await martin.AddUserAsync("ana@walls.example");
        using var eve = await martin.AddUserAsync("eve@walls.example");
        var series = await AddAsync(ana, "2026-12-01T09:00", "UTC", "FREQ=DAILY;COUNT=3");
        await AddAsync(ana, "2026-12-02T09:30", "UTC", null);
        var conflict = Id(Assert.Single((await ana.GetAsync("calendar/conflicts")).Data().EnumerateArray()));
        var occurrence = $"calendar/events/{Id(series)}_20261202T090000Z";
        foreach (var path in new[] { $"calendar/events/{Id(series)}", occurrence })
        {
            (await eve.GetAsync(path)).Refused(HttpStatusCode.NotFound, "NOT_FOUND");
            (await eve.PutAsync(path, Body("Mine", "2026-12-02T09:00:00Z", 1))).Refused(HttpStatusCode.NotFound, "NOT_FOUND");
            (await eve.DeleteAsync(path)).Refused(HttpStatusCode.NotFound, "NOT_FOUND");
        }
        (await eve.PostAsync($"calendar/conflicts/{conflict}/resolve", new { resolution = "keep_both" })).Refused(HttpStatusCode.NotFound, "NOT_FOUND");
        Assert.Empty((await eve.GetAsync("calendar/conflicts")).Data().EnumerateArray());
        Assert.Empty((await eve.GetAsync("calendar/events")).Data().EnumerateArray());
        (await ana.PostAsync($"calendar/conflicts/{conflict}/resolve", new { resolution = "keep_both" })).Data();
        (await ana.GetAsync(occurrence)).Data();
        (await ana.PutAsync(occurrence, Body("Mine", "2026-12-02T09:00:00Z", 1))).Data();
        (await ana.DeleteAsync(occurrence)).Data();
    }

    [Fact]
    public async Task A_change_that_reaches_guests_of_other_occurrences_waits_for_approval()
    {
        using var ana = await martin.AddUserAsync("ana@reach.example");
        var bob = new[] { new { email = "bob@example.org" } };
        object With(string start, object[] attendees, int version, bool approve) =>
            new { title = "S", startTime = start, endTime = start.Replace("T09", "T10", StringComparison.Ordinal), attendees, version, approve };
        var alone = await AddAsync(ana, "2027-05-03T09:00", "UTC", "FREQ=DAILY;COUNT=3");
        (await ana.PutAsync($"calendar/events/{Id(alone)}_20270504T090000Z?scope=this", With("2027-05-04T09:00:00Z", bob, 1, approve: true))).Data();
        (await ana.DeleteAsync($"calendar/events/{Id(alone)}")).Data(HttpStatusCode.Accepted);
        Assert.Equal(3, (await ListAsync(ana, "")).Count);
        (await ana.DeleteAsync($"calendar/events/{Id(alone)}_20270505T090000Z?scope=this")).Data();  // nobody else is on that one
        (await ana.DeleteAsync($"calendar/events/{Id(alone)}", new { approve = true })).Data();
        Assert.Empty(await ListAsync(ana, ""));

        var shared = (await ana.PostAsync("calendar/events", new { title = "S", startTime = "2027-05-03T09:00:00Z", endTime = "2027-05-03T10:00:00Z", timeZone = "UTC", recurrence = "FREQ=DAILY;COUNT=3", attendees = bob, approve = true })).Data(HttpStatusCode.Created);
        var own = $"calendar/events/{Id(shared)}_20270504T090000Z";
        var changed = (await ana.PutAsync($"{own}?scope=this", With("2027-05-04T09:00:00Z", [], 1, approve: true))).Data();
        var version = changed.GetProperty("version").GetInt32();
        var action = (await ana.PutAsync($"{own}?scope=all", With("2027-05-04T09:00:00Z", [], version, approve: false))).Data(HttpStatusCode.Accepted);
        Assert.EndsWith("and all others, with bob@example.org: guests bob@example.org → removed", action.GetProperty("summary").GetString(), StringComparison.Ordinal);
        (await ana.DeleteAsync($"{own}?scope=all")).Data(HttpStatusCode.Accepted);
        Assert.Equal(3, (await ListAsync(ana, "")).Count);
        (await ana.PostAsync($"assistant/actions/{Id(action)}/approve", new { payloadHash = action.GetProperty("payloadHash") })).Data();
        Assert.All(await ListAsync(ana, ""), e => Assert.Equal(0, e.GetProperty("attendees").GetArrayLength()));
    }

    [Fact]
    public async Task A_second_page_holds_nothing_from_before_the_window()
    {
        using var ana = await martin.AddUserAsync("ana@window.example");
        (await ana.PostAsync("calendar/events", new { title = "A", startTime = "2027-06-01T08:00:00Z", endTime = "2027-06-01T11:00:00Z" })).Data(HttpStatusCode.Created);
        await AddAsync(ana, "2027-06-01T08:30", "UTC", "FREQ=DAILY;COUNT=2");
        var first = await ana.GetAsync("calendar/events?from=2027-06-01T10:00:00Z&limit=1");
        Assert.Equal("A", Assert.Single(first.Data().EnumerateArray()).GetProperty("title").GetString());
        var cursor = first.Json.GetProperty("meta").GetProperty("nextCursor").GetString();
        var second = (await ana.GetAsync($"calendar/events?from=2027-06-01T10:00:00Z&limit=5&cursor={Uri.EscapeDataString(cursor!)}")).Data();
        Assert.Equal("2027-06-02T08:30:00Z", Assert.Single(second.EnumerateArray()).GetProperty("startTime").GetString());
    }

    [Fact]
    public async Task What_repeats_begins_at_whole_seconds_by_which_it_is_found()
    {
        using var ana = await martin.AddUserAsync("ana@seconds.example");
        (await ana.PostAsync("calendar/events", new { title = "S", startTime = "2027-06-01T09:00:00.123Z", endTime = "2027-06-01T10:00:00.999Z", timeZone = "UTC", recurrence = "FREQ=DAILY;COUNT=2" })).Data(HttpStatusCode.Created);
        foreach (var occurrence in await ListAsync(ana, ""))
        {
            Assert.EndsWith("T09:00:00Z", occurrence.GetProperty("startTime").GetString(), StringComparison.Ordinal);
            (await ana.GetAsync($"calendar/events/{Id(occurrence)}")).Data();
        }
    }

    [Fact]
    public async Task Conflicts_are_listed_with_free_times_and_resolved_three_ways()
    {
        using var ana = await martin.AddUserAsync("ana@conflicts.example");
        foreach (var (day, resolution) in new[] { ("2026-12-07", "keep_both"), ("2026-12-08", "move"), ("2026-12-09", "cancel") })
        {
            await AddAsync(ana, $"{day}T09:00", "UTC", null);
            var later = await AddAsync(ana, $"{day}T09:15", "UTC", null);
            var conflict = Assert.Single((await ana.GetAsync("calendar/conflicts")).Data().EnumerateArray());
            Assert.Equal((2, 45), (conflict.GetProperty("events").GetArrayLength(), conflict.GetProperty("overlapMinutes").GetInt32()));
            var free = conflict.GetProperty("suggestions")[0];
            Assert.Equal(Id(later), free.GetProperty("eventId").GetString());
            var path = $"calendar/conflicts/{Id(conflict)}/resolve";
            object body = resolution switch
            {
                "keep_both" => new { resolution },
                "move" => new { resolution, eventId = Id(later), newStart = free.GetProperty("newStart").GetString() },
                _ => new { resolution, eventId = Id(later) },
            };
            var settled = (await ana.PostAsync(path, body)).Data();
            Assert.Equal(resolution, settled.GetProperty("resolution").GetString());
            Assert.Empty((await ana.GetAsync("calendar/conflicts")).Data().EnumerateArray());
            if (resolution == "move") Assert.Equal(free.GetProperty("newStart").GetString(), (await ana.GetAsync($"calendar/events/{Id(later)}")).Data().GetProperty("startTime").GetString());
            if (resolution == "cancel") Assert.Equal("cancelled", (await ana.GetAsync($"calendar/events/{Id(later)}")).Data().GetProperty("status").GetString());
        }
        var told = (await ana.GetAsync("notifications?afterSeq=0")).Data().GetProperty("notifications").EnumerateArray();
        Assert.Equal(3, told.Count(n => n.GetProperty("type").GetString() == "conflict_detected"));
    }

    [Fact]
    public async Task Free_times_keep_the_hours_the_notice_and_the_others_appointments()
    {
        using var ana = await martin.AddUserAsync("ana@free.example");
        using var bob = await martin.AddUserAsync("bob@free.example");
        (await ana.PutAsync("me/preferences", new { timeZone = "Europe/Berlin", workingHours = new[] { new { day = "monday", start = "09:00", end = "12:00" } } })).Data();
        await AddAsync(bob, "2027-03-29T10:00", "Europe/Berlin", "FREQ=WEEKLY");
        var slots = (await ana.PostAsync("calendar/availability", new
        {
            durationMinutes = 60, from = "2027-03-29", to = "2027-03-30", attendees = new[] { "bob@free.example", "eve@elsewhere.example" },
        })).Data().EnumerateArray().ToList();
        // Bob is busy from ten to eleven in Berlin, by then on summer time.
        Assert.Equal(["2027-03-29T07:00:00Z", "2027-03-29T09:00:00Z"], slots.Select(s => s.GetProperty("start").GetString()).Order());
        Assert.All(slots, s => Assert.Contains(s.GetProperty("reasons").EnumerateArray(), r => r.GetString()!.Contains("eve@elsewhere.example") && r.GetString()!.Contains("not known")));
        (await ana.PostAsync("calendar/availability", new { durationMinutes = 60, from = "2027-03-29", to = "2027-12-30" })).Refused(HttpStatusCode.BadRequest, "INVALID_REQUEST");
    }

    [Fact]
    public async Task A_calendar_too_full_to_look_through_is_said_to_be_and_never_reads_as_free()
    {
        using var ana = await martin.AddUserAsync("ana@full.example");
        for (var i = 0; i < 4; i++)
            (await ana.PostAsync("calendar/events", new { title = "H", startTime = "2027-01-01T00:00", endTime = "2027-01-01T00:10", timeZone = "UTC", transparency = "transparent", recurrence = "FREQ=HOURLY" })).Data(HttpStatusCode.Created);
        (await ana.PostAsync("calendar/availability", new { durationMinutes = 60, from = "2027-02-01", to = "2027-04-01" })).Refused(HttpStatusCode.UnprocessableEntity, "UNPROCESSABLE");
        (await ana.PostAsync("calendar/availability", new { durationMinutes = 60, from = "2027-02-01", to = "2027-02-05" })).Data();
    }

    [Fact]
    public async Task A_change_of_a_series_with_others_waits_for_approval_and_can_be_undone()
    {
        using var ana = await martin.AddUserAsync("ana@approve.example");
        var guests = new[] { new { email = "bob@example.org" } };
        var series = (await ana.PostAsync("calendar/events", new
        {
            title = "S", startTime = "2026-12-01T09:00", endTime = "2026-12-01T10:00", timeZone = "UTC", recurrence = "RRULE:FREQ=DAILY;COUNT=3", attendees = guests,
        })).Data(HttpStatusCode.Accepted);
        await ApproveAsync(ana, series);
        var second = (await ListAsync(ana, ""))[1];
        var removal = (await ana.DeleteAsync($"calendar/events/{Id(second)}?scope=following")).Data(HttpStatusCode.Accepted);
        Assert.Equal((Id(second), "following"), (removal.GetProperty("payload").GetProperty("eventId").GetString(), removal.GetProperty("payload").GetProperty("scope").GetString()));
        await ApproveAsync(ana, removal);
        Assert.Single(await ListAsync(ana, ""));
        (await ana.PostAsync($"assistant/actions/{Id(removal)}/undo")).Data();
        Assert.Equal(["S 01 09", "S 02 09", "S 03 09"], await TitlesAsync(ana));
    }

    private static async Task ApproveAsync(Api api, JsonElement action)
    {
        var approved = (await api.PostAsync($"assistant/actions/{Id(action)}/approve", new { payloadHash = action.GetProperty("payloadHash").GetString() })).Data();
        Assert.Equal("executed", approved.GetProperty("status").GetString());
    }

    private static async Task<JsonElement> AddAsync(Api api, string start, string timeZone, string? recurrence)
    {
        var end = start[..11] + (int.Parse(start.AsSpan(11, 2)) + 1).ToString("00") + start[13..];
        return (await api.PostAsync("calendar/events", new { title = "S", startTime = start, endTime = end, timeZone, recurrence })).Data(HttpStatusCode.Created);
    }

    private static object Body(string title, string start, int version) =>
        new { title, startTime = start, endTime = DateTimeOffset.Parse(start).AddHours(1).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'"), version };

    private static async Task<List<JsonElement>> ListAsync(Api api, string query) => [.. (await api.GetAsync($"calendar/events?{query}")).Data().EnumerateArray()];

    private static async Task<List<string>> TitlesAsync(Api api) =>
        [.. (await ListAsync(api, "")).Select(e => $"{e.GetProperty("title").GetString()} {DateTimeOffset.Parse(e.GetProperty("startTime").GetString()!).UtcDateTime:dd HH}")];

    private static string Id(JsonElement thing) => thing.GetProperty("id").GetString()!;
}
