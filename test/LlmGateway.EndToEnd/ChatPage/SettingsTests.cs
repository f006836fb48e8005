using System.Text;
using System.Text.Json.Nodes;
using LlmGateway.Tool.Local.Bedrock;
using Microsoft.Playwright;

namespace LlmGateway.EndToEnd.ChatPage;

/// <summary>What is set on the page, as the model gets it; by the whole stack.</summary>
[Collection(PageStack.Collection)]
public sealed class SettingsTests(PageStack stack, Chromium chromium)
{
    [SkippableFact]
    public async Task Model_system_prompt_temperature_longest_answer_and_scope_are_chosen_and_kept()
    {
        await using var tab = await chromium.OpenAsync();
        await stack.SignInAsync(tab, "chooser");
        using var bedrock = stack.Script(new SimulatorRule { Answer = "Yes." });
        await tab.Page.Locator("button.model-button").ClickAsync();
        await Assertions.Expect(tab.Page.GetByRole(AriaRole.Menuitemradio, new PageGetByRoleOptions { Name = "nova-lite" })).ToContainTextAsync("$0.06 in · $0.24 out per million tokens");
        await tab.Page.GetByRole(AriaRole.Menuitemradio, new PageGetByRoleOptions { Name = "nova-pro" }).ClickAsync();
        await tab.Page.Keyboard.PressAsync("Alt+KeyS");
        // By role and name, as a screen reader finds them.
        await Field(AriaRole.Textbox, "System prompt").FillAsync("Answer in verse.");
        await Field(AriaRole.Slider, "Temperature").FillAsync("0.3");
        await Field(AriaRole.Spinbutton, "Longest answer").FillAsync("77");
        await Field(AriaRole.Textbox, "Scope").FillAsync("node-42");
        await tab.Page.Keyboard.PressAsync("Escape");
        await tab.AskAsync("Is it up?");
        await tab.AnsweredAsync();

        await Assertions.Expect(tab.Page.Locator(".composer .scope")).ToContainTextAsync("node-42");
        await Assertions.Expect(tab.LastAnswer.Locator(".facts")).ToContainTextAsync("nova-pro");
        var call = bedrock.Calls.Single();
        call.Target.Should().Contain("nova-pro");
        var body = JsonNode.Parse(call.Body.Span)!;
        body["system"]![0]!["text"]!.GetValue<string>().Should().Be("Answer in verse.");
        body["inferenceConfig"]!["temperature"]!.GetValue<double>().Should().Be(0.3);
        body["inferenceConfig"]!["maxTokens"]!.GetValue<int>().Should().Be(77);

        await tab.Page.ReloadAsync();
        await tab.AnsweredAsync();
        await tab.Page.Keyboard.PressAsync("Alt+KeyN");
        await tab.AskAsync("Is it up?");
        await tab.AnsweredAsync();
        await Assertions.Expect(tab.LastAnswer.Locator(".badge")).ToHaveTextAsync("cached");
        await tab.Button("Clear the scope").ClickAsync();
        await tab.Page.Keyboard.PressAsync("Alt+KeyN");
        await tab.AskAsync("Is it up?");
        await tab.AnsweredAsync();

        await Assertions.Expect(tab.LastAnswer.Locator(".badge")).ToHaveCountAsync(0);
        bedrock.Calls.Should().HaveCount(2, "what one scope stored no other reads");
        Encoding.UTF8.GetString(bedrock.Calls.Last().Body.Span).Should().Contain("Answer in verse.", "it is kept for the next visit");

        ILocator Field(AriaRole role, string name) => tab.Page.GetByRole(AriaRole.Dialog).GetByRole(role, new LocatorGetByRoleOptions { Name = name });
    }
}
