using Martin.Data.Mail;
using MimeKit;

namespace Martin.Plugins.Mail;

public static class MailRules
{
    private const string ByHand = "You chose it.";

    /// <summary>Who is to write next, told by the last mail of a thread.</summary>
    /// <param name="lastNeedsNone">It was judged to want no answer, or comes from a list or a machine.</param>
    public static ThreadStatus StatusOf(bool lastIsOutgoing, bool lastNeedsNone, EmailStatus lastStatus) =>
        lastStatus == EmailStatus.Archived ? ThreadStatus.Done
        : lastIsOutgoing ? ThreadStatus.AwaitingReply
        : lastNeedsNone ? ThreadStatus.Done
        : ThreadStatus.ToReply;

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
