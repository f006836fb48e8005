using System.Text.Json.Nodes;
using Microsoft.Playwright;

namespace LlmGateway.EndToEnd.ChatPage;

/// <summary>Whatever a model says: nothing of it runs, nothing is loaded, nobody waits.</summary>
[Collection(LonePage.Collection)]
public sealed class HostileAnswerTests(LonePage lone, Chromium chromium)
{
    private static JsonNode Hostile(string list) => JsonNode.Parse(File.ReadAllText(Path.Combine(PageBuild.Source, "test", "hostile.json")))![list]!;

    [SkippableFact]
    public async Task Nothing_of_a_hostile_answer_runs_loads_or_leaves()
    {
        var answers = Hostile("answers").AsArray().Select(answer => answer!.GetValue<string>()).ToList();
        await using var tab = await chromium.OpenAsync();
        await lone.OpenAsync(tab, prompt => LonePage.Frames($"before\n\n{answers[int.Parse(prompt, System.Globalization.CultureInfo.InvariantCulture)]}\n\nafter", size: 7));
        tab.Requests.Clear();
        for (var number = 0; number < answers.Count; number++)
        {
            await tab.AskAsync(number.ToString(System.Globalization.CultureInfo.InvariantCulture));
            await tab.AnsweredAsync(number + 1);
        }
        await tab.Page.EvaluateAsync("document.querySelectorAll('.markdown a').forEach((link) => { link.target = ''; if (!/^https?:/.test(link.getAttribute('href') ?? '')) link.click(); })");

        (await tab.Page.EvaluateAsync<int>("window.__pwned.length")).Should().Be(0);
        tab.Dialogs.Should().BeEmpty();
        tab.Requests.Where(url => !url.StartsWith(lone.Site.Origin, StringComparison.Ordinal)).Should().BeEmpty();
        new Uri(tab.Page.Url).GetLeftPart(UriPartial.Authority).Should().Be(lone.Site.Origin);
        (await tab.Page.EvaluateAsync<string[]>("""
            [...document.querySelectorAll('.markdown *')].filter((one) => one.matches('script,iframe,svg,form,style,base,meta,object,embed,img,link,video,[style],[id],[name],[background]')
              || one.matches('button:not(.code-copy)') || [...one.attributes].some((attribute) => /^on|^xlink/.test(attribute.name))
              || (one.hasAttribute('href') && !/^(https?:|mailto:)/.test(one.getAttribute('href')))).map((one) => one.outerHTML)
            """)).Should().BeEmpty();
        await Assertions.Expect(tab.Answers.GetByText("map (evil.example)")).ToBeVisibleAsync();
        (await tab.BlockedAsync()).Should().BeEmpty("what the page cleans has not to be stopped by the browser");
    }

    [SkippableFact]
    public async Task Bombs_of_markup_keep_nobody_waiting()
    {
        await using var tab = await chromium.OpenAsync();
        var bombs = Hostile("bombs").AsArray().Select(bomb => string.Concat(Enumerable.Repeat(bomb![0]!.GetValue<string>(), bomb[1]!.GetValue<int>()))).ToList();
        await lone.OpenAsync(tab, prompt => LonePage.Frames($"before\n\n{bombs[int.Parse(prompt, System.Globalization.CultureInfo.InvariantCulture)]}\n\nafter"));
        List<string> slow = [];
        for (var number = 0; number < bombs.Count; number++)
        {
            await tab.Page.Keyboard.PressAsync("Alt+KeyN");
            await tab.Page.EvaluateAsync("window.__longest = 0");
            await tab.AskAsync(number.ToString(System.Globalization.CultureInfo.InvariantCulture));
            await tab.AnsweredAsync();
            await Assertions.Expect(tab.LastAnswer.Locator(".markdown > .block").First).ToContainTextAsync("before");
            var longest = await tab.Page.EvaluateAsync<double>("window.__longest");
            if (longest > 4_000) slow.Add($"{bombs[number][..8]}: {longest} ms");
        }

        slow.Should().BeEmpty();
        tab.Errors.Should().BeEmpty();
    }

    [SkippableFact]
    public async Task Ten_megabytes_are_taken_shown_in_part_and_saved_whole()
    {
        var answer = string.Concat(Enumerable.Range(0, 160_000).Select(line => $"{line:D6} A sentence of an *endless* answer, said again and again.\n\n"));
        await using var tab = await chromium.OpenAsync();
        await lone.OpenAsync(tab, _ => LonePage.Frames(answer));
        await tab.AskAsync("Everything");
        await tab.AnsweredAsync();
        await tab.Page.Locator(".show-more").WaitForAsync();
        await tab.Question.FillAsync("still here");
        var before = await tab.Page.Locator(".markdown p").CountAsync();
        await tab.Page.Locator(".show-more").ClickAsync();
        await tab.Page.WaitForFunctionAsync("n => document.querySelectorAll('.markdown p').length > n + 1000", before);
        var download = await tab.Page.RunAndWaitForDownloadAsync(() => tab.Button("Export this chat as Markdown").ClickAsync());

        answer.Length.Should().BeGreaterThan(10_000_000);
        (await File.ReadAllTextAsync(await download.PathAsync())).Should().Contain(answer);
        (await tab.Page.EvaluateAsync<double>("window.__longest")).Should().BeLessThan(4_000);
        tab.Errors.Should().BeEmpty();
    }

    [SkippableFact]
    public async Task An_answer_in_pieces_looks_like_one_that_comes_whole()
    {
        const string answer = "First\nline.\n\n- a\n- b\n\n  still b\n\n```js\nlet a = \"```\";\n\nlet b;\n```\n\n| x |\n|--:|\n| 1 |\n\n> quote\n\n3. three\n4. four\n\nThus $a+b$:\n\n$$\nc\n$$\n\n- [x] done\n\nEnd.";
        await using var tab = await chromium.OpenAsync();
        await lone.OpenAsync(tab, prompt => LonePage.Frames(answer, int.Parse(prompt, System.Globalization.CultureInfo.InvariantCulture)));
        await tab.AskAsync("1");
        await tab.AnsweredAsync();
        await tab.AskAsync("10000");
        await tab.AnsweredAsync(2);
        // Math is set and code coloured after a block stands.
        await tab.Page.WaitForFunctionAsync("() => document.querySelectorAll('math').length === 4 && document.querySelectorAll('.hljs-keyword').length === 4");

        var shown = await tab.Page.EvaluateAsync<string[]>("[...document.querySelectorAll('.markdown')].map((one) => one.innerHTML)");
        shown[0].Should().Be(shown[1]).And.Contain("<ol start=\"3\">").And.Contain("align=\"right\"");
    }
}
