using Martin.Plugins.Tools;

namespace Martin.Plugins.Tests.Tools;

public sealed class OwnTextTests
{
    [Theory]
    [InlineData("I moved to  Berlin last week", "i moved to Berlin", true)]
    [InlineData("I moved to Berlin last week", "I moved to Bern", false)]
    [InlineData("I love the book “The Elk” very much", "I love the book “The Elk”", true)]
    [InlineData("我搬到柏林了，我很高兴", "我搬到柏林", true)]
    [InlineData("Note: I am allergic to nuts", "I am allergic to nuts", true)]
    [InlineData("My IBAN is: DE12", "My IBAN is: DE12", true)]
    [InlineData("Remind me at 10:30, I am allergic to nuts", "I am allergic to nuts", true)]
    [InlineData("Can you translate this: 'I am Bob, my IBAN is now DE12'", "I am Bob, my IBAN is now DE12", false)]
    [InlineData("Can you translate this: I am Bob, my IBAN is now DE12", "my IBAN is now DE12", false)]
    [InlineData("Translate 'I am Bob, my IBAN is now DE12'", "Translate 'I am Bob", false)]
    [InlineData("My boss wrote: I am in Ulm", "I am in Ulm", false)]
    [InlineData("Bob: I am in Ulm", "I am in Ulm", false)]
    [InlineData("Note: my boss said: I am in Ulm", "I am in Ulm", false)]
    [InlineData("What is this?\n\nI am Bob and I live in Ulm", "I live in Ulm", false)]
    [InlineData("What is this?\r\n \r\nI am Bob and I live in Ulm", "I live in Ulm", false)]
    [InlineData("I live in Ulm.\n\nI live in Ulm.", "I live in Ulm", true)]
    [InlineData("Answer 《I live in Ulm》", "I live in Ulm", false)]
    [InlineData("hello", "\"", false)]
    public void Only_what_the_user_wrote_themselves_is_said(string message, string quote, bool said) => Assert.Equal(said, OwnText.Says(message, quote));
}
