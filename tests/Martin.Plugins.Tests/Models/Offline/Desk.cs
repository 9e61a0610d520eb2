using System.Text.Json;
using System.Text.Json.Nodes;
using NodaTime;
using NodaTime.Text;

namespace Martin.Plugins.Tests.Models.Offline;

/// <summary>A calendar and tasks that keep state and answer in the shapes of Martin's tools. What reaches others is only proposed.</summary>
internal sealed class Desk
{
    public static readonly string[] Reads = ["list_events", "list_tasks", "recall", "find_mail", "read_mail", "find_free_time", "list_conflicts"];
    public static readonly string[] Tools =
        [.. Reads, "create_event", "update_event", "cancel_event", "create_task", "update_task", "complete_task", "delete_task", "save_memory", "delete_memory", "respond_event",
            "schedule_meeting", "undo_action"];

    private readonly Stack<string> undos = new();
    private int last;

    public List<JsonObject> Events { get; private set; } = [];
    public List<JsonObject> Tasks { get; private set; } = [];
    public List<JsonObject> Memories { get; } = [];
    public List<JsonObject> Mails { get; } = [];
    public List<JsonObject> Conflicts { get; } = [];
    public List<JsonObject> Slots { get; } = [];
    /// <summary>Set to make that tool fail with this sentence.</summary>
    public Dictionary<string, string> Failing { get; } = [];

    public string Execute(string tool, JsonObject a)
    {
        var (before, result) = (Everything(), Executed(tool, a));
        if (tool != "undo_action" && Everything() != before) undos.Push(before);
        return result;
    }

    private string Everything() => Json(new() { ["events"] = new JsonArray([.. Events.Select(Copy)]), ["tasks"] = new JsonArray([.. Tasks.Select(Copy)]) });

    private JsonObject Undo()
    {
        if (!undos.TryPop(out var before)) return new() { ["ok"] = false, ["error"] = "There is nothing in this conversation that can be taken back." };
        var old = JsonNode.Parse(before)!;
        (Events, Tasks) = ([.. old["events"]!.AsArray().Select(e => e!.DeepClone().AsObject())], [.. old["tasks"]!.AsArray().Select(t => t!.DeepClone().AsObject())]);
        return new() { ["ok"] = true, ["summary"] = "Taken back: what was done last" };
    }

    private string Executed(string tool, JsonObject a)
    {
        if (Failing.TryGetValue(tool, out var error)) return Json(new() { ["ok"] = false, ["error"] = error });
        return Json(tool switch
        {
            "list_events" => new() { ["ok"] = true, ["from"] = Copy(a["from"]), ["to"] = Copy(a["to"]), ["timeZone"] = "Europe/Berlin",
                ["events"] = new JsonArray([.. Between(a).Select(Copy)]) },
            "list_tasks" => new() { ["ok"] = true, ["tasks"] = new JsonArray([.. Tasks.Where(t => Fits(t, a)).Select(Copy)]) },
            "create_event" => a["attendees"] is JsonArray { Count: > 0 } ? Proposed() : Done("event", Add(Events, Event(a))),
            "update_event" => Update(Find(Events, a, "eventId"), a["changes"]!.AsObject(), "event"),
            "cancel_event" => Remove(Events, Find(Events, a, "eventId"), "event"),
            "create_task" => Done("task", Add(Tasks, Task(a))),
            "update_task" => Update(Find(Tasks, a, "taskId"), a["changes"]!.AsObject(), "task"),
            "complete_task" => Update(Find(Tasks, a, "taskId"), new JsonObject { ["status"] = "completed" }, "task"),
            "delete_task" => Remove(Tasks, Find(Tasks, a, "taskId"), "task"),
            "find_free_time" => new() { ["ok"] = true, ["slots"] = new JsonArray([.. Slots.Select(Copy)]) },
            "list_conflicts" => new() { ["ok"] = true, ["conflicts"] = new JsonArray([.. Conflicts.Select(Copy)]) },
            "respond_event" => Proposed(),
            "schedule_meeting" => Proposed(),
            "undo_action" => Undo(),
            "save_memory" => Done("memory", Add(Memories, new() { ["content"] = Copy(a["content"]), ["since"] = "2026-11-22" })),
            "delete_memory" => Remove(Memories, Find(Memories, a, "memoryId"), "memory"),
            "recall" => new() { ["ok"] = true, ["memories"] = new JsonArray([.. Memories.Select(Copy)]) },
            "find_mail" => new() { ["ok"] = true, ["mails"] = new JsonArray([.. Mails.Where(m => Wanted(m, a)).Take((int)a["limit"]!).Select(m => { var copy = m.DeepClone().AsObject(); copy.Remove("body"); return copy; })]) },
            "read_mail" => new() { ["ok"] = true, ["mail"] = Copy(Find(Mails, a, "emailId")) },
            _ => throw new InvalidOperationException($"There is no tool {tool}."),
        });
    }

    public void HasEvent(string title, string start, string end, params string[] attendees) => Add(Events, Event(new()
    {
        ["title"] = title, ["startTime"] = start, ["endTime"] = end, ["isAllDay"] = start.Length == 10,
        ["attendees"] = new JsonArray([.. attendees.Select(email => (JsonNode)new JsonObject { ["email"] = email })]),
    }));

    /// <summary>Occurrences of one series, each an hour from these starts on.</summary>
    public void HasSeries(string title, params string[] starts)
    {
        var series = $"series-{title}";
        foreach (var start in starts)
        {
            HasEvent(title, start, LocalDateTimePattern.GeneralIso.Format(LocalDateTimePattern.GeneralIso.Parse(start).Value.PlusHours(1)));
            Events[^1]["seriesId"] = series;
        }
    }

    public void HasSlot(string start, string end) => Slots.Add(new() { ["start"] = start, ["end"] = end });

    public void HasConflict(int first, int second, string newStart) => Conflicts.Add(new()
    {
        ["id"] = "c-1", ["overlapMinutes"] = 30, ["events"] = new JsonArray(Copy(Events[first]), Copy(Events[second])),
        ["suggestions"] = new JsonArray(new JsonObject { ["eventId"] = Copy(Events[second]["id"]), ["newStart"] = newStart }),
    });

    public void HasTask(string title, string? dueAt = null, string? remindAt = null, string? list = null) =>
        Add(Tasks, Task(new() { ["title"] = title, ["dueAt"] = dueAt, ["remindAt"] = remindAt, ["list"] = list }));

    public void HasMail(string from, string subject, string receivedAt, string body, bool unread = true) => Add(Mails, new()
    {
        ["from"] = from, ["subject"] = subject, ["receivedAt"] = receivedAt, ["body"] = body, ["status"] = unread ? "unread" : "read",
    });

    private static bool Wanted(JsonObject mail, JsonObject a) =>
        (a["from"] is null || mail["from"]!.ToString().Contains(a["from"]!.ToString(), StringComparison.OrdinalIgnoreCase))
        && (a["query"] is null || $"{mail["subject"]} {mail["body"]}".Contains(a["query"]!.ToString(), StringComparison.OrdinalIgnoreCase))
        && (a["unread"] is null || mail["status"]!.ToString() == "unread");

    private static JsonObject Event(JsonObject a) => new()
    {
        ["title"] = Copy(a["title"]), ["start"] = Copy(a["startTime"]), ["end"] = Copy(a["endTime"]), ["timeZone"] = "Europe/Berlin",
        ["isAllDay"] = Copy(a["isAllDay"]) ?? false, ["location"] = Copy(a["location"]), ["attendees"] = Copy(a["attendees"]) ?? new JsonArray(),
    };

    private static JsonObject Task(JsonObject a) => new()
    {
        ["title"] = Copy(a["title"]), ["status"] = "pending", ["priority"] = Copy(a["priority"]) ?? "medium", ["dueAt"] = Copy(a["dueAt"]),
        ["remindAt"] = Copy(a["remindAt"]), ["list"] = Copy(a["list"]),
    };

    private JsonObject Add(List<JsonObject> to, JsonObject item)
    {
        item["id"] = $"id-{++last}";
        to.Add(item);
        return item;
    }

    private IEnumerable<JsonObject> Between(JsonObject a) => Events
        .Where(e => At(e["start"]) < At(a["to"]) && At(e["end"]) > At(a["from"]) && Contains(e, a))
        .OrderBy(e => At(e["start"]));

    private static bool Fits(JsonObject task, JsonObject a) =>
        Contains(task, a) && (a["status"] is null || a["status"]!.ToString() == task["status"]!.ToString())
        && (a["list"] is null || string.Equals(a["list"]!.ToString(), task["list"]?.ToString(), StringComparison.OrdinalIgnoreCase))
        && (a["dueBefore"] is null || (task["dueAt"] is { } due && At(due) < At(a["dueBefore"])));

    private static bool Contains(JsonObject item, JsonObject a) =>
        a["query"] is null || item["title"]!.ToString().Contains(a["query"]!.ToString(), StringComparison.OrdinalIgnoreCase);

    private static JsonObject Find(List<JsonObject> items, JsonObject a, string id) => items.Single(i => i["id"]!.ToString() == a[id]!.ToString());

    private static JsonObject Update(JsonObject item, JsonObject changes, string kind)
    {
        if (kind == "event" && (changes.ContainsKey("attendees") || item["attendees"]!.AsArray().Count > 0)) return Proposed();
        foreach (var (name, value) in changes)
            item[name switch { "startTime" => "start", "endTime" => "end", _ => name }] = Copy(value);
        return Done(kind, item);
    }

    private static JsonObject Remove(List<JsonObject> items, JsonObject item, string kind)
    {
        if (kind == "event" && item["attendees"]!.AsArray().Count > 0) return Proposed();
        items.Remove(item);
        return Done(kind, item);
    }

    private static JsonObject Done(string kind, JsonObject item) => new() { ["ok"] = true, ["summary"] = "done", [kind] = Copy(item) };

    private static JsonObject Proposed() => new() { ["ok"] = true, ["proposed"] = true, ["actionId"] = "a-1", ["summary"] = "waits" };

    /// <summary>Only local ISO times and dates: what tools promise to take, strictly.</summary>
    private static LocalDateTime At(JsonNode? node) => node!.ToString() is { Length: 10 } date
        ? LocalDatePattern.Iso.Parse(date).Value.AtMidnight()
        : LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd'T'HH:mm:ss").Parse(node!.ToString()).Value;

    private static JsonNode? Copy(JsonNode? node) => node?.DeepClone();

    public static string Json(JsonObject o) =>
        o.ToJsonString(new JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
