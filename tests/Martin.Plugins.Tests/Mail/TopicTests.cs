using System.Numerics.Tensors;
using System.Text.Json;
using Martin.Plugins.Mail;
using Martin.Plugins.Mail.Triage;
using Martin.Plugins.Memory.Embedding;
using Martin.Testing;
using Xunit.Abstractions;

namespace Martin.Plugins.Tests.Mail;

/// <summary>The bound from which on two mails count as being about the same, held against the sample inbox.</summary>
public sealed class TopicTests(ITestOutputHelper output)
{
    private sealed record Sample(string From, string Subject, string Text);

    [Fact]
    public void Mails_of_different_people_about_different_things_are_not_taken_for_the_same()
    {
        using var demo = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(RepoPaths.Root, "src", "Martin.Hub", "Demo", "demo.json")));
        var mails = demo.RootElement.GetProperty("mails").Deserialize<List<Sample>>(JsonSerializerOptions.Web)!;
        var texts = mails.Select(m => LocalEmbedder.Embed($"{m.Subject} {CleanText.Cut(m.Text, 1_500)}")).ToList();
        var lessons = mails.Select(m => LocalEmbedder.Embed($"{m.Subject} {CleanText.Line(m.Text, 200)}")).ToList();
        var unlike = (from a in Enumerable.Range(0, mails.Count) from b in Enumerable.Range(0, mails.Count) where mails[a].From != mails[b].From && Topic(mails[a]) != Topic(mails[b])
            select (Likeness: TensorPrimitives.Dot<float>(texts[a], lessons[b]), Pair: $"{mails[a].Subject} / {mails[b].Subject}")).OrderByDescending(p => p.Likeness).ToList();
        output.WriteLine($"{unlike.Count} pairs, half below {unlike[unlike.Count / 2].Likeness:0.00}, 99 of 100 below {unlike[unlike.Count / 100].Likeness:0.00}, the nearest {unlike[0].Likeness:0.00}: {unlike[0].Pair}");
        Assert.True(unlike.Count > 1_000);
        Assert.True(unlike[unlike.Count / 100].Likeness < Lessons.SameTopic - 0.05);
        Assert.DoesNotContain(unlike, p => p.Likeness >= Lessons.SameTopic);
    }

    [Theory]
    [InlineData("School closed on Monday because of snow. The school stays closed on Monday because of the snow.", "School closed on Tuesday. Because of the snow the school stays closed on Tuesday.")]
    [InlineData("Invoice 4411 for October. Please find the invoice for October attached, due in 14 days.", "Your invoice for November. Attached is the invoice for November. It is due within 14 days.")]
    [InlineData("Sprint review moved. The review of the sprint moves to Thursday at two.", "Review of the sprint on Friday. We hold the sprint review on Friday instead.")]
    [InlineData("Your parcel is on its way. Parcel 99 will be delivered tomorrow.", "Delivery tomorrow. We will deliver your parcel tomorrow between 8 and 12.")]
    [InlineData("Football on Sunday. Who plays on Sunday? We need eleven.", "Sunday's match. Are you in for football on Sunday?")]
    public void Mails_about_one_thing_are_taken_for_that(string one, string other) =>
        Assert.True(TensorPrimitives.Dot<float>(LocalEmbedder.Embed(one), LocalEmbedder.Embed(other)) >= Lessons.SameTopic);

    // The landlord and the plumber write about the same radiator.
    private static string Topic(Sample mail) =>
        mail.Subject.Contains("back room", StringComparison.Ordinal) ? "back room" : mail.Subject.Replace("Re: ", "", StringComparison.Ordinal);
}
