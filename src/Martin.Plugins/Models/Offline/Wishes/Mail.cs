using Martin.Plugins.Dates;
using Martin.Plugins.Models.Offline.Talk;

namespace Martin.Plugins.Models.Offline.Wishes;

/// <summary>"any new mail from Bob about the budget?"</summary>
internal sealed record FindMail(string? From, string? About, bool Unread, string? Category, DateMatch? When) : Wish
{
    private const int MostShown = 10;
    private const int MostAsked = 50;

    public override Step Next(Scene scene, IReadOnlyList<ToolResult> results)
    {
        if (results.Count == 0) return Search(MostAsked);
        if (!results[0].Ok) return new Say(Wording.Failed("Looking into your mail", results[0].Error));
        var found = Fitting(results[0]);
        if (found.Count == 0) return new Say($"I find no {Named(false)}.");
        return new Say($"You have {found.Count}{(found.Count == MostAsked ? " or more" : "")} {Named(found.Count != 1)}:\n" + string.Join('\n', found.Take(MostShown).Select(m => $"- {Label(m, scene)}"))
            + (found.Count > MostShown ? $"\n… and {found.Count - MostShown} more." : "")) { Mails = [.. found.Take(MostShown)] };
    }

    /// <summary>What stands for no search at all: the mail is known.</summary>
    public static readonly FindMail Nothing = new(null, null, false, null, null);

    public Call Search(int limit)
    {
        var arguments = new Dictionary<string, object> { ["limit"] = limit };
        if (From is not null) arguments["from"] = From;
        if (About is not null) arguments["query"] = About;
        if (Category is not null) arguments["category"] = Category;
        if (Unread) arguments["unread"] = true;
        return new("find_mail", arguments);
    }

    /// <summary>For one mail, of which so many may be chosen from; of a time that was said, all that the tool gives.</summary>
    public Call SearchOne(int most) => Search(When is null ? most : MostAsked);

    /// <summary>The newest mails do not reach back to the beginning of the time that was said.</summary>
    public bool IsCutShort(ToolResult listed) => When is { From: { } from } && listed.Mails.Count >= MostAsked && listed.Mails.All(m => m.ReceivedAt >= from);

    public Step None(ToolResult listed) => IsCutShort(listed)
        ? new Ask($"Among the newest {MostAsked} mails I find no {Named(false)}, and older ones I have not seen. From whom is it, or what is it about?") : new Say($"I find no {Named(false)}.");

    /// <summary>Those of the time that was said; the tool knows none.</summary>
    public List<MailFacts> Fitting(ToolResult result) => When is not { From: { } from } when ? [.. result.Mails]
        : [.. result.Mails.Where(m => m.ReceivedAt >= from && m.ReceivedAt < (when.To ?? from.Date.PlusDays(1).AtMidnight()))];

    public static string Label(MailFacts mail, Scene scene) => $"{mail.Sender}: {mail.Subject}{(mail.ReceivedAt is { } at ? $" ({Wording.Moment(at, scene)})" : "")}";

    public string Named(bool many) =>
        $"{(Unread ? "unread " : "")}{(Category is null ? "" : $"{Category} ")}mail{(many ? "s" : "")}{(From is null ? "" : $" from {From}")}{(About is null ? "" : $" about {About}")}{(When is null ? "" : $" of {When.Explanation}")}";
}

/// <summary>"read the mail from Bob": found first; of several, the one that is chosen.</summary>
internal sealed record ReadMail(FindMail Wanted, bool Newest, string? Id = null) : Wish
{
    private const int MostChoices = 4;
    private const int LongestBody = 1_500;

    /// <summary>The mail that was spoken of: nothing is looked for.</summary>
    public MailFacts? Known { get; init; }

    public override Step Next(Scene scene, IReadOnlyList<ToolResult> results)
    {
        if (Known is { } known) return Read(known, scene, results);
        if (results.Count == 0) return Wanted.SearchOne(MostChoices + 1);
        if (!results[0].Ok) return new Say(Wording.Failed("Looking into your mail", results[0].Error));
        var found = Wanted.Fitting(results[0]);
        if (Id is not null) found = [.. found.Where(m => m.Id == Id)];
        if (found.Count == 0) return Wanted.None(results[0]);
        if (Id is null && !Newest && (found.Count > 1 || Wanted.IsCutShort(results[0])))
            return new Ask("Which mail do you mean?\n" + string.Join('\n', Labels(found, scene).Select(l => $"- {l}")), Labels(found, scene));
        return Read(found[0], scene, [.. results.Skip(1)]);
    }

    private static Step Read(MailFacts wanted, Scene scene, IReadOnlyList<ToolResult> results)
    {
        if (results.Count == 0) return new Call("read_mail", new Dictionary<string, object> { ["emailId"] = wanted.Id });
        if (results[0] is not { Ok: true, Mails: [var mail] }) return new Say(Wording.Failed("Reading the mail", results[0].Error));
        var body = (mail.Body ?? "").Trim();
        var shown = body.Length <= LongestBody ? body : body[..(char.IsHighSurrogate(body[LongestBody - 1]) ? LongestBody - 1 : LongestBody)].TrimEnd() + "…";
        return new Say($"{FindMail.Label(mail, scene)}\n\n{(shown.Length == 0 ? "(It has no text.)" : shown)}") { Mails = [mail] };
    }

    public override Wish? Answered(string text, Scene scene, IReadOnlyList<ToolResult> results) =>
        results is [{ Ok: true } listed, ..] && Wanted.Fitting(listed) is var found && Choice.Of(text, Labels(found, scene)) is { } index ? this with { Id = found[index].Id } : null;

    private static List<string> Labels(List<MailFacts> found, Scene scene) => [.. found.Take(MostChoices).Select(m => FindMail.Label(m, scene))];
}
