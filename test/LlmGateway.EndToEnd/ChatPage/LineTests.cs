using LlmGateway.EndToEnd.SignIn;
using LlmGateway.Tool.Local.Bedrock;
using Microsoft.Playwright;

namespace LlmGateway.EndToEnd.ChatPage;

/// <summary>Answers that are stopped, cut, or fail; and sign-ins that expire.</summary>
[Collection(PageStack.Collection)]
public sealed class LineTests(PageStack stack, Chromium chromium)
{
    private const string Counting = "Count.";
    private static readonly string Numbers = string.Join(' ', Enumerable.Range(1, 300));

    private static SimulatorRule Slow => new() { Answer = Numbers, Pace = new SimulatorPace { TokensPerSecond = 60 } };

    [SkippableFact]
    public async Task Stop_ends_the_answer_and_the_call_to_the_model()
    {
        await using var tab = await chromium.OpenAsync();
        await stack.SignInAsync(tab, "stopper");
        using var bedrock = stack.Script(Slow);
        await tab.AskAsync(Counting);
        await Assertions.Expect(tab.LastAnswer.Locator(".markdown")).ToContainTextAsync("1 2 3");
        await tab.Page.Keyboard.PressAsync("Escape");
        await tab.AnsweredAsync();

        await Assertions.Expect(tab.LastAnswer).ToContainTextAsync("Stopped.");
        (await tab.LastAnswer.Locator(".markdown").InnerTextAsync()).Should().NotContain("300");
        await Eventually.HoldsAsync(() => Task.FromResult(bedrock.Calls.Single().Outcome == SimulatedOutcome.Cancelled), TimeSpan.FromSeconds(10));
    }

    [SkippableFact]
    public async Task A_line_that_is_cut_in_mid_answer_is_said_quietly_and_nothing_is_lost()
    {
        // A page that a test has changed counts as one from the internet, which needs leave to call this machine.
        await using var tab = await chromium.OpenAsync(new BrowserNewContextOptions { Permissions = ["local-network-access"] });
        await using var line = await stack.ThroughLineAsync(tab);
        await stack.SignInAsync(tab, "cutter");
        // Back from Cognito it came by a redirect, which no route of Playwright's sees.
        await tab.Page.ReloadAsync();
        await tab.Question.WaitForAsync();
        using var bedrock = stack.Script(Slow);
        await tab.AskAsync(Counting);
        await Assertions.Expect(tab.LastAnswer.Locator(".markdown")).ToContainTextAsync("1 2 3");
        line.Cut(stayDown: true);
        await Assertions.Expect(tab.Page.Locator(".line")).ToContainTextAsync("Reconnecting");
        line.Restore();
        await tab.AnsweredAsync();

        (await tab.LastAnswer.Locator(".markdown").InnerTextAsync()).Trim().Should().Be(Numbers);
        await Assertions.Expect(tab.Page.Locator(".line")).ToHaveCountAsync(0);
        bedrock.Calls.Count.Should().Be(1, "the model is asked once");
    }

    [SkippableFact]
    public async Task A_laptop_that_was_closed_in_mid_answer_has_all_of_it_when_it_is_opened()
    {
        await using var tab = await chromium.OpenAsync(new BrowserNewContextOptions { Permissions = ["local-network-access"] });
        await using var line = await stack.ThroughLineAsync(tab);
        await stack.SignInAsync(tab, "closer");
        await tab.Page.ReloadAsync();
        await tab.Question.WaitForAsync();
        using var bedrock = stack.Script(Slow);
        await tab.AskAsync(Counting);
        await Assertions.Expect(tab.LastAnswer.Locator(".markdown")).ToContainTextAsync("1 2 3");
        var lid = await tab.Page.Context.NewCDPSessionAsync(tab.Page);
        await lid.SendAsync("Page.setWebLifecycleState", new Dictionary<string, object> { ["state"] = "frozen" });
        line.Cut(stayDown: true);
        await bedrock.Calls.Single().Finished.WaitAsync(TimeSpan.FromSeconds(60));
        line.Restore();
        await lid.SendAsync("Page.setWebLifecycleState", new Dictionary<string, object> { ["state"] = "active" });
        await tab.AnsweredAsync();

        (await tab.LastAnswer.Locator(".markdown").InnerTextAsync()).Trim().Should().Be(Numbers);
        bedrock.Calls.Count.Should().Be(1, "the model is asked once");
    }

    [SkippableFact]
    public async Task Without_a_WebSocket_answers_stream_over_HTTP_and_are_stopped()
    {
        await using var tab = await chromium.OpenAsync();
        await PageStack.ChangeConfigAsync(tab, config => config["webSocketUrl"] = null);
        await stack.SignInAsync(tab, "rester");
        using var bedrock = stack.Script(Slow);
        await tab.AskAsync(Counting);
        await Assertions.Expect(tab.LastAnswer.Locator(".markdown")).ToContainTextAsync("1 2 3");
        await tab.Button("Stop").ClickAsync();
        await tab.AnsweredAsync();

        await Assertions.Expect(tab.LastAnswer).ToContainTextAsync("Stopped.");
        await Eventually.HoldsAsync(() => Task.FromResult(bedrock.Calls.Single().Outcome == SimulatedOutcome.Cancelled), TimeSpan.FromSeconds(10));
    }

    [SkippableFact]
    public async Task A_page_that_is_loaded_again_in_mid_answer_goes_on_with_it()
    {
        await using var tab = await chromium.OpenAsync();
        await stack.SignInAsync(tab, "reloader");
        using var bedrock = stack.Script(Slow);
        await tab.AskAsync(Counting);
        await Assertions.Expect(tab.LastAnswer.Locator(".markdown")).ToContainTextAsync("1 2 3");
        await tab.Page.ReloadAsync();
        await tab.AnsweredAsync();

        (await tab.LastAnswer.Locator(".markdown").InnerTextAsync()).Trim().Should().Be(Numbers);
        bedrock.Calls.Count.Should().Be(1, "the model is asked once");
    }

    [SkippableFact]
    public async Task Two_tabs_answer_side_by_side()
    {
        await using var one = await chromium.OpenAsync();
        await stack.SignInAsync(one, "twin");
        var two = await one.BesideAsync();
        await two.Page.GotoAsync(stack.Origin);
        await two.Page.GetByLabel("User name").Or(two.Question).First.WaitForAsync();
        // The second tab signs in by itself where Cognito still knows the browser; the local run asks again.
        if (await two.Page.GetByLabel("User name").CountAsync() > 0) await PageStack.FillInAsync(two, "twin");
        await two.Question.WaitForAsync();
        using var bedrock = stack.Script(Slow with { When = new SimulatorMatch { Prompt = "first" } }, new SimulatorRule { When = new SimulatorMatch { Prompt = "second" }, Answer = "Short." });
        await one.AskAsync("The first.");
        await Assertions.Expect(one.LastAnswer.Locator(".markdown")).ToContainTextAsync("1 2 3");
        await two.AskAsync("The second.");
        await two.AnsweredAsync();
        await one.AnsweredAsync();

        (await one.LastAnswer.Locator(".markdown").InnerTextAsync()).Trim().Should().Be(Numbers);
        (await two.LastAnswer.Locator(".markdown").InnerTextAsync()).Trim().Should().Be("Short.");
    }

    [SkippableFact]
    public async Task An_error_is_said_in_plain_words_and_trying_again_helps()
    {
        await using var tab = await chromium.OpenAsync();
        await stack.SignInAsync(tab, "retrier");
        using var bedrock = stack.Script(new SimulatorRule { Times = 4, Error = new ScriptedError { Type = "ThrottlingException" } }, new SimulatorRule { Answer = "Now." });
        await tab.AskAsync("Now?");
        await tab.AnsweredAsync();
        await Assertions.Expect(tab.Failure).ToContainTextAsync("Too many questions at once");
        while (await tab.Failure.CountAsync() > 0)
        {
            await tab.Button("Try again").ClickAsync();
            await tab.AnsweredAsync();
        }

        await Assertions.Expect(tab.LastAnswer).ToContainTextAsync("Now.");
        await tab.Page.ReloadAsync();
        await tab.AnsweredAsync();
    }

    [SkippableFact]
    public async Task Tokens_are_renewed_before_they_expire_and_nobody_notices()
    {
        await using var tab = await chromium.OpenAsync();
        await tab.Page.Clock.InstallAsync();
        await stack.SignInAsync(tab, "renewer");
        await tab.Question.FillAsync("A draft");
        var renewed = tab.Page.WaitForResponseAsync(response => response.Url.EndsWith("/oauth2/token", StringComparison.Ordinal));
        await tab.Page.Clock.FastForwardAsync("59:30");

        (await renewed).Request.PostData.Should().Contain("grant_type=refresh_token");
        (await tab.Question.InputValueAsync()).Should().Be("A draft");
        await tab.Question.PressAsync("Enter");
        await tab.AnsweredAsync();
    }

    [SkippableFact]
    public async Task Parts_of_a_long_question_are_sent_again_when_their_last_receipt_was_lost()
    {
        await using var tab = await chromium.OpenAsync();
        var lost = new TaskCompletionSource();
        await tab.Page.RouteWebSocketAsync("**", near =>
        {
            var far = near.ConnectToServer();
            far.OnMessage(frame =>
            {
                var json = System.Text.Json.Nodes.JsonNode.Parse(frame.Text!)!;
                if (json["upload_id"] is null || json["received"]!.GetValue<int>() < json["of"]!.GetValue<int>() || !lost.TrySetResult()) near.Send(frame.Text!);
            });
        });
        await stack.SignInAsync(tab, "loser");
        await tab.Page.Clock.InstallAsync();

        await tab.AskAsync(string.Concat(Enumerable.Repeat("A line of a long question. ", 8_000)));
        await lost.Task.WaitAsync(TimeSpan.FromSeconds(60));
        await tab.Page.Clock.RunForAsync(20_000);
        await tab.AnsweredAsync();

        await Assertions.Expect(tab.Failure).ToHaveCountAsync(0);
    }

    [SkippableFact]
    public async Task Who_has_to_sign_in_again_finds_the_draft_again()
    {
        await using var tab = await chromium.OpenAsync();
        await stack.SignInAsync(tab, "expired");
        await tab.Question.FillAsync("A long draft that nobody wants to write twice");
        await tab.Page.EvaluateAsync("sessionStorage.removeItem('refresh')");
        await tab.Page.ReloadAsync();
        await PageStack.FillInAsync(tab, "expired");
        await tab.Question.WaitForAsync();

        (await tab.Question.InputValueAsync()).Should().Be("A long draft that nobody wants to write twice");
    }

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_question_that_finds_the_sign_in_expired_is_answered_after_the_next_one(bool leftBeforeTheChatHadAnAddress)
    {
        await using var tab = await chromium.OpenAsync();
        await stack.SignInAsync(tab, "late");
        await tab.Page.Clock.InstallAsync();
        var asked = new TaskCompletionSource();
        await tab.Page.RouteAsync("**/oauth2/token", async route =>
        {
            if (!route.Request.PostData!.Contains("refresh_token", StringComparison.Ordinal))
            {
                await route.ContinueAsync();
                return;
            }
            await asked.Task;
            await route.FulfillAsync(new RouteFulfillOptions { Status = 400, Body = """{"error":"invalid_grant"}""", Headers = new Dictionary<string, string> { ["access-control-allow-origin"] = "*" } });
        });
        await tab.Page.Clock.SetSystemTimeAsync(TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(9));
        await tab.AskAsync("Am I still here?");
        await tab.Page.WaitForURLAsync("**/c/*");
        if (leftBeforeTheChatHadAnAddress) await tab.Page.EvaluateAsync("history.replaceState(null, '', '/')");
        asked.SetResult();
        await PageStack.FillInAsync(tab, "late");
        await tab.AnsweredAsync();

        await Assertions.Expect(tab.Page.Locator(".bubble")).ToHaveTextAsync("Am I still here?");
        new Uri(tab.Page.Url).AbsolutePath.Should().StartWith("/c/");
    }
}
