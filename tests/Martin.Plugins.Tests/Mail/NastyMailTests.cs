using Martin.Plugins.Mail;
using Martin.Testing;

namespace Martin.Plugins.Tests.Mail;

[Collection(nameof(NastyMailTests))]
public sealed class NastyMailTests
{
    private const long MaxBytes = 64L * 1024 * 1024;
    private static readonly TimeSpan MaxTime = TimeSpan.FromSeconds(2);

    // What is judged here is the work; by the clock a busy machine would have some refused.
    private static readonly MailLimits Patient = MailLimits.Default with { MaxTime = TimeSpan.FromMinutes(1) };

    public static TheoryData<string> Names => [.. NastyMails.All.Keys];

    static NastyMailTests() => MailReader.Read("From: a@example.org\r\nContent-Type: text/html\r\n\r\n<p>warm"u8.ToArray(), MailLimits.Default with { MaxTime = TimeSpan.FromMinutes(1) }, default);

    [Fact]
    public void A_line_is_not_cut_in_the_middle_of_a_character()
    {
        Assert.Equal(new string('a', 199), CleanText.Line(new string('a', 199) + "😀", 200));
        Assert.Equal(new string('a', 198) + "😀", CleanText.Line(new string('a', 198) + "😀", 200));
        Assert.Equal("a b", CleanText.Line("a b c", 3));
    }

    [Theory]
    [InlineData("می\u200Cخواهم", "می\u200Cخواهم")]                    // Persian
    [InlineData("क्\u200Dष क्\u200Cष", "क्\u200Dष क्\u200Cष")]          // Devanagari
    [InlineData("👩\u200D👩\u200D👧 👩🏽\u200D🚀 ❤\uFE0F\u200D🔥", "👩\u200D👩\u200D👧 👩🏽\u200D🚀 ❤\uFE0F\u200D🔥")]
    [InlineData("می\u200C\u200D\u200Cخواهم", "میخواهم")]             // a code, not a letter's shape
    [InlineData("p\u200Ca\u200Dy", "pay")]
    [InlineData("👩\u200C👧\u200D", "👩👧")]
    [InlineData("\u200Dم\u200C", "م")]
    public void Joiners_stay_where_they_are_seen(string text, string clean)
    {
        Assert.Equal(clean, CleanText.Of(text));
        Assert.Equal(clean, CleanText.Of(clean));
    }

    [Theory, MemberData(nameof(Names))]
    public void Is_read_or_refused_with_a_reason_in_time_and_memory(string name)
    {
        var nasty = NastyMails.All[name];
        var bytes = nasty.Bytes();
        var before = GC.GetAllocatedBytesForCurrentThread();
        var watch = ThreadTime.Start();
        ParsedMail? mail = null;
        string? reason = null;
        try { mail = MailReader.Read(bytes, Patient, CancellationToken.None); }
        catch (MailRefusedException e) { reason = e.Message; }
        var (took, memory) = (watch.Elapsed, GC.GetAllocatedBytesForCurrentThread() - before);

        Assert.True(took < MaxTime, $"took {took.TotalMilliseconds:0} ms");
        Assert.True(memory < MaxBytes, $"took {memory / 1_000_000} MB");
        if (reason is not null) Assert.True(nasty.Refused is not null && reason.Contains(nasty.Refused, StringComparison.Ordinal), reason);
        else
        {
            Assert.True(nasty.Holds is not null, "should have been refused");
            Assert.True(nasty.Holds(mail!), $"{mail} | {mail!.Body[..Math.Min(200, mail.Body.Length)]} | {mail.Html?[..Math.Min(300, mail.Html.Length)]} | {string.Join(',', mail.Attachments)}");
            foreach (var text in new[] { mail.Subject, mail.Body, mail.Html ?? "", mail.From.Name ?? "" }) Assert.Equal(CleanText.Of(text), text);
        }
    }
}
