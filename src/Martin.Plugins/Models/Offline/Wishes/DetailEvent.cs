using Martin.Plugins.Dates;
using Martin.Plugins.Dates.Grammar;
using Martin.Plugins.Models.Offline.Talk;
using NodaTime;

namespace Martin.Plugins.Models.Offline.Wishes;

/// <summary>"make it an hour": it begins as before and ends by the new length.</summary>
internal sealed record ResizeEvent(EventRef Event, Period Lasting) : ChangeEvent(Event)
{
    public override string Verb => "change";

    protected override Step Change(EventFacts found, Scene scene)
    {
        if (found.IsAllDay != Lasting.HasDateComponent || (Lasting.HasDateComponent && Lasting.HasTimeComponent))
            return new Say($"{found.Title} stays as it is: {(found.IsAllDay ? "it takes whole days" : "it has hours")}, and the length you named does not go with that.");
        var end = End(found, scene);
        if (end == found.End) return new Say($"{Wording.Label(found, scene)}: it lasts that long already.") { About = found };
        return Update(found, new Dictionary<string, object>
        {
            ["startTime"] = found.IsAllDay ? LocalTimes.Iso(found.Start.Date) : LocalTimes.Iso(found.Start), ["endTime"] = found.IsAllDay ? LocalTimes.Iso(end.Date) : LocalTimes.Iso(end),
        });
    }

    protected override Say Told(EventFacts found, Scene scene, ToolResult result) =>
        !result.Ok ? new(Wording.Failed($"Changing {found.Title}", result.Error))
        : result.IsProposed ? new(Wording.Proposed($"change to {Wording.Label(found with { End = End(found, scene) }, scene)}{Which(found)}"))
        : new($"Changed: {Wording.Label(result.Events is [var now] ? now : found with { End = End(found, scene) }, scene)}{Which(found)}.");

    private LocalDateTime End(EventFacts found, Scene scene) => Lasting.HasDateComponent ? found.Start + Lasting
        : (LocalTimes.In(found.Start, scene.Zone).Time + Duration.FromMinutes(Lengths.Minutes(Lasting))).LocalDateTime;
}

/// <summary>"call it Budget talk", "at Luigi's": what is written on an event.</summary>
internal sealed record DetailEvent(EventRef Event, string? Title, string? Location) : ChangeEvent(Event)
{
    public override string Verb => "change";

    protected override Step Change(EventFacts found, Scene scene)
    {
        var changes = new Dictionary<string, object>();
        if (Title is not null) changes["title"] = Title;
        if (Location is not null) changes["location"] = Location;
        return Update(found, changes);
    }

    protected override Say Told(EventFacts found, Scene scene, ToolResult result)
    {
        if (!result.Ok) return new(Wording.Failed($"Changing {found.Title}", result.Error));
        var now = found with { Title = Title ?? found.Title, Location = Location ?? found.Location };
        var label = $"{Wording.Label(now, scene)}{(Location is null ? "" : $", at {Location}")}{Which(found)}";
        return new(result.IsProposed ? Wording.Proposed($"change to {label}") : $"Changed: {label}.");
    }
}

/// <summary>"accept the invitation to the review". The others are told, so it waits for approval.</summary>
internal sealed record RespondEvent(EventRef Event, string Response) : ChangeEvent(Event)
{
    public override string Verb => Response switch { "accepted" => "accept", "declined" => "decline", _ => "answer" };

    public override Wish? FollowedBy(Reading.Remark said, Scene scene, IReadOnlyList<ToolResult> results) =>
        said.Position is not null ? base.FollowedBy(said, scene, results) : null;

    protected override Step Change(EventFacts found, Scene scene) => new Call("respond_event", new Dictionary<string, object> { ["eventId"] = found.Id, ["response"] = Response });

    protected override Say Told(EventFacts found, Scene scene, ToolResult result) =>
        !result.Ok ? new(Wording.Failed($"Answering {found.Title}", result.Error))
        : result.IsProposed ? new(Wording.Proposed($"answer {Response} to {Wording.Label(found, scene)}"))
        : new($"Answered {Response}: {Wording.Label(found, scene)}.");
}
