using System.Globalization;
using Martin.Data;
using Martin.Data.Calendar;
using Martin.Data.Mail;
using Martin.Data.Tasks;
using Martin.Plugins.Calendar;
using Martin.Plugins.Calendar.Series;
using Martin.Plugins.Mail;
using Martin.Plugins.Rules;
using Martin.Plugins.Tasks;
using Microsoft.EntityFrameworkCore;
using MimeKit;
using NodaTime;

namespace Martin.Hub.Demo;

/// <summary>
/// <c>--demo</c>: a sample inbox, calendar and tasks for one user, all around today. They come in by the ways that real ones come in,
/// in one transaction, once: what the user then changes or removes stays so at the next start.
/// </summary>
internal sealed class DemoSeed(MartinDb db, TimeProvider clock)
{
    public const string Switch = "--demo";

    private const string Domain = "demo.martin.invalid";

    private readonly DemoContent content = DemoContent.Load();

    /// <returns>false when it was there already.</returns>
    public Task<bool> PlantAsync(CancellationToken ct) => db.WriteAsync(async () =>
    {
        // Nodes that start together take turns, as imports do.
        await db.HoldOwnerAsync(ct);
        var first = MessageId(content.Mails[0].Id);
        if (await db.Emails.AnyAsync(e => e.MessageId == first, ct)) return false;
        var owner = await db.Users.AsNoTracking().SingleAsync(u => u.Id == db.Owner, ct);
        var days = new DemoDays(clock.Now(), owner.Preferences.TimeZone ?? Zones.Utc);
        await MailsAsync(new MailboxAddress(owner.Name ?? "", owner.Email), days, ct);
        await EventsAsync(days, ct);
        await TasksAsync(days, ct);
        return true;
    }, ct);

    private async Task MailsAsync(MailboxAddress owner, DemoDays days, CancellationToken ct)
    {
        var files = content.Mails.Select(m => new MailFile(m.Id + ".eml", () => Write(Compose(m, owner, days))));
        var result = await new MailImport(db, clock).ImportAsync(files, ct);
        if (result.Errors.Count > 0) throw new InvalidOperationException($"The sample mail {result.Errors[0].File} was refused: {result.Errors[0].Reason}.");
        string[] read = [.. content.Mails.Where(m => m.Read).Select(m => MessageId(m.Id))], archived = [.. content.Mails.Where(m => m.Archived).Select(m => MessageId(m.Id))];
        await db.Emails.Where(e => read.Contains(e.MessageId!)).ExecuteUpdateAsync(s => s.SetProperty(e => e.IsRead, true).SetProperty(e => e.Status, EmailStatus.Read), ct);
        await db.Emails.Where(e => archived.Contains(e.MessageId!)).ExecuteUpdateAsync(s => s.SetProperty(e => e.Status, EmailStatus.Archived), ct);
    }

    private MimeMessage Compose(DemoMail mail, MailboxAddress owner, DemoDays days)
    {
        var message = new MimeMessage { MessageId = MessageId(mail.Id), Subject = mail.Subject, Date = days.Now - mail.Ago };
        message.From.Add(mail.From == "me" ? owner : MailboxAddress.Parse(mail.From));
        if (mail.To is null) message.To.Add(owner);
        else message.To.AddRange(mail.To.Select(MailboxAddress.Parse));
        message.Cc.AddRange((mail.Cc ?? []).Select(MailboxAddress.Parse));
        for (var earlier = mail.Reply; earlier is not null; earlier = content.Mails.Single(m => m.Id == earlier).Reply) message.References.Insert(0, MessageId(earlier));
        if (mail.Reply is not null) message.InReplyTo = MessageId(mail.Reply);
        if (mail.Bulk) message.Headers.Add(HeaderId.Precedence, "bulk");
        var body = new BodyBuilder { TextBody = mail.Text, HtmlBody = mail.Html };
        if (mail.Attachment is { } file) body.Attachments.Add(file.Name, System.Text.Encoding.UTF8.GetBytes(file.Text), ContentType.Parse(file.Type));
        if (mail.Invitation is { } invitation)
            body.Attachments.Add("invitation.ics", System.Text.Encoding.UTF8.GetBytes(Calendar(mail, invitation, owner, days)), ContentType.Parse("text/calendar; method=REQUEST; charset=utf-8"));
        message.Body = body.ToMessageBody();
        return message;
    }

    private static string Calendar(DemoMail mail, DemoInvitation invitation, MailboxAddress owner, DemoDays days)
    {
        static string Stamp(DateTimeOffset at) => at.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        var start = days.At(invitation.Workday, invitation.At);
        return string.Join("\r\n",
            "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Martin//Demo//EN", "METHOD:REQUEST", "BEGIN:VEVENT", $"UID:{MessageId(mail.Id)}", $"DTSTAMP:{Stamp(days.Now - mail.Ago)}",
            $"DTSTART:{Stamp(start)}", $"DTEND:{Stamp(start.AddMinutes(invitation.Minutes))}", $"SUMMARY:{invitation.Summary}", $"LOCATION:{invitation.Location}",
            $"ORGANIZER:mailto:{MailboxAddress.Parse(mail.From).Address}", $"ATTENDEE;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:{owner.Address}", "END:VEVENT", "END:VCALENDAR", "");
    }

    private async Task EventsAsync(DemoDays days, CancellationToken ct)
    {
        var calendar = new CalendarBook(db, clock);
        foreach (var sample in content.Events)
        {
            var day = days.Workday(sample.Workday);
            var start = sample.AllDay > 0 ? new DateTimeOffset(day.ToDateTimeUnspecified(), TimeSpan.Zero) : days.At(day, sample.At);
            var end = sample.AllDay > 0 ? start.AddDays(sample.AllDay) : start.AddMinutes(sample.Minutes);
            await calendar.AddAsync(new()
            {
                Title = sample.Title, Description = sample.Description, Location = sample.Location, ConferenceUrl = sample.Url, Reminders = sample.Reminders ?? [],
                Span = new(start, end, days.Zone, sample.AllDay > 0),
                Status = sample.Tentative ? EventStatus.Tentative : EventStatus.Confirmed,
                Transparency = sample.Transparent ? Transparency.Transparent : Transparency.Opaque,
                Recurrence = sample.Rule is null ? null : Recurrence.Read([sample.Rule], isAllDay: false, days.Zone).Recurrence,
            }, ct);
        }
    }

    private async Task TasksAsync(DemoDays days, CancellationToken ct)
    {
        var book = new TaskBook(db, clock);
        var ids = new Dictionary<string, Guid>();
        foreach (var sample in content.Tasks)
        {
            var due = days.At(sample.Workday, sample.At);
            var mail = sample.Mail is null ? null : MessageId(sample.Mail);
            Guid? source = mail is null ? null : await db.Emails.Where(e => e.MessageId == mail).Select(e => e.Id).SingleAsync(ct);
            var added = await book.AddAsync(new()
            {
                Title = sample.Title, Description = sample.Description, Status = sample.Status, Priority = sample.Priority, Progress = sample.Progress,
                DueAt = due, RemindAt = sample.Remind is { } minutes ? due.AddMinutes(minutes) : null, DependsOn = [.. (sample.After ?? []).Select(id => ids[id])],
            }, new TaskOrigin(source is null ? TaskSource.User : TaskSource.Email, source), ct);
            ids[sample.Id] = added is TaskOutcome.Saved saved ? saved.Task.Row.Id : throw new InvalidOperationException($"The sample task {sample.Id} was refused.");
        }
    }

    private static MemoryStream Write(MimeMessage message)
    {
        var stream = new MemoryStream();
        message.WriteTo(stream);
        stream.Position = 0;
        return stream;
    }

    private static string MessageId(string id) => $"{id}@{Domain}";
}

/// <summary>The days around today in the user's zone.</summary>
internal sealed class DemoDays(DateTimeOffset now, string zone)
{
    private readonly LocalDate today = Zones.ToLocal(now, zone).Date;

    public DateTimeOffset Now => now;

    public string Zone => zone;

    /// <param name="offset">0 is today, or the next Monday at a weekend; negative ones have passed.</param>
    public LocalDate Workday(int offset)
    {
        var day = today;
        while (IsWeekend(day)) day = day.PlusDays(1);
        for (var left = Math.Abs(offset); left > 0; left -= IsWeekend(day) ? 0 : 1) day = day.PlusDays(Math.Sign(offset));
        return day;
    }

    public DateTimeOffset At(int workday, TimeOnly time) => At(Workday(workday), time);

    public DateTimeOffset At(LocalDate day, TimeOnly time) => Zones.ToInstant(day.At(LocalTime.FromTimeOnly(time)), zone);

    private static bool IsWeekend(LocalDate day) => day.DayOfWeek is IsoDayOfWeek.Saturday or IsoDayOfWeek.Sunday;
}
