using System.Collections.Concurrent;
using System.Diagnostics;
using Martin.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Martin.Hub.Tests.Support;

/// <summary>Is there when a user's transaction has been committed and nobody knows yet; what it throws is told as the commit's own fault.</summary>
public sealed class CommitWatch : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>, IDisposable
{
    private readonly string database;
    private readonly Guid owner;
    private readonly Action committed;
    private readonly IDisposable all;
    private readonly ConcurrentBag<IDisposable> each = [];  // one of SQLite's, one of Npgsql's

    /// <param name="owner">Whose commits are meant.</param>
    public CommitWatch(MartinDbFactory databases, Guid owner, Action committed)
    {
        using var db = databases.ForMaintenance();
        (database, this.owner, this.committed) = (Of(db), owner, committed);
        all = DiagnosticListener.AllListeners.Subscribe(this);
    }

    public void OnNext(DiagnosticListener value)
    {
        if (value.Name == DbLoggerCategory.Name) each.Add(value.Subscribe(this, name => name == RelationalEventId.TransactionCommitted.Name));
    }

    public void OnNext(KeyValuePair<string, object?> value)
    {
        if (value.Key == RelationalEventId.TransactionCommitted.Name && value.Value is TransactionEndEventData { Context: MartinDb context } && Of(context) == database && context.Owner == owner)
            committed();
    }

    // Other tests commit in this process as well.
    private static string Of(DbContext db) => db.Database.GetConnectionString()!;

    public void OnCompleted() { }
    public void OnError(Exception error) { }

    public void Dispose()
    {
        all.Dispose();
        foreach (var one in each) one.Dispose();
    }
}
