using System.Net.Mail;
using Martin.Data;
using Martin.Hub.Docs;
using Martin.Hub.Errors;
using Martin.Hub.Http;
using Martin.Hub.Wire;
using Martin.Plugins.Calendar;
using Martin.Plugins.Calendar.Availability;
using Microsoft.EntityFrameworkCore;

namespace Martin.Hub.Calendar;

public static class AvailabilityEndpoints
{
    public static RouteGroupBuilder MapAvailability(this RouteGroupBuilder api)
    {
        api.MapPost("/calendar/availability", async (Body<AvailabilityRequest> body, AvailabilityBook book, MartinDb db, TimeProvider clock, CancellationToken ct) =>
        {
            var own = await db.Users.Where(u => u.Id == db.Owner).Select(u => u.Preferences.TimeZone).FirstOrDefaultAsync(ct);
            return Reply.Ok(await book.FindAsync(body.Value.Question(own ?? Zones.Utc, clock.Now()), body.Value.Limit ?? AvailabilityRequest.DefaultLimit, ct));
        })
            .WithName("findFreeTimes").WithSummary("Finds times at which all are free, best first.")
            .Refuses(ErrorCode.Unprocessable);
        return api;
    }
}

/// <summary>Asks for times at which all are free.</summary>
public sealed record AvailabilityRequest : IChecked
{
    public const int DefaultLimit = 10;

    public required int DurationMinutes { get; init; }

    /// <summary>What the time should be, in English: not before 10, avoid Friday, ideally in the morning.</summary>
    public string? Constraints { get; init; }

    /// <summary>An instant, or a date or local time in the zone.</summary>
    public required string From { get; init; }

    /// <inheritdoc cref="From"/>
    public required string To { get; init; }

    /// <summary>Addresses of those who should be free too.</summary>
    public IReadOnlyList<string>? Attendees { get; init; }

    /// <summary>On whose clock the working hours are meant; the user's without it.</summary>
    public string? TimeZone { get; init; }

    public int? Limit { get; init; }

    public IEnumerable<(string Field, string Problem)> Problems() => Rule.Broken(
    [
        ("durationMinutes", Rule.Range(DurationMinutes, 5, 1440)), ("timeZone", Zones.Problem(TimeZone)), ("limit", Rule.Range(Limit, 1, 200)),
        ("constraints", Rule.Length(Constraints, 0, WishGrammar.MaxChars)), ("attendees", Rule.Count(Attendees, AvailabilityQuestion.MostAttendees)),
        .. (Attendees ?? []).Select((email, i) => ($"attendees[{i}]", email.Length <= 255 && MailAddress.TryCreate(email, out var a) && a.Address == email ? null : "must be an email address")),
    ]);

    /// <exception cref="CodedException">INVALID_REQUEST</exception>
    public AvailabilityQuestion Question(string ownZone, DateTimeOffset now)
    {
        var wishes = WishGrammar.Read(Constraints ?? "", NodaTime.Instant.FromDateTimeOffset(now), Zones.Find(TimeZone ?? ownZone)!);
        var (from, to) = (EventTimes.Moment(From, TimeZone ?? ownZone), EventTimes.Moment(To, TimeZone ?? ownZone));
        var problems = Rule.Broken(
            ("constraints", wishes.Unread.Count == 0 ? null : $"was not understood at {string.Join(", ", wishes.Unread.Select(w => $"“{w}”"))}; use days, times and parts of the day"),
            ("from", from is null ? "must be an instant or a date" : null),
            ("to", to is null ? "must be an instant or a date" : to <= from ? "must be after from"
                : to - from > TimeSpan.FromDays(FreeSlots.LongestDays) ? $"must be at most {FreeSlots.LongestDays} days after from" : null)).ToList();
        return problems.Count > 0 ? throw CodedException.Invalid(problems)
            : new(TimeSpan.FromMinutes(DurationMinutes), from!.Value, to!.Value, Attendees ?? [], TimeZone) { Wishes = wishes.Wishes };
    }
}
