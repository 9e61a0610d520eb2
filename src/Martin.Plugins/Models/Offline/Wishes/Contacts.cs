using Martin.Plugins.Models.Offline.Reading;
using Martin.Plugins.Models.Offline.Talk;

namespace Martin.Plugins.Models.Offline.Wishes;

/// <summary>"add sam@example.com to my contacts", "save john's email": remembered, so that a mail to the name finds it.</summary>
internal sealed record AddContact(Recipient Who) : Wish
{
    public override Step Next(Scene scene, IReadOnlyList<ToolResult> results)
    {
        if (Who.IsNobody) return new Ask("Whose address shall I save? Tell me the name and the e-mail address.");
        var looked = results.TakeWhile(r => r.Tool is "find_mail" or "recall").ToList();
        var sought = Who.Find(scene, looked);
        if (sought.Found is not { } found) return sought.Step!;
        var fact = found.Name is null ? $"{found.Address} is one of my contacts" : $"{Wording.Capitalised(found.Name)}'s e-mail address is {found.Address}";
        if (results.Count == looked.Count) return new Call("save_memory", new Dictionary<string, object> { ["content"] = fact });
        var result = results[^1];
        return new Say(!result.Ok ? Wording.Failed("Saving that", result.Error) : result.IsProposed ? Wording.Proposed($"remember “{fact}”") : $"I will remember: {fact}");
    }

    public override Wish? Answered(string text, Scene scene, IReadOnlyList<ToolResult> results)
    {
        var looked = results.TakeWhile(r => r.Tool is "find_mail" or "recall").ToList();
        if (MailAddresses.In(text) is [var address, ..] && Who.Name is null)
        {
            var name = TitleText.Plain(text.Replace(address, "", StringComparison.OrdinalIgnoreCase));
            return this with { Who = new(address, name.Length is > 0 and < 60 ? name : null) };
        }
        return Who.Answered(text, looked) is { } answered ? this with { Who = answered } : null;
    }
}

/// <summary>"when does my passport expire?", "what is Ana's number?": looked for in what the user told and in their mail, and told with where it stands.</summary>
/// <param name="Words">What is asked, in the user's words.</param>
/// <param name="Person">Whose mail may tell.</param>
internal sealed record LookUp(string Words, string? Person = null) : Wish
{
    private const int MostShown = 3, MostMails = 10, MostPreview = 160;

    public override Step Next(Scene scene, IReadOnlyList<ToolResult> results)
    {
        if (results.Count == 0 && scene.Tools.Contains("recall")) return new Call("recall", new Dictionary<string, object> { ["query"] = Words });
        var recalled = results.FirstOrDefault(r => r.Tool == "recall");
        if (scene.Tools.Contains("find_mail") && results.All(r => r.Tool != "find_mail"))
            return new Call("find_mail", new Dictionary<string, object> { ["limit"] = MostMails, [Person is null ? "query" : "from"] = Person ?? Key });
        var memories = (recalled?.Memories ?? []).Where(m => Choice.HasAny(m.Content, Person ?? Words)).Take(MostShown).ToList();
        var mails = (results.FirstOrDefault(r => r.Tool == "find_mail")?.Mails ?? []).Take(MostShown).ToList();
        var parts = new List<string>();
        if (memories.Count > 0) parts.Add("You told me:\n" + string.Join('\n', memories.Select(m => $"- {m.Content}{(m.Since is { } day ? $" (on {day})" : "")}")));
        if (mails.Count > 0) parts.Add($"In your mail{(Person is null ? "" : $" from {Person}")}:\n" + string.Join('\n', mails.Select(m => Line(m, scene))));
        return new Say(parts.Count > 0 ? string.Join("\n\n", parts) : $"I find nothing about \"{Person ?? Words}\" in what you told me or in your mail.");
    }

    /// <summary>Mail is searched by its words: the longest says most.</summary>
    private string Key => Words.Split(' ', StringSplitOptions.RemoveEmptyEntries).OrderByDescending(w => w.Length).FirstOrDefault() ?? Words;

    private static string Line(MailFacts mail, Scene scene)
    {
        var preview = (mail.Preview ?? "").ReplaceLineEndings(" ");
        if (preview.Length > MostPreview) preview = preview[..(char.IsHighSurrogate(preview[MostPreview - 1]) ? MostPreview - 1 : MostPreview)] + "…";
        return $"- {FindMail.Label(mail, scene)}{(mail.Address is null ? "" : $", {mail.Address}")}{(preview.Length == 0 ? "" : $": {preview}")}";
    }
}
