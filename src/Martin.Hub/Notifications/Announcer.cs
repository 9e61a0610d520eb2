using Martin.Data;
using Martin.Data.Notifications;

namespace Martin.Hub.Notifications;

/// <summary>Makes a change of the signed-in user and its notification one transaction, and pushes it once that is committed.</summary>
public sealed class Announcer(MartinDb db, TimeProvider clock, Pusher pusher)
{
    /// <param name="change">Gives the result, or throws to leave everything as it was.</param>
    /// <param name="news">What to tell of the result.</param>
    public async Task<T> WriteAsync<T>(Func<Task<T>> change, Func<T, Notice> news, CancellationToken ct)
    {
        var result = await db.WriteAsync(async () =>
        {
            var made = await change();
            await db.NotifyAsync(db.Owner, news(made), clock.Now(), ct);
            return made;
        }, ct);
        pusher.PushCommitted(db);
        return result;
    }
}
