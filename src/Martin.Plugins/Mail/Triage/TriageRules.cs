using System.Text.RegularExpressions;
using Martin.Data.Mail;

namespace Martin.Plugins.Mail.Triage;

/// <summary>What can be told of a mail without a model. It knows English words; what it does not know is left to the model, or to the default.</summary>
public static partial class TriageRules
{
    /// <returns>null: not plain enough for a rule.</returns>
    public static Verdict? Decide(JudgedMail mail, Lessons lessons)
    {
        if (lessons.Judge(mail) is { } learned) return learned with { Suggestion = SuggestionFor(mail, learned.NeedsReply == true) };
        if (mail.HasCalendar) return Of(mail, EmailCategory.Actionable, 0.9, "It is an invitation.", needsReply: false);
        var machine = mail.IsBulk || IsNoReply(mail.SenderEmail);
        if (machine && Urgent().IsMatch(mail.Subject)) return Of(mail, EmailCategory.Actionable, 0.75, "It comes from a machine and asks for something to be done.", needsReply: false);
        if (mail.IsBulk) return Of(mail, EmailCategory.Fyi, 0.9, "It comes from a list or a newsletter.", needsReply: false);
        if (machine) return Of(mail, EmailCategory.Fyi, 0.85, "It comes from an address that takes no answers.", needsReply: false);
        if (mail is { IsAnswered: true, IsDirect: true } && Asks(mail)) return Of(mail, EmailCategory.Important, 0.8, $"{mail.Sender}, whom you write with, asks you something.", needsReply: true);
        return null;
    }

    /// <summary>Where there is no model to ask.</summary>
    public static Verdict Guess(JudgedMail mail) =>
        mail.IsAnswered ? Of(mail, EmailCategory.Important, 0.6, $"You write with {mail.Sender}.", Asks(mail))
        : mail.IsDirect && Asks(mail) ? Of(mail, EmailCategory.Actionable, 0.55, "It is written to you and asks something.", true)
        : mail.IsDirect ? Of(mail, EmailCategory.Important, 0.45, "It is written to you.", false)
        : Of(mail, EmailCategory.Fyi, 0.5, "You are only one of its readers.", false);

    /// <summary>Whoever answers there writes to nobody.</summary>
    public static bool IsNoReply(string email) => NoReply().IsMatch(email);

    /// <summary>A question, or a plea.</summary>
    public static bool Asks(JudgedMail mail) => Asks(mail.Text) || Asks(mail.Subject);

    /// <summary>A question or a plea.</summary>
    public static bool Asks(string text) => text.Contains('?', StringComparison.Ordinal) || Plea().IsMatch(text);

    private static Verdict Of(JudgedMail mail, EmailCategory category, double confidence, string reason, bool needsReply) =>
        new(mail.Id, category, confidence, reason, CategorySource.Rule, needsReply, SuggestionFor(mail, needsReply));

    private static Suggestion? SuggestionFor(JudgedMail mail, bool needsReply) =>
        needsReply && !IsNoReply(mail.SenderEmail) ? new("draft_reply", $"Answer {mail.Sender}", new(mail.Id)) : null;

    [GeneratedRegex(@"^(no|do[-_.]?not|donot)[-_.]?repl(y|ies)|^(bounces?|mailer-daemon|postmaster|notifications?|alerts?|automated)([-_.+].*)?@|[-_.+](no|do[-_.]?not)[-_.]?reply@", RegexOptions.IgnoreCase)]
    private static partial Regex NoReply();

    [GeneratedRegex(@"\b(action required|payment (due|failed|overdue)|overdue|final (notice|reminder)|expires? (today|tomorrow|soon)|confirm your|verify your|security alert|invoice|past due|reset your)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Urgent();

    [GeneratedRegex(@"\b(please|could you|can you|would you|let me know|get back to (me|us)|need you to|waiting for your|asap|rsvp)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Plea();
}
