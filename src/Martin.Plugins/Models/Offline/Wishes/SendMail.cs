using Martin.Plugins.Models.Offline.Reading;
using Martin.Plugins.Models.Offline.Talk;

namespace Martin.Plugins.Models.Offline.Wishes;

/// <summary>Whom a mail goes to: the address said, or the one that mail or memory has for the name.</summary>
internal sealed record Recipient(string? Address, string? Name)
{
    private const int MostLookedAt = 20, MostChoices = 4, MostNameWords = 5;

    public static readonly Recipient Nobody = new(null, null);

    public bool IsNobody => Address is null && Name is null;

    public string Label => Name is null ? Address ?? "" : Wording.Capitalised(Name);

    /// <param name="found">The results of the steps that it asked for.</param>
    /// <returns>Itself with an address, or the next step towards one.</returns>
    public Sought<Recipient> Find(Scene scene, IReadOnlyList<ToolResult> found)
    {
        if (Address is not null) return this;
        if (Name is null) return new Ask("To whom shall I send it?");
        if (scene.Tools.Contains("find_mail") && found.Count == 0) return new Call("find_mail", new Dictionary<string, object> { ["from"] = Kin.Usual(Name), ["limit"] = MostLookedAt });
        var known = Addresses(found);
        if (known is [var only]) return this with { Address = only };
        if (known.Count > 1) return new Ask($"Which address of {Label} do you mean?\n" + string.Join('\n', known.Take(MostChoices).Select(a => $"- {a}")), [.. known.Take(MostChoices)]);
        if (scene.Tools.Contains("recall") && found.Count <= 1) return new Call("recall", new Dictionary<string, object> { ["query"] = $"e-mail address of {Kin.Plain(Name)}" });
        return new Ask($"I find no e-mail address of {Label}. Which one is it?");
    }

    public Recipient? Answered(string text, IReadOnlyList<ToolResult> found)
    {
        if (MailAddresses.In(text) is [var address, ..]) return this with { Address = address };
        if (IsNobody) return TitleText.Plain(text) is { Length: > 0 } name && name.Split(' ').Length <= MostNameWords ? this with { Name = name } : null;
        var known = Addresses(found);
        return Choice.Of(text, known) is { } index ? this with { Address = known[index] } : null;
    }

    /// <summary>Addresses of senders of that name; then those in what the user told of them.</summary>
    private List<string> Addresses(IReadOnlyList<ToolResult> found)
    {
        var ofMail = found.Where(r => r.Tool == "find_mail").SelectMany(r => r.Mails).Where(m => m.Address is not null && Kin.Names(Name!).Any(n => Choice.HasAll(m.Sender, n) || Choice.HasAll(m.Address.Replace('@', ' ').Replace('.', ' '), n)));
        var ofMemory = found.Where(r => r.Tool == "recall").SelectMany(r => r.Memories).Where(m => Kin.Names(Name!).Any(n => Choice.HasAll(m.Content, n))).SelectMany(m => MailAddresses.In(m.Content));
        return [.. ofMail.Select(m => m.Address!).Concat(ofMemory).Distinct(StringComparer.OrdinalIgnoreCase)];
    }
}

/// <summary>"mail Nadia that the parcel came". It goes out only after the user has seen and approved it.</summary>
/// <param name="Topic">What it is about, where that was said.</param>
internal sealed record SendMail(Recipient To, string? Topic, string? Body) : Wish
{
    private const int LongestSubject = 60;

    public override Step Next(Scene scene, IReadOnlyList<ToolResult> results)
    {
        var looked = results.TakeWhile(r => r.Tool is "find_mail" or "recall").ToList();
        var sought = To.Find(scene, looked);
        if (sought.Found is not { } to) return sought.Step!;
        if (Body is null) return new Ask($"What shall I write to {to.Label}{(Topic is null ? "" : $" about {Topic}")}?");
        if (results.Count == looked.Count)
            return new Call("send_mail", new Dictionary<string, object>
            {
                ["to"] = new[] { to.Name is null ? (object)new { email = to.Address } : new { email = to.Address, name = Wording.Capitalised(to.Name) } },
                ["subject"] = Subject, ["body"] = Wording.Capitalised(Body),
            });
        var sent = results[^1];
        return new Say(!sent.Ok ? Wording.Failed($"The mail to {to.Label}", sent.Error)
            : sent.IsProposed ? Wording.Proposed($"mail to {to.Label} <{to.Address}>: \"{Wording.Capitalised(Body)}\"") : sent.Summary ?? $"Sent to {to.Label}.");
    }

    public override Wish? Answered(string text, Scene scene, IReadOnlyList<ToolResult> results)
    {
        var looked = results.TakeWhile(r => r.Tool is "find_mail" or "recall").ToList();
        if (To.Find(scene, looked).Found is not { } to) return To.Answered(text, looked) is { } answered ? this with { To = answered } : null;
        return text.Trim() is { Length: > 0 } body ? this with { To = to, Body = body } : null;
    }

    private string Subject
    {
        get
        {
            var text = Wording.Capitalised(Topic ?? Body!.ReplaceLineEndings(" "));
            if (text.Length <= LongestSubject) return text;
            var cut = text.LastIndexOf(' ', LongestSubject);
            return text[..(cut > 0 ? cut : char.IsHighSurrogate(text[LongestSubject - 1]) ? LongestSubject - 1 : LongestSubject)] + "…";
        }
    }
}
