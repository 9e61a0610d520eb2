using System.Text;
using Martin.Plugins.Mail;

namespace Martin.Plugins.Tests.Mail;

public sealed class MboxTests
{
    [Theory]
    [InlineData("From a@b Sun Nov 22\nSubject: 1\n\none\n\nFrom a@b Sun Nov 22\nSubject: 2\n\ntwo\n", "Subject: 1\n\none\n\n|Subject: 2\n\ntwo\n")]
    [InlineData("From a\r\nSubject: 1\r\n\r\n>From me\r\n>>From you\r\n> From x\r\n", "Subject: 1\r\n\r\nFrom me\r\n>From you\r\n> From x\r\n")]
    [InlineData("\n\nFrom a\nS: 1\n\nx\nFrom the middle of a text\ny\n", "S: 1\n\nx\nFrom the middle of a text\ny\n")]
    [InlineData("S: 0\n\nbefore any separator\n\nFrom a\nS: 1\n\nx", "S: 0\n\nbefore any separator\n\n|S: 1\n\nx")]
    [InlineData("From a\nFrom b\nS: 1\n", "From b\nS: 1\n")]
    [InlineData("From a\n\nFrom b\n\nFrom c\nS: 3\n", "\n|\n|S: 3\n")]
    [InlineData("From a\nS: 1\n\none\n\nFrom the beginning we knew: it works.\nMore text\n\nFrom a\nS: 2\n\ntwo\n", "S: 1\n\none\n\nFrom the beginning we knew: it works.\nMore text\n\n|S: 2\n\ntwo\n")]
    [InlineData("From a\nS: 1\n\none\n\nFrom me to you", "S: 1\n\none\n\nFrom me to you")]
    [InlineData("", "")]
    public async Task Is_split_at_its_separators_and_unquoted(string mbox, string expected) => Assert.Equal(expected, string.Join('|', await SplitAsync(mbox, 1_000_000)));

    [Fact]
    public async Task One_mail_that_is_too_large_does_not_cost_the_others()
    {
        var mbox = $"From a\nS: 1\n\nx\n\nFrom a\nS: 2\n\n{new string('y', 300_000)}\n\nFrom a\nS: 3\n\nz\n";
        Assert.Equal(["S: 1\n\nx\n\n", "too large", "S: 3\n\nz\n"], await SplitAsync(mbox, 100_000));
    }

    [Theory]
    [InlineData("Re: AW: Fwd: Lunch", "lunch", true)]
    [InlineData("Re[2]: RE : Lunch", "lunch", true)]
    [InlineData("Lunch: when?", "lunch: when?", false)]
    [InlineData("", "", false)]
    public void A_subject_is_known_by_what_stands_behind_its_marks(string subject, string name, bool isReply) => Assert.Equal((name, isReply), MailThreads.SubjectOf(subject));

    [Theory]
    [InlineData("ana@example.org", true)]
    [InlineData("a+b@sub.example.org", true)]
    [InlineData("ana", false)]
    [InlineData("@example.org", false)]
    [InlineData("ana@", false)]
    [InlineData("Ana <ana@example.org>", false)]
    [InlineData("ana@example.org, bob@example.org", false)]
    [InlineData("ana@example.org\r\nBcc: x@y.z", false)]
    [InlineData("an\u200Ba@example.org", false)]
    public void Only_one_plain_address_is_an_address(string email, bool isOne) => Assert.Equal(isOne, MailRules.IsAddress(email));

    [Fact]
    public void Words_are_found_without_case_accents_or_spaces() =>
        Assert.Equal("cafe muller example org 2026 東 京", SearchWords.Index("Café MÜLLER@example.org", "2026 東京 café"));

    private static async Task<List<string>> SplitAsync(string mbox, int maxMailBytes)
    {
        List<string> mails = [];
        await foreach (var mail in Mbox.ReadAsync(new MemoryStream(Encoding.UTF8.GetBytes(mbox)), maxMailBytes, CancellationToken.None))
            mails.Add(mail is { } bytes ? Encoding.UTF8.GetString(bytes.Span) : "too large");
        return mails;
    }
}
