namespace Martin.Data;

/// <summary>A row that belongs to one user; the context's owner filter guards every query for it.</summary>
public interface IOwned
{
    Guid UserId { get; }
}

/// <summary>A row whose version rises with every change; a stale writer gets a DbUpdateConcurrencyException.</summary>
public interface IVersioned
{
    int Version { get; set; }
}
