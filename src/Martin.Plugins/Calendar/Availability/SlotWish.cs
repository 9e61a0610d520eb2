using NodaTime;

namespace Martin.Plugins.Calendar.Availability;

/// <summary>Something that a time should be, in local times of whoever asks.</summary>
/// <param name="Words">As it was said.</param>
/// <param name="IsFirm">A time that is not so is out; otherwise it only counts for less.</param>
/// <param name="Holds">Of a start and an end.</param>
public sealed record SlotWish(string Words, bool IsFirm, Func<LocalDateTime, LocalDateTime, bool> Holds);

/// <summary>What was read of somebody's words about when to meet.</summary>
public sealed record SlotWishes
{
    public IReadOnlyList<SlotWish> Wishes { get; init; } = [];

    /// <summary>null: no length was named.</summary>
    public Duration? Length { get; init; }

    /// <summary>The days that were named, the end exclusive; null: none were.</summary>
    public (LocalDateTime From, LocalDateTime To)? Window { get; init; }

    /// <summary>Words that say something which was not understood; nothing may be taken for granted of them.</summary>
    public IReadOnlyList<string> Unread { get; init; } = [];
}
