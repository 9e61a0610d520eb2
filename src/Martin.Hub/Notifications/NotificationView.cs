using Martin.Data.Notifications;
using Martin.Hub.Wire;

namespace Martin.Hub.Notifications;

/// <summary>A notification as clients see it.</summary>
public sealed record NotificationView
{
    /// <summary>Rises by one per user.</summary>
    public required long Seq { get; init; }

    public required string Type { get; init; }
    public required string Title { get; init; }
    public string? Body { get; init; }
    public JsonText? Data { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }

    public static NotificationView From(NotificationRow row) => new()
    {
        Seq = row.Seq, Type = row.Type, Title = row.Title, Body = row.Body, Data = JsonText.From(row.Data), CreatedAt = row.CreatedAt,
    };
}
