using Martin.Data;
using Martin.Data.Conversations;

namespace Martin.Hub.Chat;

/// <summary>A stored message of a conversation.</summary>
[GenerateSerializer, Immutable, Alias("chat-message")]
public sealed record ChatMessage
{
    [Id(0)] public required Guid Id { get; init; }
    [Id(1)] public required Guid ConversationId { get; init; }
    [Id(2)] public required Guid TurnId { get; init; }
    [Id(3)] public required string Role { get; init; }
    [Id(4)] public required string Content { get; init; }
    [Id(5)] public required bool IsVoice { get; init; }
    [Id(6)] public required DateTimeOffset CreatedAt { get; init; }

    public static ChatMessage From(ChatMessageRow row) => new()
    {
        Id = row.Id, ConversationId = row.ConversationId, TurnId = row.TurnId, Role = row.Role.Name(),
        Content = row.Content, IsVoice = row.IsVoice, CreatedAt = row.CreatedAt,
    };
}
