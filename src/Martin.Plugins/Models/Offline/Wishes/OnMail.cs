using Martin.Plugins.Models.Offline.Reading;
using Martin.Plugins.Models.Offline.Talk;

namespace Martin.Plugins.Models.Offline.Wishes;

/// <summary>Something done with one mail: found by find_mail; of several the newest, where that was said, else the one that is chosen.</summary>
internal abstract record OnMail(FindMail Wanted, bool Newest, string? Id = null) : Wish
{
    private const int MostChoices = 4;

    protected abstract string Verb { get; }

    /// <summary>The mail that was spoken of: nothing is looked for.</summary>
    public MailFacts? Known { get; init; }

    public override Step Next(Scene scene, IReadOnlyList<ToolResult> results)
    {
        if (Known is { } known) return Then(known, scene, results);
        if (results.Count == 0) return Wanted.SearchOne(MostChoices + 1);
        if (!results[0].Ok) return new Say(Wording.Failed("Looking into your mail", results[0].Error));
        var found = Found(results[0]);
        if (found.Count == 0) return Wanted.None(results[0]);
        if (!IsSettled(found, results[0])) return new Ask($"Which mail shall I {Verb}?\n" + string.Join('\n', Labels(found, scene).Select(l => $"- {l}")), Labels(found, scene));
        return Then(found[0], scene, [.. results.Skip(1)]);
    }

    public override Wish? Answered(string text, Scene scene, IReadOnlyList<ToolResult> results)
    {
        if (Known is { } known) return AnsweredFor(known, text, scene, results);
        if (results is not [{ Ok: true } listed, ..] || Found(listed) is not { Count: > 0 } found) return null;
        if (!IsSettled(found, listed)) return Choice.Of(text, Labels(found, scene)) is { } index ? this with { Id = found[index].Id } : null;
        return AnsweredFor(found[0], text, scene, [.. results.Skip(1)]) is OnMail answered ? answered with { Id = found[0].Id } : null;
    }

    /// <param name="results">Those after the search.</param>
    protected abstract Step Then(MailFacts mail, Scene scene, IReadOnlyList<ToolResult> results);

    protected virtual Wish? AnsweredFor(MailFacts mail, string text, Scene scene, IReadOnlyList<ToolResult> results) => null;

    private bool IsSettled(List<MailFacts> found, ToolResult listed) => Id is not null || Newest || found.Count == 1 && !Wanted.IsCutShort(listed);

    private List<MailFacts> Found(ToolResult listed) => Id is null ? Wanted.Fitting(listed) : [.. listed.Mails.Where(m => m.Id == Id)];

    private static List<string> Labels(List<MailFacts> found, Scene scene) => [.. found.Take(MostChoices).Select(m => FindMail.Label(m, scene))];
}

/// <summary>"reply to john's email saying that I will be late": a draft, which the user reads, changes and sends.</summary>
internal sealed record ReplyMail(FindMail Wanted, bool Newest, string? Instructions, string? Id = null) : OnMail(Wanted, Newest, Id)
{
    protected override string Verb => "answer";

    protected override Step Then(MailFacts mail, Scene scene, IReadOnlyList<ToolResult> results)
    {
        if (results.Count == 0)
        {
            var arguments = new Dictionary<string, object> { ["emailId"] = mail.Id };
            if (Instructions is not null) arguments["instructions"] = Instructions;
            return new Call("draft_reply", arguments);
        }
        if (!results[0].Ok) return new Say(Wording.Failed($"Drafting an answer to {mail.Sender}", results[0].Error));
        if (results[0].IsProposed) return new Say(Wording.Proposed($"draft an answer to {mail.Sender}"));
        return new Say($"Here is a draft of your answer to {FindMail.Label(mail, scene)}. It is not sent: read it, change it and send it yourself."
            + (results[0].Content is { Length: > 0 } content ? $"\n\n{content}" : ""));
    }
}

/// <summary>"forward bob's mail about the budget to ana": read, then proposed as a mail to her.</summary>
internal sealed record ForwardMail(FindMail Wanted, bool Newest, Recipient To, string? Id = null) : OnMail(Wanted, Newest, Id)
{
    private const int LongestBody = 10_000;

    protected override string Verb => "forward";

    protected override Step Then(MailFacts mail, Scene scene, IReadOnlyList<ToolResult> results)
    {
        var looked = results.TakeWhile(r => r.Tool is "find_mail" or "recall").ToList();
        var sought = To.Find(scene, looked);
        if (sought.Found is not { } to) return sought.Step!;
        var after = results.Skip(looked.Count).ToList();
        if (after.Count == 0) return new Call("read_mail", new Dictionary<string, object> { ["emailId"] = mail.Id });
        if (after[0] is not { Ok: true, Mails: [var read] }) return new Say(Wording.Failed("Reading the mail", after[0].Error));
        if (after.Count == 1) return Send(read, to, scene);
        return new Say(!after[1].Ok ? Wording.Failed($"The mail to {to.Label}", after[1].Error)
            : after[1].IsProposed ? Wording.Proposed($"forward \"{read.Subject}\" to {to.Label} <{to.Address}>") : after[1].Summary ?? $"Forwarded to {to.Label}.");
    }

    protected override Wish? AnsweredFor(MailFacts mail, string text, Scene scene, IReadOnlyList<ToolResult> results) =>
        To.Answered(text, [.. results.TakeWhile(r => r.Tool is "find_mail" or "recall")]) is { } to ? this with { To = to } : null;

    private static Call Send(MailFacts mail, Recipient to, Scene scene)
    {
        var body = mail.Body ?? "";
        if (body.Length > LongestBody) body = body[..(char.IsHighSurrogate(body[LongestBody - 1]) ? LongestBody - 1 : LongestBody)] + "…";
        return new("send_mail", new Dictionary<string, object>
        {
            ["to"] = new[] { to.Name is null ? (object)new { email = to.Address } : new { email = to.Address, name = Wording.Capitalised(to.Name) } },
            ["subject"] = $"Fwd: {mail.Subject}",
            ["body"] = $"Forwarded message\nFrom: {mail.Sender}{(mail.Address is null ? "" : $" <{mail.Address}>")}\n{(mail.ReceivedAt is { } at ? $"Date: {Wording.Moment(at, scene)}\n" : "")}Subject: {mail.Subject}\n\n{body}",
        });
    }
}

/// <summary>"summarise the mail from Bob", "… the thread about the budget": its weightiest sentences, word for word.</summary>
internal sealed record SummariseMail(FindMail Wanted, bool Newest, bool Thread, string? Id = null) : OnMail(Wanted, Newest, Id)
{
    private const int Sentences = 3, SentencesEach = 1, MostMails = 6;

    protected override string Verb => "summarise";

    protected override Step Then(MailFacts mail, Scene scene, IReadOnlyList<ToolResult> results)
    {
        if (!Thread || mail.ThreadId is null)
        {
            if (results.Count == 0) return new Call("read_mail", new Dictionary<string, object> { ["emailId"] = mail.Id });
            return results[0] is { Ok: true, Mails: [var read] } ? new Say($"{FindMail.Label(mail, scene)}\n\n{Extract.Of(read.Body ?? "", Sentences)}") { Mails = [mail] } : new Say(Wording.Failed("Reading the mail", results[0].Error));
        }
        if (results.Count == 0) return new Call("find_mail", new Dictionary<string, object> { ["query"] = PlainSubject(mail.Subject), ["limit"] = 20 });
        if (!results[0].Ok) return new Say(Wording.Failed("Looking into your mail", results[0].Error));
        var mails = results[0].Mails.Where(m => m.ThreadId == mail.ThreadId).Append(mail).DistinctBy(m => m.Id).OrderByDescending(m => m.ReceivedAt).Take(MostMails).Reverse().ToList();
        if (results.Count <= mails.Count) return new Call("read_mail", new Dictionary<string, object> { ["emailId"] = mails[results.Count - 1].Id });
        var lines = mails.Zip(results.Skip(1), (m, r) => $"- {m.Sender}{(m.ReceivedAt is { } at ? $" ({Wording.Moment(at, scene)})" : "")}: {(r is { Ok: true, Mails: [var read] } ? Extract.Of(read.Body ?? "", SentencesEach) : "I could not read it.")}");
        return new Say($"{PlainSubject(mail.Subject)}, {Wording.Count(mails.Count, "mail")}:\n{string.Join('\n', lines)}");
    }

    private static string PlainSubject(string subject)
    {
        while (subject.StartsWith("Re:", StringComparison.OrdinalIgnoreCase) || subject.StartsWith("Fwd:", StringComparison.OrdinalIgnoreCase)) subject = subject[(subject.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
        return subject;
    }
}
