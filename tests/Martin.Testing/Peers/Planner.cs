using System.Text.Json;
using System.Text.RegularExpressions;

namespace Martin.Testing.Peers;

/// <summary>
/// A model that works off a task "errands NAME of N": it plans N steps, does one a turn, a task named after each, and keeps its plan true. What it does
/// depends on the request alone, so it goes on after a crash where it stood.
/// </summary>
public static partial class Planner
{
    public static string Errands(string name, int count) => $"errands {name} of {count}";

    /// <param name="act">The call that does a step; a task of that name unless given.</param>
    public static void Teach(GptServer gpt, Func<string, int, (string Tool, object Arguments)>? act = null)
    {
        act ??= (name, step) => ("create_task", new { title = Title(name, step) });
        gpt.Script.Mind = request => Errand().Match(TaskOf(request)) is { Success: true } errand
            ? Answer(request, errand.Groups[1].Value, int.Parse(errand.Groups[2].Value), act) : null;
    }

    public static string Title(string name, int step) => $"{name} {step}";

    /// <summary>The task as the system message tells it; empty where the turn belongs to none.</summary>
    public static string TaskOf(ModelRequest request) =>
        request.Messages.FirstOrDefault(m => m.Text?.StartsWith("You work by yourself on a task", StringComparison.Ordinal) == true)?.Text ?? "";

    private static ModelAnswer Answer(ModelRequest request, string name, int count, Func<string, int, (string Tool, object Arguments)> act)
    {
        var calls = request.Messages.Skip(request.Messages.ToList().FindLastIndex(m => m.Role == "user")).SelectMany(m => m.Calls).ToList();
        var known = calls.LastOrDefault(c => c.Name == "update_plan")?.Arguments is { } updated ? JsonDocument.Parse(updated).RootElement.GetProperty("steps")
            : Plan().Match(TaskOf(request)) is { Success: true } told ? JsonDocument.Parse(told.Groups[1].Value).RootElement : default(JsonElement?);
        if (known is not { } plan) return Calling("update_plan", Steps(count, 0));
        var done = plan.EnumerateArray().Count(s => s.GetProperty("status").GetString() == "done");
        if (calls.Any(c => c.Name != "update_plan"))
            return calls[^1].Name != "update_plan" ? Calling("update_plan", Steps(count, done + 1)) : new() { Text = _ => done == count ? $"All errands of {name} are done." : $"Errand {done} is done." };
        if (done == count) return new() { Text = _ => $"All errands of {name} are done." };
        var (tool, arguments) = act(name, done + 1);
        return Calling(tool, arguments);
    }

    private static object Steps(int count, int done) =>
        new { steps = Enumerable.Range(1, count).Select(i => new { text = $"errand {i}", status = i <= done ? "done" : i == done + 1 ? "in_progress" : "pending" }) };

    private static ModelAnswer Calling(string tool, object arguments)
    {
        var answer = new ModelAnswer();
        answer.Calls.Add(new(tool, JsonSerializer.Serialize(arguments)));
        return answer;
    }

    [GeneratedRegex(@"errands (\w+) of (\d+)")]
    private static partial Regex Errand();

    [GeneratedRegex(@"The plan as it stands: (\[.*\])")]
    private static partial Regex Plan();
}
