using Martin.Data;
using Martin.Data.Users;
using Martin.Plugins.Calendar.Series;
using Martin.Plugins.Rules;
using Microsoft.EntityFrameworkCore;

namespace Martin.Plugins.Calendar.Availability;

/// <param name="TimeZone">On whose clock the hours are meant; the user's own without it.</param>
public sealed record AvailabilityQuestion(TimeSpan Length, DateTimeOffset From, DateTimeOffset To, IReadOnlyList<string> Attendees, string? TimeZone = null)
{
    public const int MostAttendees = 20;
}

/// <summary>Looks up who is busy when, and finds what is free for all.</summary>
public sealed class AvailabilityBook(MartinDb db, TimeProvider clock)
{
    /// <summary>Events of one person in a window.</summary>
    private const int MostEvents = 5_000;

    /// <summary>The best slots, best first.</summary>
    /// <param name="except">An event that is to be moved: the time that it takes counts as free.</param>
    /// <exception cref="RecurrenceLimitException">There are more events in the window than can be looked through.</exception>
    public async Task<IReadOnlyList<Slot>> FindAsync(AvailabilityQuestion question, int limit, CancellationToken ct, EventRef? except = null)
    {
        var own = await db.Users.AsNoTracking().FirstAsync(u => u.Id == db.Owner, ct);
        var zone = question.TimeZone ?? own.Preferences.TimeZone ?? Zones.Utc;
        var guests = new List<Guest>();
        foreach (var email in question.Attendees.Select(e => e.Trim()).Distinct(StringComparer.OrdinalIgnoreCase).Where(e => !Same(e, own.Email)))
            guests.Add(new(email, await PersonAsync(email, ct) is { } person ? await TakenAsync(person, question, null, ct) : null));
        return FreeSlots.Find(new SlotSearch
        {
            Length = question.Length, From = question.From, To = question.To, Zone = zone, Now = clock.Now(), Hours = own.Preferences.WorkingHours,
            MinNotice = TimeSpan.FromMinutes(own.Preferences.MinNoticeMinutes), Buffer = TimeSpan.FromMinutes(own.Preferences.MeetingBufferMinutes),
            Taken = await TakenAsync(own, question, except, ct), Guests = guests,
        }, limit);
    }

    private async Task<UserRow?> PersonAsync(string email, CancellationToken ct)
    {
        var lower = email.ToLowerInvariant();
#pragma warning disable CA1304, CA1311, CA1862 // translated to the database's lower(), which has no culture
        return await db.Users.AsNoTracking().FirstOrDefaultAsync(u => u.Email.ToLower() == lower, ct);
#pragma warning restore CA1304, CA1311, CA1862
    }

    /// <summary>When a person of this Martin is busy. Of other people's calendars nothing but these times is read out.</summary>
    private async Task<IReadOnlyList<Busy>> TakenAsync(UserRow person, AvailabilityQuestion question, EventRef? except, CancellationToken ct)
    {
        var zone = person.Preferences.TimeZone ?? Zones.Utc;
        var events = db.Events.IgnoreQueryFilters([MartinDb.OwnerFilter]).Where(e => e.UserId == person.Id);
        // A day to each side: buffers reach over the edges.
        var found = await new EventPages(events, clock).ListAsync(new(question.From.AddDays(-1), question.To.AddDays(1), zone, WithCancelled: false), new Page(MostEvents), ct);
        if (found.Next is not null) throw new RecurrenceLimitException($"and what else is in this time come to more than {MostEvents} events");
        return [.. found.Items.Where(e => e.Blocks && e.Ref != except).Select(e => e.Takes(zone)).Select(t => new Busy(t.Start, t.End))];
    }

    private static bool Same(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);
}
