using Martin.Plugins.Models.Offline.Talk;

namespace Martin.Plugins.Models.Offline.Wishes;

/// <summary>"archive the mails from Bob", "mark the newsletter as read": one at once, several after a yes.</summary>
/// <param name="Category">null with no IsRead: archive.</param>
internal sealed record MarkMail(FindMail Wanted, bool Newest, string? Category, bool? IsRead) : Wish
{
    private const int MostAtOnce = 50, MostNamed = 5;

    private IReadOnlyList<string> Agreed { get; init; } = [];

    /// <summary>A mail that was spoken of.</summary>
    public static MarkMail Of(MailFacts mail, string? category, bool? isRead) => new(FindMail.Nothing, false, category, isRead) { Agreed = [mail.Id] };

    public override Step Next(Scene scene, IReadOnlyList<ToolResult> results)
    {
        if (Agreed.Count > 0) return results.Count == 0 ? Mark(Agreed) : Told(results[0]);
        if (results.Count == 0) return Wanted.Search(MostAtOnce);
        if (!results[0].Ok) return new Say(Wording.Failed("Looking into your mail", results[0].Error));
        var found = Wanted.Fitting(results[0]);
        if (found.Count == 0) return new Say($"I find no {Wanted.Named(false)}.");
        if (found.Count == 1 || Newest) return results.Count == 1 ? Mark([found[0].Id]) : Told(results[1]);
        var names = string.Join('\n', found.Take(MostNamed).Select(m => $"- {FindMail.Label(m, scene)}")) + (found.Count > MostNamed ? $"\n… and {found.Count - MostNamed} more." : "");
        return new Ask($"Shall I {Doing} these {found.Count} mails?\n{names}", "Yes", "No") { IfYes = this with { Agreed = [.. found.Select(m => m.Id)] } };
    }

    public override Wish? Answered(string text, Scene scene, IReadOnlyList<ToolResult> results) =>
        results is [{ Ok: true } listed, ..] && Wanted.Fitting(listed) is var found && Choice.Of(text, [.. found.Select(m => FindMail.Label(m, scene))]) is { } index
            ? this with { Agreed = [found[index].Id] } : null;

    private string Doing => Category is not null ? $"mark as {Category}" : IsRead switch { true => "mark as read", false => "mark as unread", null => "archive" };

    private Call Mark(IReadOnlyList<string> ids)
    {
        var arguments = new Dictionary<string, object> { ["emailIds"] = ids };
        if (Category is not null) arguments["category"] = Category;
        if (IsRead is { } read) arguments["isRead"] = read;
        return new(Category is null && IsRead is null ? "archive_mail" : "label_mail", arguments);
    }

    private Say Told(ToolResult result) =>
        new(!result.Ok ? Wording.Failed("That", result.Error) : result.IsProposed ? Wording.Proposed($"{Doing} mail") : $"{result.Summary ?? "Done"}.");
}

/// <summary>"sort my inbox".</summary>
internal sealed record TriageMail : Wish
{
    public override bool StandsAlone => true;

    public override Step Next(Scene scene, IReadOnlyList<ToolResult> results) =>
        results.Count == 0 ? new Call("triage_email", new Dictionary<string, object>())
        : new Say(!results[0].Ok ? Wording.Failed("Sorting your mail", results[0].Error) : results[0].IsProposed ? Wording.Proposed("sort your mail")
            : $"{results[0].Summary ?? "Sorted"}. Ask for your important mail to see what matters.", "Do I have important mail?");
}
