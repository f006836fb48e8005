using System.Text.Json.Nodes;
using LlmGateway.Testing;
using Microsoft.Playwright;

namespace LlmGateway.EndToEnd.ChatPage;

/// <summary>How the page looks and reads: light and dark, on phones, by keys, and to axe-core. UPDATE_SCREENSHOTS=1 writes the pictures of the docs.</summary>
[Collection(LonePage.Collection)]
public sealed class LooksTests(LonePage lone, Chromium chromium)
{
    private const string Answer = """
        Node 42 drops its **BGP session** about every 90 seconds. The interface itself stays up, so this is no cable: the *hold timer* runs out before a keepalive arrives.

        ### What the counters say

        | Counter | Node 41 | Node 42 | Limit |
        |---|---:|---:|---:|
        | CRC errors, last hour | 0 | 1,204 | 50 |
        | Keepalives lost | 0.1 % | 8.4 % | 1 % |

        The loss follows $p = 1 - (1 - e)^n$; with $e = 0.002$ and $n = 44$ frames for a keepalive that is 8.4 %.

        ### What to do

        Clean or replace the optics of `xe-0/0/7`, then watch the counter:

        ```python
        def watch(node: str, limit: int = 50) -> bool:
            # True as soon as there are more errors than that
            return any(read(node, "crc") > limit for _ in minutes(10))
        ```
        """;

    private static readonly string Axe = File.ReadAllText(Path.Combine(PageBuild.Source, "node_modules", "axe-core", "axe.min.js"));

    [SkippableTheory]
    [InlineData("light", 1280, 800)]
    [InlineData("dark", 1280, 800)]
    [InlineData("light", 360, 640)]
    [InlineData("dark", 3840, 2160)]
    public async Task Axe_finds_nothing_and_nothing_overflows(string look, int width, int height)
    {
        await using var tab = await chromium.OpenAsync(Options(look, width, height));
        await lone.OpenAsync(tab, Frames);
        await CheckAsync(tab, "empty");
        await tab.AskAsync("What is wrong with node 42?");
        await tab.AnsweredAsync();
        await tab.Page.Locator("math").First.WaitForAsync();
        await tab.Page.Locator(".sources .chip").First.ClickAsync();
        await Assertions.Expect(tab.Page.Locator(".passage")).ToContainTextAsync("hold timer first");
        await CheckAsync(tab, "answer");
        await tab.AskAsync("fail");
        await tab.AnsweredAsync(2);
        await CheckAsync(tab, "error");
        await tab.AskAsync("ما هو العطل في العقدة ٤٢؟");
        await tab.AnsweredAsync(3);
        (await tab.Page.Locator(".bubble").Last.EvaluateAsync<string>("one => getComputedStyle(one).direction")).Should().Be("rtl");
        await tab.Page.Keyboard.PressAsync("Alt+KeyS");
        await CheckAsync(tab, "settings");
        await tab.Page.Keyboard.PressAsync("Escape");
        await tab.Page.Locator(".model-button").ClickAsync();
        await CheckAsync(tab, "models");
        await tab.Page.Keyboard.PressAsync("Escape");
        if (width < 800) await tab.Button("Open the list of chats").ClickAsync();
        await CheckAsync(tab, "list");
        tab.Errors.Should().BeEmpty();
        (await tab.BlockedAsync()).Should().BeEmpty();
    }

    [SkippableFact]
    public async Task Everything_can_be_done_by_keys_and_the_list_says_how()
    {
        await using var tab = await chromium.OpenAsync();
        await lone.OpenAsync(tab, Frames);
        await Assertions.Expect(tab.Question).ToBeFocusedAsync();
        await tab.Page.Keyboard.TypeAsync("Line one");
        await tab.Page.Keyboard.PressAsync("Shift+Enter");
        await tab.Page.Keyboard.TypeAsync("line two");
        await tab.Page.Keyboard.PressAsync("Enter");
        await tab.AnsweredAsync();
        (await tab.Page.Locator(".bubble").InnerTextAsync()).Should().Be("Line one\nline two");
        await Assertions.Expect(tab.Page.Locator("[role=status]").First).ToContainTextAsync("Node 42 drops");
        await tab.Page.Keyboard.PressAsync("ArrowUp");
        await Assertions.Expect(tab.Page.Locator(".editor textarea")).ToBeFocusedAsync();
        await tab.Page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(tab.Question).ToBeFocusedAsync();
        await tab.Page.Keyboard.PressAsync("Alt+KeyC");
        (await tab.Page.EvaluateAsync<string>("navigator.clipboard.readText()")).Should().Be(Answer);
        await tab.Page.Keyboard.PressAsync("Alt+KeyR");
        await tab.AnsweredAsync();
        await tab.Page.Locator("button.model-button").FocusAsync();
        await tab.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(tab.Page.GetByRole(AriaRole.Menuitemradio, new PageGetByRoleOptions { Name = "claude-haiku" })).ToBeFocusedAsync();
        await tab.Page.Keyboard.PressAsync("n");
        await tab.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(tab.Button("Model: nova-lite")).ToBeFocusedAsync();
        await tab.Page.Keyboard.PressAsync("/");
        await Assertions.Expect(tab.Question).ToBeFocusedAsync();
        await tab.Page.Keyboard.PressAsync("Control+KeyK");
        await Assertions.Expect(tab.Page.Locator("#search")).ToBeFocusedAsync();
        await tab.Page.Locator(".scroller").FocusAsync();
        await tab.Page.Keyboard.PressAsync("?");
        await Assertions.Expect(tab.Page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("Keyboard shortcuts");
        await tab.Page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(tab.Page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
        await tab.Page.Keyboard.PressAsync("Alt+ArrowDown");
        await Assertions.Expect(tab.Page.Locator(".entry.current a")).ToHaveTextAsync("Router flaps every night");
        await tab.Page.Keyboard.PressAsync("Alt+KeyN");
        await Assertions.Expect(tab.Page.GetByRole(AriaRole.Heading, new PageGetByRoleOptions { Name = "What would you like to know?" })).ToBeVisibleAsync();
    }

    [SkippableTheory]
    [InlineData("chat-light", "light", 1280, 800, "What is wrong with node 42?")]
    [InlineData("chat-dark", "dark", 1280, 800, "What is wrong with node 42?")]
    [InlineData("chat-phone", "light", 390, 844, "What is wrong with node 42?")]
    [InlineData("chat-error", "light", 1280, 800, "Why does it fail?")]
    public async Task Pictures_of_the_docs_are_of_this_page(string name, string look, int width, int height, string question)
    {
        await using var tab = await chromium.OpenAsync(Options(look, width, height));
        await lone.OpenAsync(tab, Frames);
        await tab.AskAsync(question);
        await tab.AnsweredAsync();
        if (name != "chat-error") await tab.Page.WaitForFunctionAsync("() => document.querySelectorAll('math').length === 3 && document.querySelector('.hljs-keyword')");
        await tab.Page.EvaluateAsync("document.querySelector('.scroller').scrollTop = 0");
        await tab.Page.Mouse.MoveAsync(0, 0);
        var picture = await tab.Page.ScreenshotAsync(new PageScreenshotOptions { Animations = ScreenshotAnimations.Disabled });

        picture.Length.Should().BeLessThan(150_000);
        var file = Path.Combine(Repository.Root, "docs", "images", $"{name}.png");
        if (Environment.GetEnvironmentVariable("UPDATE_SCREENSHOTS") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            await File.WriteAllBytesAsync(file, picture);
        }
        File.Exists(file).Should().BeTrue("the docs show it");
    }

    private static BrowserNewContextOptions Options(string look, int width, int height) => new()
    {
        ColorScheme = look == "dark" ? ColorScheme.Dark : ColorScheme.Light, ViewportSize = new ViewportSize { Width = width, Height = height }, HasTouch = width < 800, IsMobile = width < 800,
    };

    private static IEnumerable<JsonObject> Frames(string prompt) => prompt.Contains("fail", StringComparison.Ordinal)
        ? LonePage.Error("throttled", "The model is asked more often than its quota allows.")
        : LonePage.Frames(Answer, size: 40, JsonNode.Parse("""[{"id":"1","source":"runbooks","title":"Edge router runbook","uri":"https://wiki.example.com/edge","text":"When a session flaps, look at the hold timer first."},{"id":"2","source":"incidents","text":"INC-2231: optics of node 42 replaced."}]"""));

    internal static async Task CheckAsync(Tab tab, string state)
    {
        var found = await tab.Page.EvaluateAsync<string[]>(Axe + ";axe.run().then((result) => result.violations.map((one) => `${one.id}: ${one.nodes.map((node) => `${node.html} ${node.failureSummary}`).join(' | ')}`))");
        found.Should().BeEmpty(state);
        (await tab.Page.EvaluateAsync<int>("document.documentElement.scrollWidth - innerWidth")).Should().BeLessThanOrEqualTo(0, $"{state} fits the screen");
    }
}
