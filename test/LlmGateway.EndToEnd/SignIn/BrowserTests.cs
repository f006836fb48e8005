using System.Web;
using LlmGateway.EndToEnd.ChatPage;
using Microsoft.Playwright;

namespace LlmGateway.EndToEnd.SignIn;

/// <summary>The same ways in, in a real browser: Chromium follows every redirect, and a person clicks.</summary>
[Collection(SignInStack.Collection)]
public sealed class BrowserTests(SignInStack stack)
{
    [SkippableTheory]
    [InlineData("password")]
    [InlineData("Directory")]
    [InlineData("GitHub")]
    public async Task A_person_signs_in_and_is_answered(string way)
    {
        Skip.If(Chromium.Executable is null, "There is no Chromium on this machine: apt-get install chromium-headless-shell.");
        stack.AddUser("vera");
        stack.Saml.Next = new SamlDirectory.Assertion { Name = "vera" };
        (stack.GitHub.Login, stack.GitHub.EmailVerified) = ("octocat", true);
        using var app = new UserAgent(stack.Run);
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Chromium.Executable, Args = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"],
        });
        var page = await browser.NewPageAsync();
        // The app itself is not there: it is enough that the browser asks for it.
        var arrived = page.WaitForRequestAsync($"{UserAgent.Callback}**");

        await page.GotoAsync(new Uri(stack.Run.Endpoint, app.Authorize()).ToString());
        if (way == "password")
        {
            await page.GetByLabel("User name").FillAsync("vera");
            await page.GetByLabel("Password").FillAsync(SignInStack.Password);
            await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Sign in" }).ClickAsync();
        }
        else
        {
            await page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = $"Sign in by {way}" }).ClickAsync();
        }
        var request = await arrived;

        var code = HttpUtility.ParseQueryString(new Uri(request.Url).Query)["code"];
        var (status, tokens) = await app.RedeemAsync(code!);
        status.Should().Be(System.Net.HttpStatusCode.OK, tokens.ToJsonString());
        (await stack.RestStatusAsync(tokens["access_token"]!.GetValue<string>())).Should().Be(System.Net.HttpStatusCode.OK);
        (await stack.ConnectStatusAsync(tokens["access_token"]!.GetValue<string>())).Should().BeNull();
    }
}
