using Microsoft.Playwright;

namespace Martin.Client.Tests;

/// <summary>The API's description in a real browser: all of it comes from Martin itself.</summary>
[Collection(InTheBrowser.Name)]
public sealed class DocsTests(Browser browser)
{
    // The document's browser tries whether it may build functions of texts, and does without when the policy refuses; the policy stays.
    private const string RefusedEval = "content policy: script-src eval";

    [Theory]
    [InlineData("/docs/", "Signs a device in by the owner key or a one-time code.")]
    [InlineData("/docs/hub", "Types of notifications")]
    public async Task The_docs_open_without_another_host_and_without_a_complaint(string path, string text)
    {
        await using var visit = await Visit.SignedInAsync(browser);
        var answer = await visit.Page.GotoAsync(new Uri(new Uri(visit.Link), path).ToString(), new() { WaitUntil = WaitUntilState.NetworkIdle });
        Assert.True(answer!.Ok, $"{answer.Status}");
        await visit.Page.GetByText(text).First.WaitForAsync(new() { State = WaitForSelectorState.Attached });
        await visit.Page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        visit.HasNoComplaints(RefusedEval);
    }
}
