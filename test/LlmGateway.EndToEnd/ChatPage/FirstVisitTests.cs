using System.Text.RegularExpressions;
using LlmGateway.Tool.Local.Bedrock;
using Microsoft.Playwright;

namespace LlmGateway.EndToEnd.ChatPage;

/// <summary>From the first visit to an answer, and what one does with it then; by the whole stack, in a real browser.</summary>
[Collection(PageStack.Collection)]
public sealed partial class FirstVisitTests(PageStack stack, Chromium chromium)
{
    [SkippableFact]
    public async Task A_first_visit_ends_in_a_streamed_answer_with_what_it_took()
    {
        await using var tab = await chromium.OpenAsync();
        using var bedrock = stack.Script(new SimulatorRule { Answer = "A gateway is a **door**.\n\n```py\nprint(1)\n```\n", Pace = new SimulatorPace { TokensPerSecond = 20 } });
        await stack.SignInAsync(tab, "first");
        await tab.Button("What is a gateway?").ClickAsync();

        await tab.Page.Locator(".answer.streaming").WaitForAsync();
        await tab.AnsweredAsync();

        await Assertions.Expect(tab.LastAnswer.Locator("strong")).ToHaveTextAsync("door");
        await Assertions.Expect(tab.LastAnswer.Locator("code .hljs-number, code .hljs-built_in").First).ToBeVisibleAsync();
        (await tab.LastAnswer.Locator(".facts").InnerTextAsync()).Should().Contain("nova-lite").And.MatchRegex(@"\d+ → \d+ tokens").And.Contain("$0.00").And.Contain("to first word");
        await Assertions.Expect(tab.Page.Locator(".entry.current a")).ToHaveTextAsync("What is a gateway?");
        tab.Page.Url.Should().MatchRegex("/c/[0-9a-f-]{36}$");
        tab.Errors.Should().BeEmpty();
        (await tab.BlockedAsync()).Should().BeEmpty("the page works under its Content-Security-Policy");
        tab.Requests.Where(url => !url.StartsWith("data:", StringComparison.Ordinal) && new Uri(url).Host is not ("localhost" or "127.0.0.1") and var host && !host.EndsWith(".localhost", StringComparison.Ordinal)).Should().BeEmpty("it asks nobody else for anything");
    }

    [SkippableFact]
    public async Task The_same_question_of_another_chat_is_answered_from_the_cache_and_says_so()
    {
        await using var tab = await chromium.OpenAsync();
        await stack.SignInAsync(tab, "cache");
        for (var time = 1; time <= 2; time++)
        {
            await tab.Page.Keyboard.PressAsync("Alt+KeyN");
            await tab.AskAsync("What is the most that a cache can save?");
            await tab.AnsweredAsync();
        }

        await Assertions.Expect(tab.LastAnswer.Locator(".badge")).ToHaveTextAsync("cached");
    }

    [SkippableFact]
    public async Task A_chat_goes_on_at_another_device_where_it_is_named_exported_searched_and_deleted()
    {
        await using var first = await chromium.OpenAsync();
        await stack.SignInAsync(first, "mover");
        await first.AskAsync("Remember the number 17.");
        await first.AnsweredAsync();

        await using var second = await chromium.OpenAsync();
        await stack.SignInAsync(second, "mover");
        await second.Page.Locator(".entry a").First.ClickAsync();
        await second.AnsweredAsync();
        using (var bedrock = stack.Script())
        {
            await second.AskAsync("Which number was it?");
            await second.AnsweredAsync(2);
            System.Text.Encoding.UTF8.GetString(bedrock.Calls.Single().Body.Span).Should().Contain("Remember the number 17.", "the model is told of the first turn");
        }

        await second.Page.Locator(".entry.current").HoverAsync();
        await second.Button("Actions for Remember the number 17.").ClickAsync();
        await second.Page.GetByRole(AriaRole.Menuitem, new PageGetByRoleOptions { Name = "Rename" }).ClickAsync();
        await second.Page.GetByLabel("Title").FillAsync("Numbers");
        await second.Button("Rename").ClickAsync();
        await Assertions.Expect(second.Page.Locator(".entry.current a")).ToHaveTextAsync("Numbers");
        var download = await second.Page.RunAndWaitForDownloadAsync(() => second.Button("Export this chat as Markdown").ClickAsync());
        (await File.ReadAllTextAsync(await download.PathAsync())).Should().StartWith("# Numbers").And.Contain("Remember the number 17.").And.Contain("Which number was it?");

        await first.Page.ReloadAsync();
        await first.AnsweredAsync(2);
        await Assertions.Expect(first.Page.Locator(".entry.current a")).ToHaveTextAsync("Numbers");
        await first.Page.GetByLabel("Search chats").FillAsync("nothing like it");
        await Assertions.Expect(first.Page.Locator(".entry")).ToHaveCountAsync(0);
        await first.Page.GetByLabel("Search chats").FillAsync("numb");
        await first.Page.Locator(".entry").HoverAsync();
        await first.Button("Actions for Numbers").ClickAsync();
        await first.Page.GetByRole(AriaRole.Menuitem, new PageGetByRoleOptions { Name = "Delete" }).ClickAsync();
        await first.Button("Delete").ClickAsync();
        await Assertions.Expect(first.Page.Locator(".entry")).ToHaveCountAsync(0);

        await second.Page.ReloadAsync();
        await Assertions.Expect(second.Failure).ToContainTextAsync("There is no such chat");
    }

    [SkippableFact]
    public async Task A_question_is_edited_and_an_answer_made_anew_and_the_chat_is_as_if_it_had_been_so_from_the_start()
    {
        await using var tab = await chromium.OpenAsync();
        await stack.SignInAsync(tab, "editor");
        using var bedrock = stack.Script(new SimulatorRule { Times = 1, Answer = "One." }, new SimulatorRule { Times = 1, Answer = "Two." }, new SimulatorRule { Times = 1, Answer = "Two again." }, new SimulatorRule { Times = 1, Answer = "Other." });
        await tab.AskAsync("First?");
        await tab.AnsweredAsync();
        await tab.AskAsync("Second?");
        await tab.AnsweredAsync(2);
        await tab.Button("Another answer").ClickAsync();
        await Assertions.Expect(tab.LastAnswer).ToContainTextAsync("Two again.");
        await tab.AnsweredAsync(2);

        await tab.Page.Locator(".question").First.HoverAsync();
        await tab.Button("Edit the question").First.ClickAsync();
        await tab.Page.Locator(".editor textarea").FillAsync("Changed?");
        await tab.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(tab.LastAnswer).ToContainTextAsync("Other.");
        await tab.AnsweredAsync();
        await tab.Page.ReloadAsync();
        await tab.AnsweredAsync();

        await Assertions.Expect(tab.Page.Locator(".bubble")).ToHaveTextAsync("Changed?");
        var asked = bedrock.Calls.Select(call => Texts().Matches(System.Text.Encoding.UTF8.GetString(call.Body.Span)).Select(text => text.Groups[1].Value)).ToList();
        asked[2].Should().Equal("First?", "One.", "Second?");
        asked[3].Should().Equal("Changed?");
    }

    [SkippableFact]
    public async Task A_pasted_megabyte_becomes_a_file_and_reaches_the_model_whole()
    {
        await using var tab = await chromium.OpenAsync();
        await stack.SignInAsync(tab, "paster");
        var log = string.Concat(Enumerable.Range(0, 16_000).Select(line => $"2026-01-02 03:04:05 line {line:D6} \"quoted\" ä😀 something happened here\n"));
        await tab.Question.FocusAsync();
        using var bedrock = stack.Script();
        var took = await tab.Page.EvaluateAsync<double>("""
            (text) => { const began = performance.now(); const data = new DataTransfer(); data.setData('text/plain', text);
              document.querySelector('#question').dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true })); return performance.now() - began; }
            """, log);

        await Assertions.Expect(tab.Page.Locator(".composer .chip")).ToContainTextAsync("Pasted text 1.txt");
        await tab.AskAsync("What happened?");
        await tab.AnsweredAsync();

        took.Should().BeLessThan(1_000);
        await Assertions.Expect(tab.Page.Locator(".question .chip")).ToContainTextAsync("Pasted text 1.txt");
        var body = System.Text.Json.Nodes.JsonNode.Parse(bedrock.Calls.Single().Body.Span)!;
        body["messages"]![0]!["content"]![0]!["text"]!.GetValue<string>().Should().Be($"What happened?\n\n<attachment name=\"Pasted text 1.txt\">\n{log}\n</attachment>");
        (await tab.Question.InputValueAsync()).Should().BeEmpty();
    }

    [SkippableFact]
    public async Task An_attached_image_reaches_the_model()
    {
        await using var tab = await chromium.OpenAsync();
        await stack.SignInAsync(tab, "painter");
        using var bedrock = stack.Script(new SimulatorRule { Answer = "A picture." });
        // Noise is as large as a photograph.
        var noise = await tab.Page.EvaluateAsync<string>("""
            () => { const canvas = document.createElement('canvas'); canvas.width = 300; canvas.height = 200; const context = canvas.getContext('2d'); const image = context.createImageData(300, 200);
              for (let i = 0; i < image.data.length; i++) image.data[i] = i % 4 === 3 ? 255 : Math.random() * 256; context.putImageData(image, 0, 0); return canvas.toDataURL('image/png').split(',')[1]; }
            """);
        await tab.Page.Locator("input[type=file]").SetInputFilesAsync(new FilePayload { Name = "noise.png", MimeType = "image/png", Buffer = Convert.FromBase64String(noise) });
        await tab.AskAsync("What is this?");
        await tab.AnsweredAsync();

        await Assertions.Expect(tab.LastAnswer).ToContainTextAsync("A picture.");
        var content = System.Text.Json.Nodes.JsonNode.Parse(bedrock.Calls.Single().Body.Span)!["messages"]![0]!["content"]!;
        content[0]!["image"]!["format"]!.GetValue<string>().Should().Be("png");
        content[0]!["image"]!["source"]!["bytes"]!.GetValue<string>().Length.Should().BeGreaterThan(40_000, "it took several messages");
        content[1]!["text"]!.GetValue<string>().Should().Be("What is this?");
    }

    [GeneratedRegex("\"text\":\"([^\"]*)\"")]
    private static partial Regex Texts();
}
