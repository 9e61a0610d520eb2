using Martin.Data;
using Martin.Data.Users;
using Martin.Plugins.Calendar.Series;
using Martin.Plugins.Rules;
using Microsoft.EntityFrameworkCore;

namespace Martin.Plugins.Calendar.Availability;

/// <param name="TimeZone">On whose clock the hours are meant; the user's own without it.</param>
public sealed record AvailabilityQuestion(TimeSpan Length, DateTimeOffset From, DateTimeOffset To, IReadOnlyList<string> Attendees, string? TimeZone = null)
{
    /// <summary>What the time should be beside that, in local times of the zone.</summary>
    public IReadOnlyList<SlotWish> Wishes { get; init; } = [];

    public const int MostAttendees = 20;
}

/// <param name="Except">An event that is to be moved: the time that it takes counts as free.</param>
public sealed record OwnQuestion(TimeSpan Length, DateTimeOffset From, DateTimeOffset To, EventRef? Except);

/// <summary>Looks up who is busy when, and finds what is free for all.</summary>
public sealed class AvailabilityBook(MartinDb db, TimeProvider clock)
{
    /// <summary>Events of one person in a window.</summary>
    private const int MostEvents = 5_000;

    /// <summary>Questions within this time are answered from one reading.</summary>
    private static readonly TimeSpan Stretch = TimeSpan.FromDays(31);

    /// <summary>Also read to each side: buffers reach over the edges.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromDays(1);

    /// <summary>The best slots, best first.</summary>
    /// <exception cref="RecurrenceLimitException">There are more events in the window than can be looked through.</exception>
    public async Task<IReadOnlyList<Slot>> FindAsync(AvailabilityQuestion question, int limit, CancellationToken ct) => FreeSlots.Find(await SearchAsync(question, ct), limit);

    /// <summary>Where nothing is free: which wish is in the way, and what there would be without it.</summary>
    /// <inheritdoc cref="FindAsync" path="/exception"/>
    public async Task<IReadOnlyList<(SlotWish Without, Slot Slot)>> WaysOutAsync(AvailabilityQuestion question, CancellationToken ct) => FreeSlots.WaysOut(await SearchAsync(question, ct));

    private async Task<SlotSearch> SearchAsync(AvailabilityQuestion question, CancellationToken ct)
    {
        var own = await db.Users.AsNoTracking().FirstAsync(u => u.Id == db.Owner, ct);
        var zone = question.TimeZone ?? own.Preferences.TimeZone ?? Zones.Utc;
        var guests = new List<Guest>();
        foreach (var email in question.Attendees.Select(e => e.Trim()).Distinct(StringComparer.OrdinalIgnoreCase).Where(e => !Same(e, own.Email)))
            guests.Add(new(email, await PersonAsync(email, ct) is { } person ? await TakenAsync(person, question, ct) : null));
        return new SlotSearch
        {
            Length = question.Length, From = question.From, To = question.To, Zone = zone, Now = clock.Now(), Hours = own.Preferences.WorkingHours,
            MinNotice = TimeSpan.FromMinutes(own.Preferences.MinNoticeMinutes), Buffer = TimeSpan.FromMinutes(own.Preferences.MeetingBufferMinutes),
            Taken = await TakenAsync(own, question, ct), Guests = guests, Wishes = question.Wishes,
        };
    }

    /// <summary>Of each question about the user's own time, asked without others on it, the best slots; what lies near to each other is read once.</summary>
    /// <exception cref="RecurrenceLimitException">There are more events in a window than can be looked through.</exception>
    public async Task<IReadOnlyList<IReadOnlyList<Slot>>> FindOwnAsync(IReadOnlyList<OwnQuestion> questions, int limit, CancellationToken ct)
    {
        var found = new IReadOnlyList<Slot>[questions.Count];
        if (questions.Count == 0) return found;
        var own = await db.Users.AsNoTracking().FirstAsync(u => u.Id == db.Owner, ct);
        var zone = own.Preferences.TimeZone ?? Zones.Utc;
        var waiting = new Queue<(OwnQuestion Question, int Place)>(questions.Select((q, i) => (q, i)).OrderBy(q => q.q.From));
        while (waiting.Count > 0)
        {
            var until = waiting.Peek().Question.From + Stretch;
            var together = new List<(OwnQuestion Question, int Place)> { waiting.Dequeue() };
            while (waiting.TryPeek(out var next) && next.Question.To <= until) together.Add(waiting.Dequeue());
            var events = await EventsAsync(own, together[0].Question.From, together.Max(q => q.Question.To), ct);
            foreach (var (question, place) in together)
            {
                // Alone it may be answered where the stretch has too much.
                var near = events ?? await EventsAsync(own, question.From, question.To, ct) ?? throw TooMany();
                var (from, to) = (question.From - Margin, question.To + Margin);
                found[place] = FreeSlots.Find(new SlotSearch
                {
                    Length = question.Length, From = question.From, To = question.To, Zone = zone, Now = clock.Now(), Hours = own.Preferences.WorkingHours,
                    MinNotice = TimeSpan.FromMinutes(own.Preferences.MinNoticeMinutes), Buffer = TimeSpan.FromMinutes(own.Preferences.MeetingBufferMinutes),
                    Taken = [.. near.Where(e => e.Event != question.Except && e.Taken.End > from && e.Taken.Start < to).Select(e => e.Taken)],
                }, limit);
            }
        }
        return found;
    }

    private async Task<UserRow?> PersonAsync(string email, CancellationToken ct)
    {
        var lower = email.ToLowerInvariant();
#pragma warning disable CA1304, CA1311, CA1862 // translated to the database's lower(), which has no culture
        return await db.Users.AsNoTracking().FirstOrDefaultAsync(u => u.Email.ToLower() == lower, ct);
#pragma warning restore CA1304, CA1311, CA1862
    }

    /// <summary>When a person of this Martin is busy. Of other people's calendars nothing but these times is read out.</summary>
    private async Task<IReadOnlyList<Busy>> TakenAsync(UserRow person, AvailabilityQuestion question, CancellationToken ct)
    {
        var found = await EventsAsync(person, question.From, question.To, ct) ?? throw TooMany();
        return [.. found.Select(e => e.Taken)];
    }

    /// <returns>null when there are too many.</returns>
    private async Task<IReadOnlyList<(EventRef Event, Busy Taken)>?> EventsAsync(UserRow person, DateTimeOffset from, DateTimeOffset to, CancellationToken ct)
    {
        var zone = person.Preferences.TimeZone ?? Zones.Utc;
        var events = db.Events.IgnoreQueryFilters([MartinDb.OwnerFilter]).Where(e => e.UserId == person.Id);
        var found = await new EventPages(events, clock).ListAsync(new(from - Margin, to + Margin, zone, WithCancelled: false), new Page(MostEvents), ct);
        return found.Next is not null ? null : [.. found.Items.Where(e => e.Blocks).Select(e => (e.Ref, e.Takes(zone))).Select(e => (e.Ref, new Busy(e.Item2.Start, e.Item2.End)))];
    }

    private static RecurrenceLimitException TooMany() => new($"and what else is in this time come to more than {MostEvents} events");

    private static bool Same(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);
}
