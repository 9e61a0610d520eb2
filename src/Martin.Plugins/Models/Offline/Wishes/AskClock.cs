using Martin.Plugins.Dates;
using Martin.Plugins.Models.Offline.Talk;
using NodaTime;

namespace Martin.Plugins.Models.Offline.Wishes;

/// <summary>A place with its time zone: "London".</summary>
internal sealed record ZonePlace(string Name, string Zone);

/// <summary>"what time is it in London?", "what day is Christmas?", "what is 9am Pacific time in Berlin?": reckoned by resolve_date, told in words.</summary>
/// <param name="Phrase">What is to be resolved; null: now.</param>
/// <param name="In">Where the phrase's time is meant; null: here.</param>
/// <param name="To">Where the time is wanted; null: here.</param>
internal sealed record AskClock(string? Phrase, ZonePlace? In = null, ZonePlace? To = null) : Wish
{
    /// <summary>The hour is known here; the tool knows no phrase for the moment itself.</summary>
    private const string NowPhrase = "today";

    /// <summary>"how many hours are between": the difference, not the time.</summary>
    public bool AsksDifference { get; init; }
    /// <summary>"change my time zone to …": told that settings do that.</summary>
    public bool WantsZone { get; init; }

    public override Step Next(Scene scene, IReadOnlyList<ToolResult> results)
    {
        if (!scene.Tools.Contains("resolve_date")) return Here(scene);
        if (results.Count == 0)
        {
            var arguments = new Dictionary<string, object> { ["phrase"] = Phrase ?? NowPhrase };
            if ((Phrase is null ? To ?? In : In) is { } place && !AsksDifference) arguments["timeZone"] = place.Zone;
            return new Call("resolve_date", arguments);
        }
        if (results[0] is not { Ok: true, Date: { } date }) return new Say(Wording.Failed("Reckoning that date", results[0].Error));
        if (AsksDifference) return new Say(Difference(scene));
        if (Phrase is null) return new Say(Now(scene.Now.InZone(LocalTimes.Zone((To ?? In)?.Zone ?? scene.Zone.Id) ?? scene.Zone).LocalDateTime, scene, To ?? In));
        if (In is null && To is null || date.Utc is not { } utc) return new Say(Wording.Capitalised(date.Explanation.Length > 0 ? date.Explanation : LocalTimes.Day(date.Start.Date)) + ".");
        var there = utc.InZone(LocalTimes.Zone(To?.Zone ?? scene.Zone.Id) ?? scene.Zone).LocalDateTime;
        return new Say($"{LocalTimes.Hour(date.Start)} {(In is null ? "here" : $"in {In.Name}")} is {LocalTimes.Hour(there)} on {LocalTimes.Day(there.Date)} {(To is null ? "here" : $"in {To.Name}")}.");
    }

    private Say Here(Scene scene)
    {
        if (AsksDifference) return new(Difference(scene));
        var zone = LocalTimes.Zone((To ?? In)?.Zone ?? scene.Zone.Id) ?? scene.Zone;
        if (Phrase is null) return new(Now(scene.Now.InZone(zone).LocalDateTime, scene, To ?? In));
        return DateGrammar.Read(Phrase, scene.Now, scene.Zone) is { Question: null, From: not null } when ? new(Wording.Capitalised(when.Explanation) + ".") : new(Wording.Unavailable("resolve_date"));
    }

    private string Now(LocalDateTime time, Scene scene, ZonePlace? place)
    {
        var text = $"It is {LocalTimes.Hour(time)[..5]} on {LocalTimes.Day(time.Date)} ({(place is null ? scene.Zone.Id : $"{place.Name}, {place.Zone}")}).";
        return WantsZone ? $"{text} Your own time zone is changed in the settings; I cannot do that from here." : text;
    }

    private string Difference(Scene scene)
    {
        var (one, other) = (Offset(In, scene), Offset(To, scene));
        var minutes = (other - one) / 60;
        var (here, there) = (In?.Name ?? "here", To?.Name ?? "here");
        return minutes == 0 ? $"There is no time difference between {here} and {there} now." : $"{Wording.Capitalised(there)} is {Length(Math.Abs(minutes))} {(minutes > 0 ? "ahead of" : "behind")} {here} now.";
    }

    private static string Length(int minutes) => minutes % 60 == 0 ? Wording.Count(minutes / 60, "hour") : $"{Wording.Count(minutes / 60, "hour")} and {minutes % 60} minutes";

    private static int Offset(ZonePlace? place, Scene scene) => (LocalTimes.Zone(place?.Zone ?? scene.Zone.Id) ?? scene.Zone).GetUtcOffset(scene.Now).Seconds;
}
