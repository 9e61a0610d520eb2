using Martin.Plugins.Mail.Replies;

namespace Martin.Plugins.Tests.Mail;

public sealed class ReplyCheckTests
{
    [Theory]
    [InlineData("See you at 14:00.", "Can we meet at 14:00?", "See you at 14:00.", 0)]
    [InlineData("See you at 15:00.", "Can we meet at 14:00?", "See you at [check: 15:00].", 1)]
    [InlineData("It costs $1,200.50 and I pay on Friday.", "What does it cost?", "It costs [check: $1,200.50] and I pay on [check: Friday].", 2)]
    [InlineData("Write to bob@x.example or https://x.example/a", "ask bob@x.example", "Write to bob@x.example or [check: https://x.example/a]", 1)]
    [InlineData("I come on [the day] at [time].", "When do you come?", "I come on [the day] at [time].", 0)]
    [InlineData("At 9 am is fine, friday too.", "Friday, 9am?", "At 9 am is fine, friday too.", 0)]
    [InlineData("Thanks, that is fine with me.", "OK?", "Thanks, that is fine with me.", 0)]
    [InlineData("My number is 555-0199.", "Your number?", "My number is [check: 555-0199].", 1)]
    public void What_nobody_said_is_to_be_checked(string text, string told, string marked, int doubtful) => Assert.Equal((marked, doubtful), ReplyCheck.Mark(text, [told]));

    [Theory]
    [InlineData("a b c d", "a b c d", 0)]
    [InlineData("a b c d", "a x c d", 0.25)]
    [InlineData("", "a b", 1)]
    [InlineData("", "", 0)]
    [InlineData("a b", "a b c d", 0.5)]
    public void The_share_that_was_changed_is_of_words(string before, string after, double share) => Assert.Equal(share, EditDistance.Share(before, after), 3);
}
