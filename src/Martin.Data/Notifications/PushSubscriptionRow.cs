namespace Martin.Data.Notifications;

public enum PushKind { WebPush, Fcm }

/// <summary>Where a signed-in device takes pushes while Martin's app on it is closed. It goes with the session.</summary>
public sealed class PushSubscriptionRow : IOwned
{
    public required Guid Id { get; init; }
    public required Guid UserId { get; init; }
    public required Guid SessionId { get; set; }
    public required PushKind Kind { get; init; }

    /// <summary>SHA-256 (hex). One browser's endpoint belongs to whoever is signed in there now, so it stands once among all users.</summary>
    public required string EndpointHash { get; init; }

    /// <summary>Endpoint and keys as JSON, sealed: who knows them can call the device.</summary>
    public required string Secret { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset UpdatedAt { get; set; }
}
