using Microsoft.Playwright;

namespace Martin.Client.Tests;

/// <summary>The Chromium that is installed here, without its own traffic.</summary>
public sealed class Browser : IAsyncLifetime
{
    private static readonly string[] Quiet =
        ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

    /// <summary>For a machine that has other things to do.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private IPlaywright playwright = null!;
    private IBrowser chromium = null!;

    public async Task InitializeAsync()
    {
        Assertions.SetDefaultExpectTimeout((float)Patience.TotalMilliseconds);
        playwright = await Playwright.CreateAsync();
        chromium = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = Find("chromium", "chromium-browser", "google-chrome"), Args = Quiet });
    }

    public async Task DisposeAsync()
    {
        await chromium.CloseAsync();
        playwright.Dispose();
    }

    /// <summary>A window with a profile of its own, in Berlin.</summary>
    public Task<IBrowserContext> NewWindowAsync(int width, int height, bool touch = false) => chromium.NewContextAsync(new()
    {
        ViewportSize = new() { Width = width, Height = height }, HasTouch = touch, IsMobile = touch, Locale = "en-GB", TimezoneId = "Europe/Berlin", ReducedMotion = ReducedMotion.Reduce,
    });

    private static string Find(params string[] names) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries)
        .SelectMany(folder => names.Select(name => Path.Combine(folder, name))).FirstOrDefault(File.Exists)
        ?? throw new FileNotFoundException("No Chromium is installed; these tests drive a real one (on Debian: apt-get install chromium).");
}

/// <summary>One browser for all tests, one test at a time.</summary>
[CollectionDefinition(Name)]
public sealed class InTheBrowser : ICollectionFixture<Browser>
{
    public const string Name = "browser";
}
