using Martin.Plugins.Dates;
using Martin.Plugins.Dates.Grammar;
using Martin.Plugins.Models.Offline.Reading;
using Martin.Plugins.Models.Offline.Talk;

namespace Martin.Plugins.Models.Offline.Wishes;

/// <summary>Who is to be invited: by address, or by names that are still to be looked up, one after the other.</summary>
internal sealed record Guests(IReadOnlyList<string> Addresses, IReadOnlyList<string> Names)
{
    /// <param name="Addresses">All that are known so far.</param>
    /// <param name="Calls">How many results the look-ups took.</param>
    /// <param name="Step">What is to be done before all are known.</param>
    public sealed record Outcome(IReadOnlyList<string> Addresses, int Calls, Step? Step)
    {
        /// <summary>The name that the step is about.</summary>
        public string? Pending { get; init; }
    }

    /// <summary>"Ana and Bob" as two names.</summary>
    public static IReadOnlyList<string> Split(string names) =>
        [.. names.Replace(" and ", ",", StringComparison.OrdinalIgnoreCase).Split([',', '&'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];

    public Outcome Find(Scene scene, IReadOnlyList<ToolResult> results)
    {
        var (addresses, calls) = (Addresses.ToList(), 0);
        foreach (var name in Names)
        {
            var found = new PersonSearch(name).Find(scene, [.. results.Skip(calls)]);
            if (found.Address is null) return new(addresses, calls + found.Calls, found.Step) { Pending = name };
            addresses.Add(found.Address);
            calls += found.Calls;
        }
        return new([.. addresses.Distinct(StringComparer.OrdinalIgnoreCase)], calls, null);
    }

    /// <summary>With the answer to the question about one of the names; null when it is none.</summary>
    public Guests? Answered(string text, Scene scene, IReadOnlyList<ToolResult> results)
    {
        if (Find(scene, results) is not { Pending: { } pending, Step: Ask }) return null;
        var others = Names.SkipWhile(n => n != pending).Skip(1).ToList();
        var known = Find(scene, results).Addresses;
        if (MailAddresses.In(text) is { Count: > 0 } said) return new([.. known, .. said], others);
        if (Lexicon.IsNobody(text)) return new(known, others);
        return new PersonSearch(pending).Chosen(text, results) is { } chosen ? new([.. known, chosen], others) : null;
    }
}

/// <summary>Finds the address of somebody who was named, among those who wrote mail and who are on events. Of several the user chooses.</summary>
internal sealed record PersonSearch(string Name)
{
    private const int MostMails = 50, MostChoices = 4, DaysAround = 60;

    public readonly record struct Outcome(string? Address, int Calls, Step? Step);

    public Outcome Find(Scene scene, IReadOnlyList<ToolResult> results)
    {
        var calls = Lookups(scene);
        if (Name.Length == 0) return new(null, 0, new Ask("Which e-mail address shall I invite?"));
        for (var i = 0; i < calls.Count; i++)
            if (results.Count == i) return new(null, i, calls[i]);
        var found = People(results.Take(calls.Count));
        return found.Count switch
        {
            1 => new(found[0].Email, calls.Count, null),
            0 => new(null, calls.Count, new Ask($"Which e-mail address shall I invite for {Name}?")),
            _ => new(null, calls.Count, new Ask($"Which {Name} do you mean?\n" + string.Join('\n', Labels(found).Select(l => $"- {l}")), Labels(found))),
        };
    }

    /// <summary>The address that the user chose among the people found.</summary>
    public string? Chosen(string text, IReadOnlyList<ToolResult> results)
    {
        var found = People(results);
        return Choice.Of(text, Labels(found)) is { } index ? found[index].Email : null;
    }

    private List<Call> Lookups(Scene scene)
    {
        var calls = new List<Call>();
        if (scene.Tools.Contains("find_mail"))
            calls.AddRange(Nicknames.Of(FirstName).Prepend(FirstName).Take(3).Select(name => new Call("find_mail", new Dictionary<string, object> { ["limit"] = MostMails, ["from"] = name })));
        if (scene.Tools.Contains("list_events"))
            calls.Add(new("list_events", new Dictionary<string, object>
            {
                ["from"] = LocalTimes.Iso(scene.Local.Date.PlusDays(-DaysAround).AtMidnight()), ["to"] = LocalTimes.Iso(scene.Local.Date.PlusDays(DaysAround).AtMidnight()),
            }));
        return calls;
    }

    private string FirstName => Name.Split(' ')[0];

    private List<PersonFacts> People(IEnumerable<ToolResult> results)
    {
        var all = results.Where(r => r.Ok).SelectMany(r => r.Mails.Select(m => m.Writer).OfType<PersonFacts>().Concat(r.Events.SelectMany(e => e.People)));
        // The one with a name says more than the bare address.
        return [.. all.Where(IsNamed).GroupBy(p => p.Email.ToUpperInvariant()).Select(g => g.FirstOrDefault(p => p.Name is not null) ?? g.First())];
    }

    /// <summary>Every word said is a word of the name or of the address; the first also by a nickname.</summary>
    private bool IsNamed(PersonFacts person)
    {
        var words = Words($"{person.Name} {person.Email[..person.Email.IndexOf('@', StringComparison.Ordinal)].Replace('.', ' ').Replace('_', ' ').Replace('-', ' ')}");
        var said = Words(Name);
        return said.Count > 0 && said.All(w => words.Contains(w) || Nicknames.Of(w).Any(words.Contains));
    }

    private static HashSet<string> Words(string text)
    {
        var t = Lexer.Read(text);
        return [.. Enumerable.Range(0, t.Count).Where(i => t[i].Kind == TokenKind.Word).Select(i => t[i].Text)];
    }

    private static List<string> Labels(List<PersonFacts> people) => [.. people.Take(MostChoices).Select(p => p.Label)];
}
