using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Martin.Client.Tests;

/// <summary>How it looks, with a day's conversation on it, on a phone and on a desk; pictures are kept when MARTIN_SCREENSHOTS is set.</summary>
[Collection(InTheBrowser.Name)]
public sealed class LookTests(Browser browser)
{
    private static readonly string[] Places = ["Chat", "Calendar", "Tasks", "Settings"];

    private static readonly string[] Day =
    [
        "schedule a call with the accountant today at 4pm for 30 minutes",
        "schedule stand-up tomorrow at 9:30 for 15 minutes",
        "remind me to send Mira the contract on Thursday at 2pm",
        "remind me to call the bank on Monday at 9, high priority",
        "what's on my calendar this week?",
        "schedule lunch with Ana tomorrow at noon",
        "move the lunch to 1pm",
        "invite ana@example.com to the lunch",
    ];

    [Theory]
    [InlineData("phone", 390, 844)]
    [InlineData("desk", 1280, 800)]
    public async Task Everything_fits_its_window_in_light_and_dark(string device, int width, int height)
    {
        await using var visit = await Visit.SignedInAsync(browser, width, height, touch: width < 720);
        await visit.NothingScrollsSidewaysAsync("welcome");
        await Expect(visit.Page.Locator(".skeleton")).ToHaveCountAsync(0);
        await visit.ShowAsync($"{device}-welcome");
        foreach (var text in Day) await visit.SayAsync(text);
        await visit.NothingScrollsSidewaysAsync("conversation");
        foreach (var scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
        {
            await visit.Page.EmulateMediaAsync(new() { ColorScheme = scheme });
            foreach (var place in Places)
            {
                await visit.Page.GetByRole(AriaRole.Navigation).GetByRole(AriaRole.Link, new() { Name = place }).ClickAsync();
                await Expect(visit.Page.Locator(".skeleton")).ToHaveCountAsync(0);
                await visit.NothingScrollsSidewaysAsync(place);
                Assert.InRange(await ContrastAsync(visit.Page), 7, 21);
                await visit.ShowAsync($"{device}-{scheme}-{place}".ToLowerInvariant());
            }
            Assert.Equal(scheme == ColorScheme.Dark, await LightnessAsync(visit.Page, "backgroundColor") < 0.2);
        }
        visit.HasNoComplaints();
    }

    [Fact]
    public async Task Long_words_and_long_answers_stay_in_a_narrow_window()
    {
        await using var visit = await Visit.SignedInAsync(browser, 390, 844, touch: true);
        await visit.SayAsync($"remind me to read https://example.com/{new string('a', 300)} tomorrow");
        await visit.SayAsync(new string('w', 400));
        await visit.NothingScrollsSidewaysAsync("long words");
        visit.HasNoComplaints();
    }

    /// <summary>Of text on its ground, by WCAG.</summary>
    private static async Task<double> ContrastAsync(IPage page)
    {
        var (text, ground) = (await LightnessAsync(page, "color"), await LightnessAsync(page, "backgroundColor"));
        return (Math.Max(text, ground) + 0.05) / (Math.Min(text, ground) + 0.05);
    }

    private static Task<double> LightnessAsync(IPage page, string property) => page.EvaluateAsync<double>("""
        property => {
            const canvas = new OffscreenCanvas(1, 1).getContext('2d');
            canvas.fillStyle = getComputedStyle(document.body)[property];
            canvas.fillRect(0, 0, 1, 1);
            const [r, g, b] = [...canvas.getImageData(0, 0, 1, 1).data].map(v => v / 255).map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
            return 0.2126 * r + 0.7152 * g + 0.0722 * b;
        }
        """, property);
}
