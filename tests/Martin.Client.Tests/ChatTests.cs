using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Martin.Client.Tests;

/// <summary>The first hour with the page: sign in by the printed link, ask, approve, undo, come back.</summary>
[Collection(InTheBrowser.Name)]
public sealed class ChatTests(Browser browser)
{
    [Fact]
    public async Task The_key_of_the_printed_link_is_gone_from_the_address_at_once()
    {
        await using var visit = await Visit.SignedInAsync(browser);
        Assert.Contains("#key=", visit.Link, StringComparison.Ordinal);
        Assert.DoesNotContain("key=", visit.Page.Url, StringComparison.Ordinal);
        var key = visit.Link.Split("#key=")[1];
        Assert.False(await visit.Page.EvaluateAsync<bool>("key => JSON.stringify({ ...localStorage, ...sessionStorage }).includes(key)", key));
        await visit.Page.GotoAsync("about:blank");
        await visit.Page.GoBackAsync();
        await visit.Wishes.First.WaitForAsync();  // still signed in
        Assert.DoesNotContain("key=", visit.Page.Url, StringComparison.Ordinal);
        visit.HasNoComplaints();
    }

    [Fact]
    public async Task The_four_example_wishes_work()
    {
        await using var visit = await Visit.SignedInAsync(browser);
        Assert.Equal(4, await visit.Wishes.CountAsync());

        var lunch = await visit.WishAsync(0);
        await Expect(lunch.Locator("details.step")).ToHaveCountAsync(1);
        await Expect(lunch.Locator(".receipt")).ToContainTextAsync("Lunch with Ana");
        Assert.True(visit.Deltas > 1, "The answer should have come in pieces.");

        var agenda = await visit.WishAsync(1);
        await Expect(agenda).ToContainTextAsync("Lunch with Ana");
        await Expect(agenda.Locator("details.step")).ToHaveCountAsync(1);

        var task = await visit.WishAsync(2);
        await Expect(task.Locator(".receipt")).ToContainTextAsync("bank");
        await Expect(await visit.WishAsync(3)).ToContainTextAsync("bank");
        visit.HasNoComplaints();
    }

    [Fact]
    public async Task A_tool_line_unfolds_and_a_receipt_takes_back()
    {
        await using var visit = await Visit.SignedInAsync(browser);
        var answer = await visit.SayAsync("schedule lunch with Ana tomorrow at noon");
        var step = answer.Locator("details.step");
        await Expect(step.Locator(".step-body")).ToBeHiddenAsync();
        await step.Locator("summary").ClickAsync();
        await Expect(step.Locator(".step-body")).ToBeVisibleAsync();

        await answer.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Expect(answer.Locator(".receipt")).ToContainTextAsync("Undone");
        await Expect(answer.GetByRole(AriaRole.Button, new() { Name = "Undo" })).ToHaveCountAsync(0);
        await Expect(await visit.SayAsync("what's on my calendar tomorrow?")).Not.ToContainTextAsync("Lunch");
        visit.HasNoComplaints();
    }

    [Theory]
    [InlineData("Approve", "Done")]
    [InlineData("Reject", "Not done")]
    public async Task A_card_becomes_the_receipt_of_its_decision(string decision, string outcome)
    {
        await using var visit = await Visit.SignedInAsync(browser);
        await visit.SayAsync("schedule lunch with Ana tomorrow at noon");
        var asked = await visit.SayAsync("invite ana@example.com to the lunch");
        var card = asked.Locator("section.card");
        await Expect(card).ToContainTextAsync("ana@example.com");
        await Expect(card).ToContainTextAsync("New address");
        await visit.ShowAsync($"card-{decision}");
        await card.GetByRole(AriaRole.Button, new() { Name = decision, Exact = true }).ClickAsync();
        await Expect(asked.Locator(".receipt")).ToContainTextAsync(outcome);
        await Expect(card).ToHaveCountAsync(0);
        await Expect(visit.Answers).ToHaveCountAsync(3);  // Martin's word on it
        visit.HasNoComplaints();
    }

    [Fact]
    public async Task A_reload_keeps_the_conversation()
    {
        await using var visit = await Visit.SignedInAsync(browser);
        await visit.SayAsync("schedule lunch with Ana tomorrow at noon");
        await visit.SayAsync("invite ana@example.com to the lunch");
        var said = await visit.Page.Locator(".said").AllInnerTextsAsync();
        await visit.Page.ReloadAsync();
        await Expect(visit.Page.Locator(".said")).ToHaveTextAsync(said);
        await Expect(visit.Page.Locator(".receipt")).ToContainTextAsync("Lunch with Ana");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Approve", Exact = true }).ClickAsync();  // the card is alive
        await Expect(visit.Page.Locator(".receipt").Last).ToContainTextAsync("Done");
        visit.HasNoComplaints();
    }
}
