using LlmGateway.Tool.Local.Bedrock;
using Microsoft.Playwright;

namespace LlmGateway.EndToEnd.ChatPage;

/// <summary>The page on a load balancer, in a real browser: Cognito asks before anything of it is shown, and the gateways are other origins.</summary>
[Collection(BalancedPage.Collection)]
public sealed class BalancerTests(BalancedPage stack, Chromium chromium)
{
    private const string Counting = "Count.";
    private static readonly string Numbers = string.Join(' ', Enumerable.Range(1, 300));

    private static SimulatorRule Slow => new() { Answer = Numbers, Pace = new SimulatorPace { TokensPerSecond = 60 } };

    [SkippableFact]
    public async Task A_first_visit_goes_by_Cognito_and_ends_in_a_streamed_answer()
    {
        await using var tab = await chromium.OpenAsync();
        using var bedrock = stack.Script(new SimulatorRule { Answer = "A gateway is a **door**.", Pace = new SimulatorPace { TokensPerSecond = 20 } });
        await stack.SignInAsync(tab, "behind");
        await Assertions.Expect(tab.Page.Locator(".user-name")).ToHaveTextAsync("behind@example.com");
        await tab.Button("What is a gateway?").ClickAsync();

        await tab.Page.Locator(".answer.streaming").WaitForAsync();
        await tab.AnsweredAsync();

        await Assertions.Expect(tab.LastAnswer.Locator("strong")).ToHaveTextAsync("door");
        await Assertions.Expect(tab.LastAnswer.Locator(".facts")).ToContainTextAsync("to first word");
        (await tab.Page.Context.CookiesAsync()).Should().ContainSingle(cookie => cookie.Name == "AWSELBAuthSessionCookie-0").Which.HttpOnly.Should().BeTrue();
        (await tab.Page.EvaluateAsync<string>("document.cookie")).Should().BeEmpty("no script reads the session");
        (await tab.Page.EvaluateAsync<bool>("performance.getEntriesByType('resource').filter((one) => /[.](js|css)$/.test(one.name)).every((one) => one.encodedBodySize < one.decodedBodySize / 2)"))
            .Should().BeTrue("load balancers compress nothing by themselves, so that the function does");
        tab.Errors.Should().BeEmpty();
        (await tab.BlockedAsync()).Should().BeEmpty("the page works under its Content-Security-Policy");
    }

    [SkippableFact]
    public async Task A_place_in_the_page_is_reached_by_way_of_the_sign_in_and_chats_are_kept_across_origins()
    {
        await using var first = await chromium.OpenAsync();
        await stack.SignInAsync(first, "keeper");
        await first.AskAsync("Remember the number 17.");
        await first.AnsweredAsync();

        await using var second = await chromium.OpenAsync();
        await stack.SignInAsync(second, "keeper", new Uri(first.Page.Url).AbsolutePath);
        await second.AnsweredAsync();
        await Assertions.Expect(second.Page.Locator(".bubble")).ToHaveTextAsync("Remember the number 17.");
        await second.Page.Locator(".entry.current").HoverAsync();
        await second.Button("Actions for Remember the number 17.").ClickAsync();
        await second.Page.GetByRole(AriaRole.Menuitem, new PageGetByRoleOptions { Name = "Rename" }).ClickAsync();
        await second.Page.GetByLabel("Title").FillAsync("Numbers");
        await second.Button("Rename").ClickAsync();
        await Assertions.Expect(second.Page.Locator(".entry.current a")).ToHaveTextAsync("Numbers");
        await second.Page.Locator(".entry.current").HoverAsync();
        await second.Button("Actions for Numbers").ClickAsync();
        await second.Page.GetByRole(AriaRole.Menuitem, new PageGetByRoleOptions { Name = "Delete" }).ClickAsync();
        await second.Button("Delete").ClickAsync();
        await Assertions.Expect(second.Page.Locator(".entry")).ToHaveCountAsync(0);
        second.Errors.Should().BeEmpty();
    }

    [SkippableFact]
    public async Task Without_a_WebSocket_answers_stream_from_the_gateways_own_origin()
    {
        await using var tab = await chromium.OpenAsync();
        await PageRun.ChangeConfigAsync(tab, config => config["webSocketUrl"] = null);
        await stack.SignInAsync(tab, "httpist");
        using var bedrock = stack.Script(Slow);
        await tab.AskAsync(Counting);
        await Assertions.Expect(tab.LastAnswer.Locator(".markdown")).ToContainTextAsync("1 2 3");
        await Assertions.Expect(tab.Page.Locator(".answer.streaming")).ToBeVisibleAsync();
        await tab.Button("Stop").ClickAsync();
        await tab.AnsweredAsync();

        await Assertions.Expect(tab.LastAnswer).ToContainTextAsync("Stopped.");
        (await tab.BlockedAsync()).Should().BeEmpty();
    }

    [SkippableFact]
    public async Task A_session_that_has_ended_is_begun_anew_and_the_question_is_answered_then()
    {
        await using var tab = await chromium.OpenAsync();
        await stack.SignInAsync(tab, "sleeper");
        await tab.Page.Clock.InstallAsync();
        await tab.Page.Context.ClearCookiesAsync();
        // No frame comes before the page is gone.
        await tab.Page.Clock.PauseAtAsync(TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(9));
        await tab.AskAsync("Am I still here?");
        await tab.Page.GetByLabel("User name").WaitForAsync();
        await tab.Page.Clock.ResumeAsync();
        await PageRun.FillInAsync(tab, "sleeper");
        await tab.AnsweredAsync();

        await Assertions.Expect(tab.Page.Locator(".bubble")).ToHaveTextAsync("Am I still here?");
    }
}
