using System.Text;

namespace Martin.Plugins.Calendar.Files;

/// <summary>A VEVENT as it stands in the file.</summary>
public sealed class IcalComponent
{
    public List<IcalProperty> Properties { get; } = [];

    /// <summary>The TRIGGER lines of its alarms.</summary>
    public List<IcalProperty> Triggers { get; } = [];

    /// <summary>Why it can't be read.</summary>
    public string? Problem { get; set; }

    public IcalProperty? Find(string name) => Properties.Find(p => p.Name == name);
}

/// <summary>Takes the events out of an iCalendar file. All else (zones, tasks, free/busy) is passed over: zones are known by their names.</summary>
public static class IcalReader
{
    /// <returns>The events, or why the file as a whole can't be read.</returns>
    public static (IReadOnlyList<IcalComponent> Events, string? Problem) Read(ReadOnlySpan<byte> file)
    {
        if (file.Length > IcalLimits.FileBytes) return ([], $"is larger than {IcalLimits.FileBytes} bytes");
        // Broken UTF-8 costs the broken characters only.
        var text = Encoding.UTF8.GetString(file).TrimStart('\uFEFF');
        if (!text.AsSpan().TrimStart().StartsWith("BEGIN:VCALENDAR", StringComparison.OrdinalIgnoreCase)) return ([], "is no iCalendar file: it does not begin with BEGIN:VCALENDAR");
        var events = new List<IcalComponent>();
        var open = new Stack<string>();
        IcalComponent? current = null;
        foreach (var (line, cut) in IcalText.Lines(text))
        {
            var property = IcalProperty.Read(line);
            if (property?.Name == "BEGIN")
            {
                if (open.Count >= IcalLimits.Depth) return (events, $"nests components deeper than {IcalLimits.Depth}; what follows was not read");
                open.Push(property.Value.Trim().ToUpperInvariant());
                if (open.Peek() != "VEVENT" || current is not null) continue;
                if (events.Count == IcalLimits.Events) return (events, $"has more than {IcalLimits.Events} events; what follows was not read");
                events.Add(current = new());
            }
            else if (property?.Name == "END")
            {
                var name = property.Value.Trim().ToUpperInvariant();
                if (!open.Contains(name)) continue;
                while (open.Pop() != name) { }
                if (!open.Contains("VEVENT")) current = null;
            }
            else if (current is not null)
            {
                Keep(current, property, open.Peek(), cut);
            }
        }
        if (current is not null) current.Problem ??= "has no END:VEVENT";
        return (events, null);
    }

    private static void Keep(IcalComponent current, IcalProperty? property, string within, bool cut)
    {
        if (cut) current.Problem ??= $"has a line of more than {IcalLimits.Line} characters";
        if (property is null) return;
        if (within == "VALARM" && property.Name == "TRIGGER" && current.Triggers.Count < 100) current.Triggers.Add(property);
        if (within != "VEVENT") return;
        if (current.Properties.Count == IcalLimits.Properties) current.Problem ??= $"has more than {IcalLimits.Properties} properties";
        else current.Properties.Add(property);
    }
}
