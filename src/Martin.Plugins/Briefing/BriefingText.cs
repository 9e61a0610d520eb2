using System.Globalization;
using System.Text;
using Martin.Plugins.Calendar;
using Martin.Plugins.Rules;
using NodaTime;

namespace Martin.Plugins.Briefing;

/// <summary>A briefing as a message: the day first, then what is in trouble, then what waits.</summary>
public static class BriefingText
{
    /// <summary>Lines of a section; what is left over is counted.</summary>
    private const int MaxLines = 7;

    /// <param name="hours12">12-hour times; otherwise 24.</param>
    public static string Of(Briefing briefing, bool hours12)
    {
        var text = new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"Good morning. It is {briefing.Day:dddd, d MMMM}."));
        var clock = new Wording(briefing, hours12);
        if (briefing.Events.Count == 0) text.Append(" Nothing is in your calendar today.");
        Section(text, "Today:", briefing.Events, clock.Event);
        Section(text, "At the same time:", briefing.Conflicts, clock.Conflict);
        Section(text, "Overdue:", briefing.Overdue, t => $"{t.Title} (since {clock.Day(t.DueAt!.Value)})");
        Section(text, "Due today:", briefing.DueToday, t => $"{t.Title} ({clock.Time(t.DueAt!.Value)})");
        Section(text, "Waiting for your answer:", briefing.Waiting, m => $"{m.Sender}: {Named(m.Subject)} ({clock.Day(m.ReceivedAt)})");
        Section(text, "No answer yet:", briefing.Unanswered, m => $"{m.To}: {Named(m.Subject)} (sent {clock.Day(m.SentAt)})");
        return text.ToString();
    }

    /// <summary>A line for a lock screen.</summary>
    public static string Headline(Briefing briefing)
    {
        List<string> parts = [];
        Add(briefing.Events.Count, "event", "events");
        Add(briefing.Conflicts.Count, "conflict", "conflicts");
        Add(briefing.Overdue.Count, "overdue task", "overdue tasks");
        Add(briefing.DueToday.Count, "task due", "tasks due");
        Add(briefing.Waiting.Count, "mail to answer", "mails to answer");
        Add(briefing.Unanswered.Count, "mail without an answer", "mails without an answer");
        return string.Join(", ", parts);

        void Add(int count, string one, string many)
        {
            if (count > 0) parts.Add($"{count} {(count == 1 ? one : many)}");
        }
    }

    private static string Named(string subject) => subject.Length == 0 ? "(no subject)" : subject;

    private static void Section<T>(StringBuilder text, string title, IReadOnlyList<T> all, Func<T, string> line)
    {
        if (all.Count == 0) return;
        text.Append("\n\n").Append(title);
        // One line more than fits is shown rather than counted.
        var shown = all.Count == MaxLines + 1 ? all.Count : Math.Min(all.Count, MaxLines);
        foreach (var one in all.Take(shown)) text.Append("\n- ").Append(line(one));
        if (all.Count > shown) text.Append(CultureInfo.InvariantCulture, $"\n- and {all.Count - shown} more");
    }

    private sealed class Wording(Briefing briefing, bool hours12)
    {
        public string Event(EventInstance e)
        {
            var when = e.Span.IsAllDay ? "All day" : $"{Clock(e.Span.Start)}–{Clock(e.Span.End)}";
            return $"{when}: {e.Row.Title}{(string.IsNullOrWhiteSpace(e.Row.Location) ? "" : $", {e.Row.Location}")}";
        }

        public string Conflict(Calendar.Conflicts.Conflict conflict) =>
            $"{conflict.First.Row.Title} and {conflict.Second.Row.Title} ({Clock(Briefing.Overlap(conflict).Start)}–{Clock(Briefing.Overlap(conflict).End)})";

        public string Time(DateTimeOffset at) => $"{Format(Zones.ToLocal(at, briefing.Zone))}";

        public string Day(DateTimeOffset at)
        {
            var day = Zones.ToLocal(at, briefing.Zone).Date;
            return Period.Between(day, briefing.Day, PeriodUnits.Days).Days switch
            {
                0 => "today",
                1 => "yesterday",
                < 7 and > 0 => day.DayOfWeek.ToString(),
                _ => day.ToString(day.Year == briefing.Day.Year ? "d MMMM" : "d MMMM yyyy", CultureInfo.InvariantCulture),
            };
        }

        /// <summary>With the day where it is another one.</summary>
        private string Clock(DateTimeOffset at)
        {
            var local = Zones.ToLocal(at, briefing.Zone);
            return local.Date == briefing.Day ? Format(local)
                : local == briefing.Day.PlusDays(1).AtMidnight() ? (hours12 ? "midnight" : "24:00")
                : $"{local.ToString("ddd", CultureInfo.InvariantCulture)} {Format(local)}";
        }

        private string Format(LocalDateTime local) => local.ToString(hours12 ? "h:mm tt" : "HH:mm", CultureInfo.InvariantCulture);
    }
}
