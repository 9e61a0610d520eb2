using Martin.Data.Mail;
using Martin.Plugins.Mail;

namespace Martin.Plugins.Tests.Mail;

/// <summary>Whose turn it is in a thread: who asked last, and who promised what.</summary>
public sealed class ThreadStatusTests
{
    [Theory]
    [InlineData(true, "Do you come on Friday?", ThreadStatus.AwaitingReply)]
    [InlineData(true, "Yes", ThreadStatus.AwaitingReply)]
    [InlineData(true, "Thanks, I'll send you the figures tomorrow.", ThreadStatus.ToReply)]
    [InlineData(true, "Let me check and get back to you", ThreadStatus.ToReply)]
    [InlineData(true, "I’ll prepare the offer. Which currency do you need?", ThreadStatus.AwaitingReply)]
    [InlineData(true, "I will be there on Friday", ThreadStatus.AwaitingReply)]
    [InlineData(true, "Thank you. On Monday Bob wrote: I'll send it tomorrow", ThreadStatus.AwaitingReply)]
    [InlineData(false, "Thanks, I'll send you the contract on Monday.", ThreadStatus.AwaitingReply)]
    [InlineData(false, "Thanks, see you on Friday.", ThreadStatus.Done)]
    [InlineData(false, null, ThreadStatus.Done)]
    public void A_promise_waits_for_the_one_who_gave_it(bool outgoing, string? says, ThreadStatus expected) =>
        Assert.Equal(expected, MailRules.StatusOf(outgoing, lastNeedsNone: true, EmailStatus.Read, says));

    [Fact]
    public void A_question_to_the_user_is_theirs_and_what_is_archived_is_done()
    {
        Assert.Equal(ThreadStatus.ToReply, MailRules.StatusOf(false, lastNeedsNone: false, EmailStatus.Unread, "I'll send it. Where to?"));
        Assert.Equal(ThreadStatus.Done, MailRules.StatusOf(true, lastNeedsNone: false, EmailStatus.Archived, "I'll send it"));
    }
}
