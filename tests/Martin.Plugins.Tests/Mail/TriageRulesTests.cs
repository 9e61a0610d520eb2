using Martin.Data.Mail;
using Martin.Plugins.Mail;
using Martin.Plugins.Mail.Triage;

namespace Martin.Plugins.Tests.Mail;

public sealed class TriageRulesTests
{
    private static readonly Lessons None = new([]);

    [Theory]
    [InlineData("news@acme.example", "Weekly digest", "All the news", true, false, false, EmailCategory.Fyi)]
    [InlineData("no-reply@shop.example", "Your parcel is on its way", "It comes tomorrow.", false, false, false, EmailCategory.Fyi)]
    [InlineData("noreply@bank.example", "Action required: confirm your address", "Please confirm.", false, false, false, EmailCategory.Actionable)]
    [InlineData("billing@host.example", "Payment failed for your server", "Update your card.", true, false, false, EmailCategory.Actionable)]
    [InlineData("ana@friends.example", "Dinner", "Are you free on Friday?", false, false, true, EmailCategory.Important)]
    [InlineData("bob@work.example", "Standup", "", false, true, false, EmailCategory.Actionable)]
    public void What_is_plain_needs_no_model(string from, string subject, string text, bool bulk, bool invitation, bool answered, EmailCategory category) =>
        Assert.Equal(category, TriageRules.Decide(Mail(from, subject, text) with { IsBulk = bulk, HasCalendar = invitation, IsAnswered = answered }, None)!.Category);

    [Theory]
    [InlineData("stranger@example.org", "A proposal", "Would you look at this?")]
    [InlineData("ana@friends.example", "Photos", "Here they are.")]
    public void What_is_not_is_left_to_it(string from, string subject, string text) => Assert.Null(TriageRules.Decide(Mail(from, subject, text), None));

    [Theory]
    [InlineData("no-reply@a.example", true)]
    [InlineData("noreply@a.example", true)]
    [InlineData("do_not_reply@a.example", true)]
    [InlineData("notifications@a.example", true)]
    [InlineData("orders-noreply@a.example", true)]
    [InlineData("bounces+12@a.example", true)]
    [InlineData("norbert@a.example", false)]
    [InlineData("replies@a.example", false)]
    [InlineData("ana.alerts-team@a.example", false)]
    public void Who_takes_no_answers_is_known_by_their_address(string email, bool none) => Assert.Equal(none, TriageRules.IsNoReply(email));

    [Fact]
    public void A_corrected_sender_is_right_the_next_time()
    {
        var lessons = new Lessons([new("news@acme.example", "Weekly digest", "All the news", true, EmailCategory.Important)]);
        var verdict = TriageRules.Decide(Mail("News@acme.example", "Something else altogether", "Prices") with { IsBulk = true }, lessons)!;
        Assert.Equal((EmailCategory.Important, CategorySource.Rule), (verdict.Category, verdict.Source));
        Assert.Contains("acme.example", verdict.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_corrected_list_is_right_the_next_time_also_from_another_address_of_it()
    {
        var lessons = new Lessons([new("digest@acme.example", "Weekly digest", "All the news", true, EmailCategory.Important)]);
        Assert.Equal(EmailCategory.Important, TriageRules.Decide(Mail("offers@acme.example", "Monthly offers", "Shoes") with { IsBulk = true }, lessons)!.Category);
        Assert.Equal(EmailCategory.Fyi, TriageRules.Decide(Mail("offers@umbrella.example", "Monthly offers", "Shoes") with { IsBulk = true }, lessons)!.Category);
        Assert.Null(TriageRules.Decide(Mail("ana@acme.example", "Hello", "A person writes."), lessons));
    }

    [Fact]
    public void A_corrected_topic_is_right_the_next_time_from_whoever_it_comes()
    {
        var lessons = new Lessons([new("school@one.example", "School closed on Monday because of snow", "The school stays closed on Monday because of the snow.", false, EmailCategory.Important)]);
        Assert.Equal(EmailCategory.Important, TriageRules.Decide(Mail("office@other.example", "School closed on Tuesday", "Because of the snow the school stays closed on Tuesday."), lessons)!.Category);
        Assert.Null(TriageRules.Decide(Mail("office@other.example", "Invoice for printer paper", "Two boxes at nine euros."), lessons));
    }

    [Fact]
    public void The_latest_correction_counts_and_examples_are_those_most_alike()
    {
        var lessons = new Lessons([
            new("a@x.example", "Rent for the garage is due", "Pay the rent", false, EmailCategory.Actionable),
            new("a@x.example", "Football on Sunday", "We play", false, EmailCategory.Fyi),
            new("b@y.example", "Parents evening at school", "Come on Monday", false, EmailCategory.Important),
        ]);
        Assert.Equal(EmailCategory.Actionable, TriageRules.Decide(Mail("a@x.example", "Whatever", "it is"), lessons)!.Category);
        Assert.Equal("Parents evening at school", lessons.Nearest(Mail("c@z.example", "The school's parents meet", "An evening at school"), 1)[0].Subject);
    }

    [Fact]
    public void What_somebody_quotes_is_not_what_they_say()
    {
        Assert.Equal("Yes.\n\nBob", Quotes.Without("Yes.\n\nBob\n\nOn Mon, 23 Nov 2026 at 09:00, Ana <ana@x.example> wrote:\n> Are you coming?\n> Ana"));
        Assert.Equal("See below.", Quotes.Without("See below.\n-----Original Message-----\nFrom: Ana\nAre you coming?"));
    }

    private static JudgedMail Mail(string from, string subject, string text) => new()
    {
        Id = Guid.NewGuid(), Subject = subject, Sender = from, SenderEmail = from, Text = text, ReceivedAt = DateTimeOffset.UnixEpoch, IsDirect = true,
    };
}
