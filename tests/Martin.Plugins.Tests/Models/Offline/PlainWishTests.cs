namespace Martin.Plugins.Tests.Models.Offline;

/// <summary>What says too little for a sentence by the book, and is plain all the same.</summary>
public sealed class PlainWishTests
{
    private readonly Office office = new();

    public PlainWishTests()
    {
        office.Desk.HasMail("Kim <kim@example.com>", "Question", "2026-11-22T09:00:00", "When do we meet?");
        office.Desk.HasMail("Acme <news@acme.example>", "Weekly digest", "2026-11-21T09:00:00", "News.");
        office.Desk.HasEvent("Budget review", "2026-11-23T10:00:00", "2026-11-23T11:00:00");
    }

    [Theory]
    [InlineData("archive the weekly digest")]
    [InlineData("please archive weekly digest")]
    public async Task Only_mail_is_archived_so_it_need_not_be_called_that(string said) => Assert.Equal(["find_mail", "archive_mail"], (await office.SayAsync(said)).Tools);

    [Theory]
    [InlineData("archive everything")]
    [InlineData("archive all but the weekly digest")]
    [InlineData("don't archive the weekly digest")]
    [InlineData("archive it")]
    [InlineData("archive the task weekly digest")]
    [InlineData("should I archive the weekly digest?")]
    public async Task But_not_what_says_more_or_less_than_a_title(string said) => Assert.DoesNotContain("archive_mail", (await office.SayAsync(said)).Tools);

    [Theory]
    [InlineData("what did Kim write?")]
    [InlineData("what did Kim write to me")]
    [InlineData("what has Kim written?")]
    public async Task What_somebody_wrote_is_read(string said)
    {
        var answer = await office.SayAsync(said);
        Assert.Equal(["find_mail", "read_mail"], answer.Tools);
        Assert.Equal("Kim", answer.Of("find_mail")!["from"]!.ToString());
        Assert.EndsWith("When do we meet?", answer.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("what did I write?")]
    [InlineData("what did she write?")]
    [InlineData("what did Shakespeare write about love and death in the sonnets of 1609 and later on")]
    public async Task What_nobody_who_is_named_wrote_is_not(string said) => Assert.DoesNotContain("read_mail", (await office.SayAsync(said)).Tools);

    [Theory]
    [InlineData("invite ana@example.com to lunch tomorrow at noon", "Lunch", "2026-11-23T12:00:00")]
    [InlineData("invite ana@example.com to dinner tomorrow at 7", "Dinner", "2026-11-23T19:00:00")]
    [InlineData("invite ana@example.com to breakfast tomorrow at 7", "Breakfast", "2026-11-23T07:00:00")]
    public async Task Who_is_invited_to_what_is_not_there_yet_is_invited_to_something_new(string said, string title, string start)
    {
        var answer = await office.SayAsync(said);
        Assert.Equal(["list_events", "list_events", "create_event"], answer.Tools);
        var made = answer.Of("create_event")!;
        Assert.Equal((title, start, """[{"email":"ana@example.com"}]"""), (made["title"]!.ToString(), made["startTime"]!.ToString(), made["attendees"]!.ToJsonString()));
    }

    [Theory]
    [InlineData("invite ana@example.com to the lunch")]
    [InlineData("invite ana@example.com to lunch tomorrow")]
    [InlineData("invite ana@example.com to lunch yesterday at noon")]
    [InlineData("invite ana@example.com to the review tomorrow at noon")]
    public async Task But_a_time_must_be_said_and_nothing_like_it_be_there(string said) => Assert.DoesNotContain("create_event", (await office.SayAsync(said)).Tools);

    [Fact]
    public async Task And_to_what_is_there_as_before() =>
        Assert.Equal(["list_events", "update_event"], (await office.SayAsync("invite ana@example.com to the budget review tomorrow at 10")).Tools);

    [Theory]
    [InlineData("how are you?")]
    [InlineData("Hi Martin, how are you today?")]
    public async Task It_is_fine(string said)
    {
        var answer = await office.SayAsync(said);
        Assert.StartsWith("Fine", answer.Text, StringComparison.Ordinal);
        Assert.Empty(answer.Tools);
    }
}
