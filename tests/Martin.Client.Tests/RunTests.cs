using Martin.Testing.Peers;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Martin.Client.Tests;

/// <summary>A task that Martin sees through by itself, as a user gives it, watches it and decides; and the mornings under Settings.</summary>
[Collection(InTheBrowser.Name)]
public sealed class RunTests(Browser browser)
{
    private static readonly object Invitation = new { to = new[] { new { email = "bob@example.com" } }, subject = "Dinner on Friday", body = "Do you come at seven?" };

    [Theory]
    [InlineData(390, 844)]
    [InlineData(1280, 800)]
    public async Task A_task_shows_its_plan_asks_and_goes_on(int width, int height)
    {
        await using var gpt = await GptServer.StartAsync();
        Planner.Teach(gpt, (name, step) => step == 2 ? ("send_mail", Invitation) : ("create_task", new { title = Planner.Title(name, step) }));
        await using var visit = await Visit.SignedInAsync(browser, width, height, touch: width < 720, gpt.BaseUrl);
        var under = visit.Page.GetByRole(AriaRole.Region, new() { Name = "Task under way" });
        await GiveAsync(visit, Planner.Errands("dinner", 3));
        await Expect(under).ToContainTextAsync("Waits for your decision");
        await under.Locator("summary").ClickAsync();
        await Expect(under.Locator("li")).ToHaveTextAsync(["errand 1 (done)", "errand 2 (done)", "errand 3 (now)"]);
        await visit.NothingScrollsSidewaysAsync("task");
        await visit.ShowAsync($"task-waits-{width}");

        await Card(visit).ClickAsync();
        await Expect(visit.Answers.Filter(new() { HasText = "All errands of dinner are done." })).ToHaveCountAsync(1);
        await Expect(under).ToHaveCountAsync(0);
        await Expect(visit.Page.GetByLabel("Message to Martin")).ToBeVisibleAsync();  // the next message is one again
        await visit.ShowAsync($"task-done-{width}");
        visit.HasNoComplaints();
    }

    [Fact]
    public async Task A_task_can_be_stopped_and_takes_its_proposals_with_it()
    {
        await using var gpt = await GptServer.StartAsync();
        Planner.Teach(gpt, (_, _) => ("send_mail", Invitation));
        await using var visit = await Visit.SignedInAsync(browser, model: gpt.BaseUrl);
        var under = visit.Page.GetByRole(AriaRole.Region, new() { Name = "Task under way" });
        await GiveAsync(visit, Planner.Errands("dinner", 1));
        await Expect(under).ToContainTextAsync("Waits for your decision");
        await Expect(Card(visit)).ToBeVisibleAsync();
        await visit.Page.ReloadAsync();  // it is there for whoever comes back
        await Expect(under).ToContainTextAsync("Waits for your decision");
        await under.GetByRole(AriaRole.Button, new() { Name = "Stop" }).ClickAsync();
        await Expect(under).ToHaveCountAsync(0);
        await Expect(Card(visit)).ToHaveCountAsync(0);
        visit.HasNoComplaints();
    }

    [Fact]
    public async Task Mornings_are_chosen_under_settings_and_stay()
    {
        await using var visit = await Visit.SignedInAsync(browser);
        await visit.Page.GetByRole(AriaRole.Navigation).GetByRole(AriaRole.Link, new() { Name = "Settings" }).ClickAsync();
        await SavedAsync(visit, () => visit.Page.GetByLabel("Morning briefing").FillAsync("07:30"));
        await SavedAsync(visit, () => visit.Page.GetByLabel("Remind me when nobody answers").SelectOptionAsync("5"));
        await SavedAsync(visit, () => visit.Page.GetByRole(AriaRole.Group, new() { Name = "Draft answers" }).GetByText("On", new() { Exact = true }).ClickAsync());
        await visit.ShowAsync("settings-mornings");
        await visit.Page.ReloadAsync();
        await Expect(visit.Page.GetByLabel("Morning briefing")).ToHaveValueAsync("07:30");
        await Expect(visit.Page.GetByLabel("Remind me when nobody answers")).ToHaveValueAsync("5");
        await Expect(visit.Page.GetByRole(AriaRole.Group, new() { Name = "Draft answers" }).GetByRole(AriaRole.Radio, new() { Name = "On" })).ToBeCheckedAsync();
        await SavedAsync(visit, () => visit.Page.GetByLabel("Morning briefing").FillAsync(""));
        await visit.Page.ReloadAsync();
        await Expect(visit.Page.GetByLabel("Morning briefing")).ToHaveValueAsync("");
        visit.HasNoComplaints();
    }

    /// <summary>The button on the card by which the mail is sent.</summary>
    private static ILocator Card(Visit visit) => visit.Page.Locator(".action").GetByRole(AriaRole.Button, new() { Name = "Send" });

    private static async Task SavedAsync(Visit visit, Func<Task> change) =>
        await visit.Page.RunAndWaitForResponseAsync(change, r => r.Request.Method == "PUT" && r.Url.EndsWith("/me/preferences", StringComparison.Ordinal));

    private static async Task GiveAsync(Visit visit, string task)
    {
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "As a task to see through by itself" }).ClickAsync();
        await visit.Page.GetByLabel("Task for Martin").FillAsync(task);
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Send" }).ClickAsync();
    }
}
