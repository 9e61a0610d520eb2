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
        if (Names is ["", ..]) return new(Addresses, 0, new Ask("Which e-mail address shall I invite?")) { Pending = "" };
        var lookups = Lookups(scene);
        if (results.Count < lookups.Count) return new(Addresses, results.Count, lookups[results.Count]) { Pending = Names[0] };
        var (addresses, looked) = (Addresses.ToList(), results.Take(lookups.Count).ToList());
        foreach (var name in Names)
        {
            var found = new PersonSearch(name).Find(looked);
            if (found.Address is null) return new(addresses, lookups.Count, found.Step) { Pending = name };
            addresses.Add(found.Address);
        }
        return new([.. addresses.Distinct(StringComparer.OrdinalIgnoreCase)], lookups.Count, null);
    }

    /// <summary>A turn has only so many rounds: the mails of few guests are looked for under each form of their names, of more under one, of those beyond under none.</summary>
    private const int MostMailLookups = 6, MostForms = 3;

    private List<Call> Lookups(Scene scene)
    {
        var calls = new List<Call>();
        if (Names.Count == 0) return calls;
        var forms = Math.Clamp(MostMailLookups / Names.Count, 1, MostForms);
        if (scene.Tools.Contains("find_mail")) calls.AddRange(Names.SelectMany(n => new PersonSearch(n).Mails(forms)).Take(MostMailLookups));
        if (scene.Tools.Contains("list_events")) calls.Add(PersonSearch.Events(scene));
        return calls;
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

    public readonly record struct Outcome(string? Address, Step? Step);

    public Outcome Find(IReadOnlyList<ToolResult> results)
    {
        var found = People(results);
        return found.Count switch
        {
            1 => new(found[0].Email, null),
            0 => new(null, new Ask($"Which e-mail address shall I invite for {Name}?")),
            _ => new(null, new Ask($"Which {Name} do you mean?\n" + string.Join('\n', Labels(found).Select(l => $"- {l}")), Labels(found))),
        };
    }

    /// <summary>The address that the user chose among the people found.</summary>
    public string? Chosen(string text, IReadOnlyList<ToolResult> results)
    {
        var found = People(results);
        return Choice.Of(text, Labels(found)) is { } index ? found[index].Email : null;
    }

    /// <summary>The name as it was said first, then its other forms.</summary>
    public IEnumerable<Call> Mails(int forms) =>
        Nicknames.Of(FirstName).Prepend(FirstName).Take(forms).Select(name => new Call("find_mail", new Dictionary<string, object> { ["limit"] = MostMails, ["from"] = name }));

    public static Call Events(Scene scene) => new("list_events", new Dictionary<string, object>
    {
        ["from"] = LocalTimes.Iso(scene.Local.Date.PlusDays(-DaysAround).AtMidnight()), ["to"] = LocalTimes.Iso(scene.Local.Date.PlusDays(DaysAround).AtMidnight()),
    });

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
