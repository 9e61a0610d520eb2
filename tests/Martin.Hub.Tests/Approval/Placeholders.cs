using System.Text.RegularExpressions;
using Martin.Data;
using Microsoft.EntityFrameworkCore;

namespace Martin.Hub.Tests.Approval;

/// <summary>Days and ids in test data: {tomorrow}, {day3} and {weekday3} (in three days), {task:Title}, {event:Title}, {mail:Subject}, {memory:Content}.</summary>
internal static partial class Placeholders
{
    public static async Task<string> FillAsync(MartinDb db, string text)
    {
        var today = DateTime.UtcNow.Date;
        var filled = Days().Replace(text, m => m.Groups[1].Value == "tomorrow" ? Date(today.AddDays(1))
            : m.Groups[2].Value.Length > 0 ? today.AddDays(int.Parse(m.Groups[3].Value)).DayOfWeek.ToString()
            : Date(today.AddDays(int.Parse(m.Groups[3].Value))));
        foreach (var match in Things().Matches(filled).DistinctBy(m => m.Value))
        {
            var name = match.Groups[2].Value;
            var id = match.Groups[1].Value switch
            {
                "task" => await db.Tasks.Where(t => t.Title == name).Select(t => t.Id).SingleAsync(),
                "event" => await db.Events.Where(e => e.Title == name).Select(e => e.Id).SingleAsync(),
                "memory" => await db.Memories.Where(m => m.Content == name).Select(m => m.Id).SingleAsync(),
                _ => await db.Emails.Where(e => e.Subject == name).Select(e => e.Id).FirstAsync(),
            };
            filled = filled.Replace(match.Value, id.ToString(), StringComparison.Ordinal);
        }
        return filled;
    }

    private static string Date(DateTime day) => day.ToString("yyyy-MM-dd", null);

    [GeneratedRegex(@"\{(tomorrow|(week)?day(\d))\}")]
    private static partial Regex Days();

    [GeneratedRegex(@"\{(task|event|mail|memory):([^}]+)\}")]
    private static partial Regex Things();
}
