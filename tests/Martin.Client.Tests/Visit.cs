using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Martin.Testing.Processes;
using Microsoft.Playwright;

namespace Martin.Client.Tests;

/// <summary>
/// One user's window on a fresh Martin. What a page must never do (errors on the console, a breach of the content policy, a request to
/// another host) is gathered all along and fails the test at its end.
/// </summary>
public sealed partial class Visit : IAsyncDisposable
{
    private readonly HubProcess hub;
    private readonly IBrowserContext window;
    private readonly ConcurrentQueue<string> complaints = new();
    private readonly string home;
    private int deltas;

    private Visit(HubProcess hub, IBrowserContext window, IPage page)
    {
        this.hub = hub;
        Link = PrintedLink().Match(hub.Output).Value;
        home = new Uri(Link).Authority;
        this.window = window;
        Page = page;
    }

    public IPage Page { get; }

    /// <summary>As Martin printed it at its start.</summary>
    public string Link { get; }

    /// <summary>Pieces of answers that came over the hub so far.</summary>
    public int Deltas => Volatile.Read(ref deltas);

    public ILocator Answers => Page.Locator(".answer");
    public ILocator LastAnswer => Answers.Last;
    public ILocator Wishes => Page.Locator("button.wish");

    /// <summary>Starts Martin and opens the printed link.</summary>
    /// <param name="model">The address of the model that answers; the offline one unless given.</param>
    public static async Task<Visit> SignedInAsync(Browser browser, int width = 1280, int height = 800, bool touch = false, string? model = null)
    {
        var hub = await HubProcess.StartAsync(new HubSettings { OpenAiBaseUrl = model });
        var window = await browser.NewWindowAsync(width, height, touch);
        var visit = new Visit(hub, window, await window.NewPageAsync());
        await visit.WatchAsync();
        var answer = await visit.Page.GotoAsync(visit.Link);
        Assert.True(answer!.Ok, $"{answer.Status} at /: build the hub with its client (without -p:SkipClient=true, with Node installed).");
        await visit.Wishes.First.WaitForAsync();
        return visit;
    }

    /// <summary>Opens a new conversation and taps one of its examples.</summary>
    public async Task<ILocator> WishAsync(int index)
    {
        await Page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Button, new() { Name = "New conversation" }).ClickAsync();
        await Wishes.Nth(index).ClickAsync();
        return await AnsweredAsync(0);
    }

    /// <summary>Types a message, sends it and waits until its turn has ended.</summary>
    public async Task<ILocator> SayAsync(string text)
    {
        var answers = await Answers.CountAsync();
        await Page.GetByLabel("Message to Martin").FillAsync(text);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Send" }).ClickAsync();
        return await AnsweredAsync(answers);
    }

    /// <summary>The answer after so many others, when it has come to its end.</summary>
    public async Task<ILocator> AnsweredAsync(int before)
    {
        var answer = Answers.Nth(before);
        await answer.WaitForAsync();
        await Assertions.Expect(answer.Locator(".working")).ToHaveCountAsync(0);
        await Assertions.Expect(Page.GetByRole(AriaRole.Button, new() { Name = "Stop" })).ToHaveCountAsync(0);
        return answer;
    }

    /// <summary>Keeps a picture when MARTIN_SCREENSHOTS names a folder.</summary>
    public async Task ShowAsync(string name)
    {
        if (Environment.GetEnvironmentVariable("MARTIN_SCREENSHOTS") is { Length: > 0 } folder)
            await Page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}.png") });
    }

    /// <summary>The page is no wider than the window, and neither is anything that scrolls in it.</summary>
    public async Task NothingScrollsSidewaysAsync(string where)
    {
        var wide = await Page.EvaluateAsync<string[]>("""
            () => [document.documentElement, ...document.querySelectorAll('.scroll, main, .pane')]
                .filter(e => e.clientWidth > 0 && e.scrollWidth > e.clientWidth + 1).map(e => `${e.tagName}.${e.className}: ${e.scrollWidth} in ${e.clientWidth}`)
            """);
        Assert.True(wide.Length == 0, $"{where}: {string.Join(", ", wide)}");
    }

    /// <param name="except">What is known and does no harm; the test says why.</param>
    public void HasNoComplaints(params string[] except) =>
        Assert.True(complaints.All(c => except.Any(e => c.Contains(e, StringComparison.Ordinal))), string.Join('\n', complaints));

    public async ValueTask DisposeAsync()
    {
        await window.CloseAsync();
        await hub.DisposeAsync();
    }

    private async Task WatchAsync()
    {
        Page.SetDefaultTimeout((float)Browser.Patience.TotalMilliseconds);
        await Page.AddInitScriptAsync("addEventListener('securitypolicyviolation', e => console.error(`content policy: ${e.violatedDirective} ${e.blockedURI}`))");
        Page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning") complaints.Enqueue($"console {message.Type}: {message.Text}");
        };
        Page.PageError += (_, error) => complaints.Enqueue($"uncaught: {error}");
        Page.Request += (_, request) => Local(request.Url);
        Page.WebSocket += (_, socket) =>
        {
            Local(socket.Url);
            socket.FrameReceived += (_, frame) =>
            {
                if (frame.Text is { } text) Interlocked.Add(ref deltas, Delta().Count(text));
            };
        };
    }

    private void Local(string url)
    {
        if (new Uri(url) is { Scheme: not ("data" or "blob") } to && to.Authority != home)
            complaints.Enqueue($"a request to another host: {to.GetLeftPart(UriPartial.Path)}");
    }

    [GeneratedRegex("\"text_delta\"")]
    private static partial Regex Delta();

    [GeneratedRegex(@"http://\S+/#key=\S+")]
    private static partial Regex PrintedLink();
}
