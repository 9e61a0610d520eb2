using System.Text.RegularExpressions;
using Martin.Data.Mail;
using Martin.Plugins.Mail.Triage;
using MimeKit;

namespace Martin.Plugins.Mail;

public static partial class MailRules
{
    private const string ByHand = "You chose it.";

    /// <summary>Who is to write next, told by the last mail of a thread: who asked, and who promised to come back.</summary>
    /// <param name="lastNeedsNone">It was judged to want no answer, or comes from a list or a machine.</param>
    /// <param name="lastSays">Its beginning.</param>
    public static ThreadStatus StatusOf(bool lastIsOutgoing, bool lastNeedsNone, EmailStatus lastStatus, string? lastSays) =>
        lastStatus == EmailStatus.Archived ? ThreadStatus.Done
        : lastIsOutgoing ? Promises(lastSays) && !TriageRules.Asks(Own(lastSays ?? "")) ? ThreadStatus.ToReply : ThreadStatus.AwaitingReply
        : lastNeedsNone ? Promises(lastSays) ? ThreadStatus.AwaitingReply : ThreadStatus.Done
        : ThreadStatus.ToReply;

    /// <summary>Whoever wrote it says that they will come back with something.</summary>
    public static bool Promises(string? text) => text is not null && Promise().IsMatch(Own(text));

    /// <summary>A line without the mail that it answers.</summary>
    private static string Own(string line)
    {
        var quoted = line.IndexOf(" wrote:", StringComparison.OrdinalIgnoreCase);
        if (quoted < 0) quoted = line.IndexOf(" > ", StringComparison.Ordinal);
        return quoted < 0 ? line : line[..quoted];
    }

    [GeneratedRegex(@"\b(i['’]ll|i will|i shall|we['’]ll|we will|i['’]m going to|i am going to|let me)( \w+){0,2} (send|get back|come back to|let you know|check|look into|forward|share|prepare|finish|deliver|provide|reply|answer|confirm|follow up)\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Promise();

    /// <summary>A category that is given here was chosen by the user, and is sure.</summary>
    public static MailMarks Marked(MailMarks before, MailMark mark)
    {
        var marks = before with { IsRead = mark.IsRead ?? before.IsRead, IsArchived = mark.IsArchived ?? before.IsArchived };
        return mark.Category is { } category
            ? marks with { Category = category, CategorySource = CategorySource.Hand, Confidence = 1, Reason = ByHand }
            : marks;
    }

    /// <summary>One plain address, as <c>name@place</c>.</summary>
    public static bool IsAddress(string email) =>
        email.Length <= 255 && email.IndexOf('@', StringComparison.Ordinal) > 0 && !email.Any(c => char.IsWhiteSpace(c) || c is '<' or '>' or ',' or ';' or '"')
        && CleanText.Of(email) == email && MailboxAddress.TryParse(email, out var read) && read.Address == email && read.Domain.Length > 0;
}
