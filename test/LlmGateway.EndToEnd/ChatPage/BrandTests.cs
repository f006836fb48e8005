using System.Text.Json.Nodes;
using Microsoft.Playwright;

namespace LlmGateway.EndToEnd.ChatPage;

/// <summary>The page in the colours and words of whoever runs it, and for people who want less of it to move.</summary>
[Collection(LonePage.Collection)]
public sealed class BrandTests(LonePage lone, Chromium chromium)
{
    private const string Code = "def f():\n    return 1";
    private const string Answer = $"See [the runbook](https://wiki.example.com/edge).\n\n```python\n{Code}\n```";

    private static readonly JsonNode Sources = JsonNode.Parse("""[{"id":"1","source":"runbooks","title":"Edge router runbook","uri":"https://wiki.example.com/edge","text":"Look at the hold timer first."}]""")!;

    [SkippableTheory]
    [InlineData("light", "#ffd400")]
    [InlineData("light", "#0a0a0a")]
    [InlineData("dark", "#2b0a3d")]
    [InlineData("dark", "#f5f5f5")]
    public async Task A_brand_in_any_colour_stays_readable(string look, string accent)
    {
        await using var tab = await chromium.OpenAsync(new BrowserNewContextOptions { ColorScheme = look == "dark" ? ColorScheme.Dark : ColorScheme.Light });
        await PageRun.ChangeConfigAsync(tab, config =>
        {
            (config["title"], config["footer"], config["logo"]) = ("Globex Ask", "Be kind.", "data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==");
            config["colors"] = new JsonObject { ["accent"] = accent, ["accentDark"] = accent };
        });
        await lone.OpenAsync(tab, _ => LonePage.Frames(Answer, citations: Sources.DeepClone()));
        await LooksTests.CheckAsync(tab, "empty");
        await tab.AskAsync("What helps?");
        await tab.AnsweredAsync();
        await tab.Page.Locator(".sources .chip").ClickAsync();
        await LooksTests.CheckAsync(tab, "answer");
        await tab.Page.Keyboard.PressAsync("Alt+KeyS");
        await LooksTests.CheckAsync(tab, "settings");
        await tab.Page.Keyboard.PressAsync("Escape");

        await Assertions.Expect(tab.Page.Locator(".brand-title")).ToHaveTextAsync("Globex Ask");
        await Assertions.Expect(tab.Page.Locator("img.logo")).ToBeVisibleAsync();
        await Assertions.Expect(tab.Page.Locator(".footer")).ToHaveTextAsync("Be kind.");
        await Assertions.Expect(tab.Page.Locator(".spending")).ToHaveTextAsync("$1.27 spent of $20");
        (await tab.Page.TitleAsync()).Should().EndWith("Globex Ask");
        (await tab.Page.Locator(".send").EvaluateAsync<string>("one => getComputedStyle(one).getPropertyValue('--accent')")).Should().Be(accent);
    }

    [SkippableFact]
    public async Task Code_is_copied_by_its_button()
    {
        await using var tab = await chromium.OpenAsync();
        await lone.OpenAsync(tab, _ => LonePage.Frames(Answer));
        await tab.AskAsync("What helps?");
        await tab.AnsweredAsync();
        await tab.Page.Locator(".code-copy").ClickAsync();

        (await tab.Page.EvaluateAsync<string>("navigator.clipboard.readText()")).TrimEnd().Should().Be(Code);
    }

    [SkippableFact]
    public async Task Who_wants_less_motion_sees_none()
    {
        await using var tab = await chromium.OpenAsync(new BrowserNewContextOptions { ReducedMotion = ReducedMotion.Reduce });
        await lone.OpenAsync(tab, prompt => prompt == "Wait" ? [] : LonePage.Frames(string.Concat(Enumerable.Repeat(Answer + "\n\n", 40))));
        await tab.AskAsync("What helps?");
        await tab.AnsweredAsync();
        await tab.Page.Locator(".scroller").EvaluateAsync("one => one.scrollTop = 0");
        await tab.Button("To the end").ClickAsync();
        var left = await tab.Page.Locator(".scroller").EvaluateAsync<double>("one => one.scrollHeight - one.clientHeight - one.scrollTop");
        await tab.AskAsync("Wait");
        await tab.Page.Locator(".thinking").WaitForAsync();
        await tab.Page.Keyboard.PressAsync("Alt+KeyS");

        left.Should().BeLessThan(2, "it jumps");
        (await tab.Page.EvaluateAsync<int>("document.getAnimations().length")).Should().Be(0);
    }
}
