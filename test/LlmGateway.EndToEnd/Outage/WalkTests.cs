using LlmGateway.EndToEnd.ChatPage;
using LlmGateway.Testing;
using LlmGateway.Tool.Local.Bedrock;
using Microsoft.Playwright;

namespace LlmGateway.EndToEnd.Outages;

/// <summary>A person before the demo's page: a click asks, the answer streams, a citation shows its record. UPDATE_SCREENSHOTS=1 writes the README's pictures.</summary>
[Collection(OutageStack.Collection)]
public sealed class WalkTests(WalkTests.Demo demo, Chromium chromium) : IClassFixture<WalkTests.Demo>, IClassFixture<Chromium>
{
    private const string Suggested = "What happened on node 42 last night, and is it fixed?";

    /// <summary>A run of its own: nobody has asked it anything yet.</summary>
    public sealed class Demo : OutageDemo;

    [SkippableFact]
    public async Task A_suggested_question_is_answered_with_citations_that_show_the_record()
    {
        // Of 900 points across, once it is a picture.
        await using var tab = await chromium.OpenAsync(new BrowserNewContextOptions { ViewportSize = new ViewportSize { Width = 1100, Height = 860 }, DeviceScaleFactor = 900 / 1100f, ColorScheme = ColorScheme.Light });
        await WarmAsync();
        using var bedrock = new ScriptedBedrock(demo.Run.Bedrock, [new SimulatorRule { Pace = new SimulatorPace { TokensPerSecond = 20 } }]);
        var film = new Film(tab.Page);

        await tab.Page.GotoAsync(demo.Run.Page!.ToString());
        await tab.Button(Suggested).WaitForAsync();
        await film.TakeAsync(1_500);
        await tab.Button(Suggested).HoverAsync();
        await film.TakeAsync(700);
        await tab.Button(Suggested).ClickAsync();
        await tab.Page.Locator(".answer.streaming").WaitForAsync();
        var growing = new HashSet<int>();
        while (await tab.Page.Locator(".answer > .facts, .answer > .failure").CountAsync() == 0)
        {
            growing.Add((await tab.LastAnswer.InnerTextAsync()).Length);
            await film.TakeAsync(200);
        }
        await tab.AnsweredAsync();
        await film.TakeAsync(2_500);
        await tab.Page.Locator(".sources .chip").First.ClickAsync();
        await tab.Page.Locator(".passage").WaitForAsync();
        await tab.LastAnswer.EvaluateAsync("one => one.scrollIntoView({ block: 'start' })");
        await film.TakeAsync(4_000);

        growing.Count.Should().BeGreaterThan(3, "it streamed");
        await Assertions.Expect(tab.Page.Locator(".chip.scope")).ToContainTextAsync("node-42");
        var last = demo.Records[42].Last();
        demo.Records.AssertFacts(await tab.LastAnswer.InnerTextAsync(), 42, "02:14 to 04:51 UTC: mains power failed", "Fixed at 04:51 UTC. The rectifier module was replaced");
        await Assertions.Expect(tab.Page.Locator(".passage")).ToContainTextAsync(last.Summary);
        await Assertions.Expect(tab.Page.Locator(".sources .chip").First).ToContainTextAsync(last.Ticket);
        tab.Errors.Should().BeEmpty();
        (await tab.BlockedAsync()).Should().BeEmpty();
        await film.KeepAsync("outage");
    }

    /// <summary>Functions that have answered before are as fast as the film shows.</summary>
    private async Task WarmAsync()
    {
        using var socket = await SocketClient.ConnectAsync(demo.Run, key: null, token: demo.North);
        await socket.SendAsync("""{"action":"sendmessage","prompt":"Is it down?","parameters":{"node_id":"node-17"}}""");
        await socket.ReadAnswerAsync();
    }

    [SkippableFact]
    public async Task A_question_that_belongs_to_no_node_is_answered_from_the_file_at_once()
    {
        await using var tab = await chromium.OpenAsync();
        await tab.Page.GotoAsync(demo.Run.Page!.ToString());
        await tab.Button("What do the severities mean?").ClickAsync();
        await tab.AnsweredAsync();

        await Assertions.Expect(tab.LastAnswer.Locator(".badge")).ToHaveTextAsync("cached");
        await Assertions.Expect(tab.Page.Locator(".chip.scope")).ToHaveCountAsync(0);
    }

    [Fact]
    public void The_READMEs_pictures_are_there_and_load_fast()
    {
        foreach (var (name, most) in new[] { ("outage.png", 150_000), ("outage.gif", 1_500_000) })
            new FileInfo(Path.Combine(Film.Images, name)).Length.Should().BeInRange(10_000, most, name);
    }
}
