using System.Text.Json.Nodes;
using Microsoft.Playwright;
using Xunit.Abstractions;

namespace LlmGateway.EndToEnd.ChatPage;

/// <summary>How quick the page is, measured: on a machine with other work to do, so that the bounds are wide.</summary>
[Collection(LonePage.Collection)]
public sealed class SmoothTests(LonePage lone, Chromium chromium, ITestOutputHelper output)
{
    [SkippableFact]
    public async Task A_chat_of_200_messages_stays_smooth_while_an_answer_streams_and_somebody_types()
    {
        const string text = "Some **bold** text with `code`, and a list:\n\n- one\n- two\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```js\nconst a = 1;\n```\n\nThe end of it, in a paragraph that is long enough to take some lines on any screen that people use today.";
        var kept = new JsonArray([.. Enumerable.Range(0, 100).Select(turn => new JsonObject
        {
            ["request_id"] = $"r{turn}", ["prompt"] = $"Question {turn}?", ["completion"] = text, ["model"] = "claude-haiku", ["asked_at"] = "2026-01-02T03:04:05Z", ["finish_reason"] = "stop",
        })]);
        await using var tab = await chromium.OpenAsync();
        await lone.OpenAsync(tab, _ => LonePage.Frames(string.Concat(Enumerable.Repeat(text + "\n\n", 20)), size: 12), kept);
        await tab.AnsweredAsync(100);
        await tab.Page.EvaluateAsync("""
            window.__longest = 0; window.__frames = []; let last = performance.now();
            const count = (now) => { window.__frames.push(now - last); last = now; requestAnimationFrame(count); }; requestAnimationFrame(count);
            """);
        await tab.AskAsync("More?");
        await tab.Question.PressSequentiallyAsync("typing while it streams");
        await tab.AnsweredAsync(101);
        await tab.Page.EvaluateAsync("async () => { const scroller = document.querySelector('.scroller'); for (let top = scroller.scrollHeight; top > 0; top -= 600) { scroller.scrollTop = top; await new Promise(requestAnimationFrame); } }");

        var frames = (await tab.Page.EvaluateAsync<double[]>("window.__frames")).Order().ToArray();
        var longest = await tab.Page.EvaluateAsync<double>("window.__longest");
        output.WriteLine($"{frames.Length} frames, median {frames[frames.Length / 2]:F1} ms, p95 {frames[frames.Length * 95 / 100]:F1} ms, longest task {longest:F0} ms");
        frames[frames.Length / 2].Should().BeLessThan(50);
        longest.Should().BeLessThan(1_500);
        (await tab.Question.InputValueAsync()).Should().Be("typing while it streams");
    }
}
