using System.Text;
using Anthropic;
using Anthropic.Exceptions;
using Anthropic.Models.Messages;
using LlmGateway.Tool.Local.Bedrock;

namespace LlmGateway.EndToEnd;

/// <summary>The Anthropic .NET SDK, unmodified, against the QuickStart stack on this machine.</summary>
[Collection(QuickStart.Collection)]
public sealed class AnthropicDotNetTests(QuickStart stack)
{
    [Fact]
    public async Task Streams_text_as_it_is_made()
    {
        using var script = stack.Script(new SimulatorRule { Answer = "Grüße, 世界 🌍!" });
        var text = new StringBuilder();

        await foreach (var update in Client().Messages.CreateStreaming(Question("Greet the world.")))
            if (update.TryPickContentBlockDelta(out var delta) && delta.Delta.TryPickText(out var part)) text.Append(part.Text);

        text.ToString().Should().Be("Grüße, 世界 🌍!");
    }

    [Fact]
    public async Task Answers_whole()
    {
        using var script = stack.Script(new SimulatorRule { Answer = "Forty-two.", Usage = new ScriptedUsage { InputTokens = 9, OutputTokens = 3 } });

        var answer = await Client().Messages.Create(Question("What is six times seven?"));

        answer.Content[0].TryPickText(out var text).Should().BeTrue();
        text!.Text.Should().Be("Forty-two.");
        answer.Usage.InputTokens.Should().Be(9);
    }

    [Fact]
    public async Task Reports_an_unknown_model_as_404()
    {
        var ask = () => Client().Messages.Create(Question("Hello") with { Model = "no-such-model" });
        await ask.Should().ThrowAsync<AnthropicNotFoundException>();
    }

    private AnthropicClient Client() => new() { BaseUrl = stack.BaseUrl, ApiKey = stack.ApiKey, MaxRetries = 0 };

    private MessageCreateParams Question(string text) => new() { Model = stack.Model, MaxTokens = 500, Messages = [new() { Role = Role.User, Content = text }] };
}
