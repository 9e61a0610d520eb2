using System.Text.Json;
using Martin.Testing.Peers;

namespace Martin.Hub.Tests.Chat;

/// <summary>The day's talk as a GPT would have it: the same tool calls, ids taken from earlier results.</summary>
internal static class DayScript
{
    public static void Teach(GptServer gpt, DateTime today)
    {
        var (tomorrow, monday) = (today.AddDays(1), today.AddDays(((int)DayOfWeek.Monday - (int)today.DayOfWeek + 6) % 7 + 1));
        var day = new { from = Local(tomorrow), to = Local(tomorrow.AddDays(1)) };
        gpt.On("schedule lunch")
            .Says("Of course. ").Calls("create_event", new { title = "Lunch with Ana", startTime = Local(tomorrow.AddHours(12)), endTime = Local(tomorrow.AddHours(13)) })
            .Then.Says("Lunch with Ana is on your calendar.");
        gpt.On("what's on my calendar")
            .Calls("list_events", day)
            .Then.Says(r => $"Tomorrow: {First(r, "title")} at {First(r, "start")}.");
        gpt.On("call the bank")
            .Calls("create_task", new { title = "Call the bank", priority = "high", dueAt = Local(monday.AddHours(9)), remindAt = Local(monday.AddHours(9)) })
            .Then.Says("I will remind you.");
        gpt.On("move the lunch")
            .Calls("list_events", day)
            .Then.Calls("update_event", r => new { eventId = First(r, "id"), changes = new { startTime = Local(tomorrow.AddHours(13)) } })
            .Then.Says("Moved to one o'clock.");
        gpt.On("invite ana@example.com")
            .Calls("list_events", day)
            .Then.Calls("update_event", r => new { eventId = First(r, "id"), changes = new { attendees = new[] { new { email = "ana@example.com" } } }, notify = true })
            .Then.Says("Shall I send it?");
        gpt.On("[The user").Says("So be it.");  // what a decision is told as; newest, for it quotes the invitation
    }

    private static string Local(DateTime at) => at.ToString("yyyy-MM-dd'T'HH:mm", null);

    /// <summary>A member of the first event that list_events told of.</summary>
    private static string First(ModelRequest request, string member) =>
        JsonElement.Parse(request.Results[0].Text!).GetProperty("events")[0].GetProperty(member).GetString()!;
}
