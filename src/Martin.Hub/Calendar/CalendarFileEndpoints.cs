using System.Text;
using Martin.Data;
using Martin.Data.Notifications;
using Martin.Hub.Docs;
using Martin.Hub.Errors;
using Martin.Hub.Http;
using Martin.Hub.Notifications;
using Martin.Plugins.Calendar.Files;
using Microsoft.EntityFrameworkCore;

namespace Martin.Hub.Calendar;

/// <summary>Calendars as files, and the list of them.</summary>
public static class CalendarFileEndpoints
{
    /// <summary>Around the file: the multipart's own lines.</summary>
    private const long UploadBytes = IcalLimits.FileBytes + 100_000;

    public static RouteGroupBuilder MapCalendarFiles(this RouteGroupBuilder api)
    {
        api.MapGet("/calendar/calendars", async (MartinDb db, CancellationToken ct) => Reply.Ok(await CalendarsAsync(db, ct)))
            .WithName("listCalendars").WithSummary("The calendars that hold events.");
        api.MapPost("/calendar/import", ImportAsync)
            .WithName("importCalendar").WithSummary("Takes in an iCalendar file.")
            .WithMetadata(new TakesFiles(UploadBytes, Repeats: false));
        api.MapGet("/calendar/export.ics", ExportAsync)
            .WithName("exportCalendar").WithSummary("All events as an iCalendar file.")
            .Downloads("text/calendar");
        return api;
    }

    private static async Task<Reply<ImportResult>> ImportAsync(HttpContext context, CalendarImport import, Announcer announcer, CancellationToken ct)
    {
        var (name, bytes) = await FileAsync(context, ct);
        var file = await import.UnderstandAsync(name, bytes, ct);
        var result = await announcer.WriteAsync(() => import.KeepAsync(file, ct),
            r => new(NotificationType.EventChanged, $"{r.Imported} events imported", null, new { change = "imported", imported = r.Imported }), ct);
        return Reply.Ok(result);
    }

    private static async Task<(string Name, byte[] Bytes)> FileAsync(HttpContext context, CancellationToken ct)
    {
        var form = await Upload.ReadAsync(context);
        if (form.Files is not [{ Name: "file" } file] || form.Count > 0) throw CodedException.Invalid("file", "must be one .ics file in the field file, and nothing else");
        if (file.Length > IcalLimits.FileBytes) throw CodedException.Invalid("file", $"must have at most {IcalLimits.FileBytes} bytes");
        using var bytes = new MemoryStream((int)file.Length);
        await file.CopyToAsync(bytes, ct);
        return (string.IsNullOrWhiteSpace(file.FileName) ? "file" : file.FileName[..Math.Min(file.FileName.Length, 100)], bytes.ToArray());
    }

    private static async Task<IResult> ExportAsync(MartinDb db, TimeProvider clock, CancellationToken ct)
    {
        var rows = await db.Events.AsNoTracking().OrderBy(e => e.StartTime).ThenBy(e => e.Id).ToListAsync(ct);
        return Results.File(Encoding.UTF8.GetBytes(CalendarExport.Write(rows, clock.Now())), "text/calendar; charset=utf-8", "martin.ics");
    }

    private static async Task<IReadOnlyList<CalendarInfo>> CalendarsAsync(MartinDb db, CancellationToken ct)
    {
        var zone = await db.Users.Where(u => u.Id == db.Owner).Select(u => u.Preferences.TimeZone).FirstOrDefaultAsync(ct) ?? Zones.Utc;
        var others = await db.Events.Where(e => e.CalendarId != CalendarInfo.Local).Select(e => e.CalendarId).Distinct().OrderBy(id => id).Take(100).ToListAsync(ct);
        return [new(CalendarInfo.Local, "Martin", zone, true), .. others.Select(id => new CalendarInfo(id, id, zone, false))];
    }
}

/// <summary>One of the user's calendars.</summary>
public sealed record CalendarInfo(string Id, string Name, string TimeZone, bool IsPrimary)
{
    /// <summary>The calendar that lies on this Martin.</summary>
    public const string Local = "local";
}
