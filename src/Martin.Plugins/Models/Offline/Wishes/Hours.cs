using Martin.Plugins.Dates;
using NodaTime;

namespace Martin.Plugins.Models.Offline.Wishes;

/// <summary>Hours said without their half of the day, where there is a time that they change.</summary>
internal static class Hours
{
    private static readonly LocalTime DayBegins = new(6, 0);

    /// <summary>"8" is eight in the morning for what was at seven, and eight in the evening for what was at six.</summary>
    public static LocalTime Near(DateMatch to, LocalTime old)
    {
        var said = to.From!.Value.TimeOfDay;
        if (to.Pieces is not { Clock.IsOpen: true, Part: null, Zone: null } || to.SaysDay) return said;
        var other = said.PlusHours(12);
        if (old >= DayBegins && (said < DayBegins || other < DayBegins)) return said < DayBegins ? other : said;
        var (near, far) = (Apart(said, old), Apart(other, old));
        return near == far ? to.Pieces.Clock!.Value.Usual : near < far ? said : other;
    }

    private static long Apart(LocalTime one, LocalTime other) => Math.Abs((one - other).ToDuration().BclCompatibleTicks);
}
