using System.Net;
using System.Text;
using System.Text.Json;
using Martin.Hub.Tests.Support;

namespace Martin.Hub.Tests.Http;

public sealed class CalendarFileRoutesTests(SharedHost shared) : IClassFixture<SharedHost>
{
    private const string Meeting = "BEGIN:VEVENT\r\nUID:meeting\r\nSEQUENCE:1\r\nDTSTART;TZID=Europe/Berlin:20270326T090000\r\nDURATION:PT1H\r\nRRULE:FREQ=DAILY;COUNT=4\r\nSUMMARY:Meeting\r\nEND:VEVENT\r\n";
    private const string Moved = "BEGIN:VEVENT\r\nUID:meeting\r\nRECURRENCE-ID;TZID=Europe/Berlin:20270328T090000\r\nDTSTART;TZID=Europe/Berlin:20270328T110000\r\nDURATION:PT1H\r\nSUMMARY:Moved\r\nEND:VEVENT\r\n";

    private readonly MartinHost martin = shared.Host;

    [Fact]
    public async Task A_file_is_taken_in_once_and_a_newer_version_replaces()
    {
        using var ana = await martin.AddUserAsync("ana@files.example");
        var broken = "BEGIN:VEVENT\r\nUID:broken\r\nSUMMARY:no start\r\nEND:VEVENT\r\n";
        var first = (await ImportAsync(ana, Meeting + Moved + broken)).Data();
        Assert.Equal((2, 0), (first.GetProperty("imported").GetInt32(), first.GetProperty("skipped").GetInt32()));
        Assert.Contains("DTSTART", Assert.Single(first.GetProperty("errors").EnumerateArray()).GetProperty("reason").GetString());
        Assert.Equal(["Meeting 26 08", "Meeting 27 08", "Moved 28 09", "Meeting 29 07"], await TitlesAsync(ana));
        var again = (await ImportAsync(ana, Meeting + Moved)).Data();
        Assert.Equal((0, 2), (again.GetProperty("imported").GetInt32(), again.GetProperty("skipped").GetInt32()));
        (await ImportAsync(ana, Meeting.Replace("SEQUENCE:1", "SEQUENCE:2").Replace("SUMMARY:Meeting", "SUMMARY:Newer"))).Data();
        Assert.Equal(["Newer 26 08", "Newer 27 08", "Moved 28 09", "Newer 29 07"], await TitlesAsync(ana));
    }

    [Fact]
    public async Task What_is_exported_can_be_imported_by_another_and_holds_nothing_of_others()
    {
        using var ana = await martin.AddUserAsync("ana@export.example");
        using var eve = await martin.AddUserAsync("eve@export.example");
        (await ImportAsync(ana, Meeting + Moved)).Data();
        var file = (await ana.GetAsync("calendar/export.ics")).Text;
        Assert.Contains("BEGIN:VTIMEZONE\r\nTZID:Europe/Berlin", file);
        Assert.DoesNotContain("Meeting", (await eve.GetAsync("calendar/export.ics")).Text);
        Assert.Equal(2, (await UploadAsync(eve, "file", file)).Data().GetProperty("imported").GetInt32());
        Assert.Equal(await TitlesAsync(ana), await TitlesAsync(eve));
        Assert.Equal("local", (await ana.GetAsync("calendar/calendars")).Data()[0].GetProperty("id").GetString());
    }

    [Fact]
    public async Task Ones_own_calendar_comes_in_again_as_what_it_is()
    {
        using var ana = await martin.AddUserAsync("ana@again.example");
        var lunch = (await ana.PostAsync("calendar/events", new { title = "Lunch", startTime = "2027-03-25T12:00Z", endTime = "2027-03-25T13:00Z" })).Data(HttpStatusCode.Created);
        (await ImportAsync(ana, Meeting)).Data();
        var file = (await ana.GetAsync("calendar/export.ics")).Text;
        Assert.Equal((0, 2), Counted((await UploadAsync(ana, "file", file)).Data()));
        var url = $"calendar/events/{lunch.GetProperty("id").GetString()}";
        (await ana.PutAsync(url, new { title = "Lunch at Lume", startTime = "2027-03-25T12:00Z", endTime = "2027-03-25T13:00Z", version = 1 })).Data();
        Assert.Contains("SEQUENCE:1\r\nSUMMARY:Lunch at Lume", (await ana.GetAsync("calendar/export.ics")).Text, StringComparison.Ordinal);
        Assert.Equal((0, 2), Counted((await UploadAsync(ana, "file", file)).Data()));  // older than what is here
        Assert.Single(await TitlesAsync(ana), t => t.StartsWith("Lunch", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_newer_version_that_no_longer_repeats_takes_its_changed_occurrences_along()
    {
        using var ana = await martin.AddUserAsync("ana@single.example");
        (await ImportAsync(ana, Meeting + Moved)).Data();
        (await ImportAsync(ana, Meeting.Replace("SEQUENCE:1", "SEQUENCE:2").Replace("RRULE:FREQ=DAILY;COUNT=4\r\n", ""))).Data();
        Assert.Equal(["Meeting 26 08"], await TitlesAsync(ana));
    }

    private static (int Imported, int Skipped) Counted(JsonElement result) => (result.GetProperty("imported").GetInt32(), result.GetProperty("skipped").GetInt32());

    [Fact]
    public async Task What_is_no_upload_is_refused()
    {
        using var ana = await martin.AddUserAsync("ana@uploads.example");
        (await UploadAsync(ana, "picture", Meeting)).Refused(HttpStatusCode.BadRequest, "INVALID_REQUEST");
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, (await ana.PostAsync("calendar/import", new { file = "x" })).Status);
        var none = (await UploadAsync(ana, "file", "hello")).Data();
        Assert.Equal((0, 1), (none.GetProperty("imported").GetInt32(), none.GetProperty("errors").GetArrayLength()));
    }

    [Fact]
    public async Task Four_thousand_events_come_in_at_once()
    {
        using var ana = await martin.AddUserAsync("ana@many.example");
        var many = string.Concat(Enumerable.Range(0, 4_000).Select(i =>
            $"BEGIN:VEVENT\r\nUID:m{i}\r\nDTSTART:{DateTimeOffset.Parse("2027-01-01T00:00Z").AddHours(i):yyyyMMdd'T'HHmmss'Z'}\r\nDURATION:PT30M\r\nSUMMARY:M{i}\r\nEND:VEVENT\r\n"));
        Assert.Equal(4_000, (await ImportAsync(ana, many)).Data().GetProperty("imported").GetInt32());
        Assert.Equal(200, (await ana.GetAsync("calendar/events?limit=200")).Data().GetArrayLength());
    }

    private static Task<Answer> ImportAsync(Api api, string events) => UploadAsync(api, "file", $"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{events}END:VCALENDAR\r\n");

    private static async Task<Answer> UploadAsync(Api api, string field, string file)
    {
        using var form = new MultipartFormDataContent { { new ByteArrayContent(Encoding.UTF8.GetBytes(file)), field, "calendar.ics" } };
        using var request = new HttpRequestMessage(HttpMethod.Post, "api/v1/calendar/import") { Content = form };
        return await api.SendAsync(request);
    }

    private static async Task<List<string>> TitlesAsync(Api api) =>
        [.. (await api.GetAsync("calendar/events")).Data().EnumerateArray().Select(e => $"{e.GetProperty("title").GetString()} {DateTimeOffset.Parse(e.GetProperty("startTime").GetString()!).UtcDateTime:dd HH}")];
}
