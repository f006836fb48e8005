using System.ClientModel;
using System.ClientModel.Primitives;
using Anthropic;
using Anthropic.Models.Messages;
using LlmGateway.EndToEnd.EdgeCases;
using Microsoft.Extensions.AI;
using OpenAI;
using OpenAI.Chat;

namespace LlmGateway.EndToEnd.ClientMatrix;

/// <summary>The NuGet clients that people use, unmodified, streaming and not, with a loop of tools to its end.</summary>
[Collection(EdgeCaseStack.Collection)]
public sealed class DotNetClientTests(EdgeCaseStack stack)
{
    private const string Question = "What is the weather where I live?";

    private string Url => stack.Run.Apis.Single().Url.ToString().TrimEnd('/');
    private string Key => stack.Run.ApiKeys.Single().Value;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Microsoft_Extensions_AI_runs_a_loop_of_tools_to_its_end(bool stream)
    {
        using var script = stack.Script(ToolLoop.Rules);
        List<string> called = [];
        using var client = OpenAi().AsIChatClient().AsBuilder().UseFunctionInvocation().Build();
        var options = new ChatOptions
        {
            Tools =
            [
                AIFunctionFactory.Create(() => { called.Add("find_city"); return "Oslo"; }, "find_city", "Where the user lives"),
                AIFunctionFactory.Create((string city) => { called.Add(city); return $"Rain in {city}"; }, "get_weather", "Weather of a city"),
            ],
        };

        var answer = stream ? (await client.GetStreamingResponseAsync(Question, options).ToChatResponseAsync()).Text : (await client.GetResponseAsync(Question, options)).Text;

        answer.Should().EndWith(ToolLoop.End);
        called.Should().Equal("find_city", "Oslo");
        ToolLoop.Check(script);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Microsoft_Extensions_AI_answers(bool stream)
    {
        using var script = stack.Script(ToolLoop.Says("Hello, Ada. Grüße!"));
        using var client = OpenAi().AsIChatClient();

        var answer = stream ? await client.GetStreamingResponseAsync(Question).ToChatResponseAsync() : await client.GetResponseAsync(Question);

        answer.Text.Should().Be("Hello, Ada. Grüße!");
        answer.FinishReason.Should().Be(Microsoft.Extensions.AI.ChatFinishReason.Stop);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task OpenAI_runs_a_loop_of_tools_to_its_end(bool stream)
    {
        using var script = stack.Script(ToolLoop.Rules);
        List<OpenAI.Chat.ChatMessage> messages = [new UserChatMessage(Question)];
        var options = new ChatCompletionOptions
        {
            Tools = { ChatTool.CreateFunctionTool("find_city"), ChatTool.CreateFunctionTool("get_weather", "Weather of a city", BinaryData.FromString("""{"type":"object","properties":{"city":{"type":"string"}}}""")) },
        };

        while (true)
        {
            var (text, calls) = stream ? await StreamedAsync(messages, options) : await WholeAsync(messages, options);
            if (calls.Count == 0)
            {
                text.Should().Be(ToolLoop.End);
                break;
            }
            messages.Add(new AssistantChatMessage(calls));
            foreach (var call in calls) messages.Add(new ToolChatMessage(call.Id, call.FunctionName == "find_city" ? "Oslo" : "Rain in Oslo"));
        }

        ToolLoop.Check(script);
    }

    [Theory]
    [InlineData(EdgeCaseStack.Claude)]
    [InlineData(EdgeCaseStack.Nova)]
    public async Task Anthropic_runs_a_loop_of_tools_to_its_end(string model)
    {
        using var script = stack.Script(ToolLoop.Rules);
        using var client = new AnthropicClient { BaseUrl = Url, ApiKey = Key, MaxRetries = 0 };
        List<MessageParam> messages = [new() { Role = Role.User, Content = Question }];
        string? end = null;

        for (var turn = 0; turn < 5 && end is null; turn++)
        {
            var answer = await client.Messages.Create(new MessageCreateParams
            {
                Model = model, MaxTokens = 500, Messages = messages,
                Tools = [new Anthropic.Models.Messages.Tool { Name = "find_city", InputSchema = new() }, new Anthropic.Models.Messages.Tool { Name = "get_weather", InputSchema = new() }],
            });
            List<ContentBlockParam> said = [], results = [];
            foreach (var block in answer.Content)
            {
                if (block.TryPickText(out var text)) end = text.Text;
                if (!block.TryPickToolUse(out var use)) continue;
                said.Add(new ToolUseBlockParam { ID = use.ID, Name = use.Name, Input = use.Input });
                results.Add(new ToolResultBlockParam { ToolUseID = use.ID, Content = use.Name == "find_city" ? "Oslo" : "Rain in Oslo" });
            }
            messages.Add(new() { Role = Role.Assistant, Content = said });
            messages.Add(new() { Role = Role.User, Content = results });
        }

        end.Should().Be(ToolLoop.End);
        ToolLoop.Check(script);
    }

    private async Task<(string Text, List<ChatToolCall> Calls)> WholeAsync(List<OpenAI.Chat.ChatMessage> messages, ChatCompletionOptions options)
    {
        ChatCompletion answer = await OpenAi().CompleteChatAsync(messages, options);
        return (string.Concat(answer.Content.Select(part => part.Text)), [.. answer.ToolCalls]);
    }

    private async Task<(string Text, List<ChatToolCall> Calls)> StreamedAsync(List<OpenAI.Chat.ChatMessage> messages, ChatCompletionOptions options)
    {
        var (text, id, name, arguments) = ("", "", "", "");
        await foreach (var update in OpenAi().CompleteChatStreamingAsync(messages, options))
        {
            text += string.Concat(update.ContentUpdate.Select(part => part.Text));
            foreach (var call in update.ToolCallUpdates)
            {
                (id, name) = (call.ToolCallId ?? id, call.FunctionName ?? name);
                arguments += call.FunctionArgumentsUpdate;
            }
        }
        return (text, id.Length == 0 ? [] : [ChatToolCall.CreateFunctionToolCall(id, name, BinaryData.FromString(arguments))]);
    }

    private ChatClient OpenAi()
    {
        var options = new OpenAIClientOptions { Endpoint = new Uri(Url + "/v1"), RetryPolicy = new ClientRetryPolicy(0) };
        options.AddPolicy(new KeyHeader(Key), PipelinePosition.PerCall);
        return new ChatClient(EdgeCaseStack.Claude, new ApiKeyCredential("unused"), options);
    }

    /// <summary>API Gateway takes its keys in <c>x-api-key</c>.</summary>
    private sealed class KeyHeader(string key) : PipelinePolicy
    {
        public override void Process(PipelineMessage message, IReadOnlyList<PipelinePolicy> pipeline, int currentIndex)
        {
            message.Request.Headers.Set("x-api-key", key);
            ProcessNext(message, pipeline, currentIndex);
        }

        public override ValueTask ProcessAsync(PipelineMessage message, IReadOnlyList<PipelinePolicy> pipeline, int currentIndex)
        {
            message.Request.Headers.Set("x-api-key", key);
            return ProcessNextAsync(message, pipeline, currentIndex);
        }
    }
}
