using System.Text.Json;
using NodaTime;
using NodaTime.Text;

namespace Martin.Plugins.Models.Offline.Talk;

/// <summary>An event as a tool told of it, in local times; an all-day event ends with the midnight after it.</summary>
internal sealed record EventFacts(string Id, string Title, LocalDateTime Start, LocalDateTime End, bool IsAllDay, string? Location,
    IReadOnlyList<string> Attendees)
{
    /// <summary>The attendees with their names.</summary>
    public IReadOnlyList<PersonFacts> People { get; init; } = [];

    /// <summary>Of an occurrence, the series that it belongs to.</summary>
    public string? SeriesId { get; init; }

    public bool IsRepeating { get; init; }

    public static EventFacts? From(JsonElement e)
    {
        if (e.Text("id") is not { } id || Json.Time(e.Text("start")) is not { } start) return null;
        var people = e.Items("attendees").Select(a => a.Text("email") is { } email ? new PersonFacts(email, a.Text("name")) : null).OfType<PersonFacts>().ToList();
        return new(id, e.Text("title") ?? "(no title)", start, Json.Time(e.Text("end")) ?? start, e.Flag("isAllDay"), e.Text("location"), [.. people.Select(a => a.Email)])
        {
            People = people, SeriesId = e.Text("seriesId"), IsRepeating = e.Text("seriesId") is not null || e.Items("recurrence").Any(),
        };
    }
}

/// <summary>Somebody with an address.</summary>
internal sealed record PersonFacts(string Email, string? Name)
{
    /// <summary>"Ana Berg &lt;ana@example.com&gt;".</summary>
    public string Label => Name is { Length: > 0 } ? $"{Name} <{Email}>" : Email;

    /// <summary>Of a mail's "Ana Berg &lt;ana@example.com&gt;" or a bare address; null without an address.</summary>
    public static PersonFacts? From(string? text)
    {
        if (text is null) return null;
        var open = text.LastIndexOf('<');
        var email = open < 0 ? text.Trim() : text[(open + 1)..].TrimEnd('>', ' ');
        if (!email.Contains('@', StringComparison.Ordinal) || email.Any(char.IsWhiteSpace)) return null;
        return new(email, open > 0 && text[..open].Trim(' ', '"') is { Length: > 0 } name ? name : null);
    }
}

/// <summary>A free time that a tool found.</summary>
internal sealed record SlotFacts(LocalDateTime Start, LocalDateTime End)
{
    public static SlotFacts? From(JsonElement e) => Json.Time(e.Text("start")) is { } start && Json.Time(e.Text("end")) is { } end ? new(start, end) : null;
}

/// <summary>Two events that meet, and a time to which one of them could move.</summary>
internal sealed record ConflictFacts(IReadOnlyList<EventFacts> Events, string? MovableId, LocalDateTime? NewStart)
{
    public static ConflictFacts? From(JsonElement e)
    {
        var events = e.Items("events").Select(EventFacts.From).OfType<EventFacts>().ToList();
        var way = e.Items("suggestions").FirstOrDefault();
        return events.Count == 2 ? new(events, way.Text("eventId"), Json.Time(way.Text("newStart"))) : null;
    }
}

/// <summary>A task as a tool told of it, in local times.</summary>
internal sealed record TaskFacts(string Id, string Title, string Status, string? Priority, LocalDateTime? DueAt, LocalDateTime? RemindAt)
{
    /// <summary>The name of the list that it stands on.</summary>
    public string? List { get; init; }
    /// <summary>The ids of the tasks that it waits for.</summary>
    public IReadOnlyList<string> DependsOn { get; init; } = [];

    public bool IsOpen => Status != "completed";

    public static TaskFacts? From(JsonElement e) => e.Text("id") is { } id
        ? new(id, e.Text("title") ?? "(no title)", e.Text("status")
            ?? "pending", e.Text("priority"), Json.Time(e.Text("dueAt")), Json.Time(e.Text("remindAt")))
        {
            List = e.Text("list"), DependsOn = [.. e.Items("dependsOn").Where(d => d.ValueKind == JsonValueKind.String).Select(d => d.GetString()!)],
        }
        : null;
}

/// <summary>Something that Martin remembers, in the user's words.</summary>
/// <param name="Since">The day on which it was said, as ISO date.</param>
internal sealed record MemoryFacts(string Id, string Content, string? Since)
{
    public static MemoryFacts? From(JsonElement e) => e.Text("id") is { } id && e.Text("content") is { } content ? new(id, content, e.Text("since")) : null;
}

/// <summary>A mail as a tool told of it; its text where it was read.</summary>
internal sealed record MailFacts(string Id, string Sender, string Subject, LocalDateTime? ReceivedAt, string? Body)
{
    /// <summary>Who wrote it, where the address is known.</summary>
    public PersonFacts? Writer { get; init; }

    public static MailFacts? From(JsonElement e) =>
        e.Text("id") is { } id
            ? new(id, Name(e.Text("from")), e.Text("subject") is { Length: > 0 } subject ? subject : "(no subject)", ToTheMinute(Json.Time(e.Text("receivedAt"))), e.Text("body"))
            {
                Writer = PersonFacts.From(e.Text("from")), Address = Reading.MailAddresses.In(e.Text("from") ?? "") is [var address, ..] ? address : null, ThreadId = e.Text("threadId"), Preview = e.Text("preview"),
            }
            : null;

    public string? Address { get; init; }
    public string? ThreadId { get; init; }
    public string? Preview { get; init; }

    /// <summary>"Ana" of "Ana &lt;ana@example.com&gt;".</summary>
    private static string Name(string? from) =>
        from is null ? "somebody" : from.IndexOf(" <", StringComparison.Ordinal) is > 0 and var at ? from[..at] : from;

    private static LocalDateTime? ToTheMinute(LocalDateTime? time) => time?.With(TimeAdjusters.TruncateToMinute);
}

/// <summary>What resolve_date made of a phrase.</summary>
/// <param name="Utc">The same moment in UTC; null for whole days.</param>
internal sealed record DateFacts(LocalDateTime Start, bool IsDay, Instant? Utc, string TimeZone, string Explanation)
{
    public static DateFacts? From(JsonElement e) => e.Text("start") is { } written && Json.Time(written) is { } start
        ? new(start, LocalDatePattern.Iso.Parse(written).Success, e.Text("startUtc") is { } utc && InstantPattern.General.Parse(utc) is { Success: true } instant ? instant.Value : null,
            e.Text("timeZone") ?? "UTC", e.Text("explanation") ?? "")
        : null;
}

/// <summary>Reading JSON whose shape is not ours to trust: what is missing or of another kind is null.</summary>
internal static class Json
{
    public static string? Text(this JsonElement e, string name) =>
        e.ValueKind == JsonValueKind.Object && e.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()
            : null;

    public static bool Flag(this JsonElement e, string name) =>
        e.ValueKind == JsonValueKind.Object && e.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;

    public static IEnumerable<JsonElement> Items(this JsonElement e, string name) =>
        e.ValueKind == JsonValueKind.Object && e.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Array
            ? value.EnumerateArray() : [];

    public static JsonElement? Parse(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>A local ISO time, or a date as its midnight. Tools write local times; an offset is not expected and dropped.</summary>
    public static LocalDateTime? Time(string? text)
    {
        if (text is null) return null;
        if (LocalDateTimePattern.ExtendedIso.Parse(text) is { Success: true } local) return local.Value;
        if (LocalDatePattern.Iso.Parse(text) is { Success: true } date) return date.Value.AtMidnight();
        return OffsetDateTimePattern.Rfc3339.Parse(text) is { Success: true } offset ? offset.Value.LocalDateTime : null;
    }
}
