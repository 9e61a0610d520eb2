using System.Text.Json;
using Martin.Data.Tasks;

namespace Martin.Hub.Demo;

/// <summary>What <c>demo.json</c> holds. All times are relative: to this moment for mails, to today for the rest.</summary>
internal sealed record DemoContent(IReadOnlyList<DemoMail> Mails, IReadOnlyList<DemoEvent> Events, IReadOnlyList<DemoTask> Tasks)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow,
        Converters = { new System.Text.Json.Serialization.JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    public static DemoContent Load()
    {
        using var stream = typeof(DemoContent).Assembly.GetManifestResourceStream("Martin.Hub.Demo.demo.json")!;
        return JsonSerializer.Deserialize<DemoContent>(stream, Json)!;
    }
}

/// <param name="From">An address with a name, or <c>me</c>.</param>
/// <param name="To">The owner when there is none.</param>
/// <param name="Ago">Time since it was sent.</param>
/// <param name="Reply">The <see cref="Id"/> of the mail it answers.</param>
internal sealed record DemoMail(
    string Id, string From, string Subject, TimeSpan Ago, string Text, IReadOnlyList<string>? To = null, IReadOnlyList<string>? Cc = null, string? Reply = null,
    string? Html = null, DemoFile? Attachment = null, DemoInvitation? Invitation = null, bool Bulk = false, bool Read = false, bool Archived = false);

internal sealed record DemoFile(string Name, string Type, string Text);

internal sealed record DemoInvitation(string Summary, int Workday, TimeOnly At, int Minutes, string Location);

/// <param name="Workday">Working days from today, which counts as the next Monday at a weekend.</param>
/// <param name="AllDay">Days, in place of <see cref="At"/> and <see cref="Minutes"/>.</param>
/// <param name="Rule">The RRULE line of a series.</param>
internal sealed record DemoEvent(
    string Title, int Workday = 0, TimeOnly At = default, int Minutes = 0, int AllDay = 0, string? Rule = null, string? Location = null,
    string? Description = null, string? Url = null, IReadOnlyList<int>? Reminders = null, bool Transparent = false, bool Tentative = false);

/// <param name="After">Tasks before it in the list that it waits for.</param>
/// <param name="Remind">Minutes from when it is due; negative is before.</param>
/// <param name="Mail">The mail it came from.</param>
internal sealed record DemoTask(
    string Id, string Title, TaskPriority Priority, int Workday, TimeOnly At, string? Description = null, TaskState Status = TaskState.Pending, int Progress = 0,
    IReadOnlyList<string>? After = null, int? Remind = null, string? Mail = null);
