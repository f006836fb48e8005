using System.ClientModel;
using System.ClientModel.Primitives;
using System.Text;
using System.Text.Json.Nodes;
using LlmGateway.Tool.Local.Bedrock;
using OpenAI;
using OpenAI.Chat;

namespace LlmGateway.EndToEnd;

/// <summary>The OpenAI .NET SDK, unmodified, against the QuickStart stack on this machine.</summary>
[Collection(QuickStart.Collection)]
public sealed class OpenAiDotNetTests(QuickStart stack)
{
    [Fact]
    public async Task Streams_text_as_it_is_made()
    {
        using var script = stack.Script(new SimulatorRule { Answer = "Grüße, 世界 🌍!" });
        var text = new StringBuilder();
        ChatFinishReason? finish = null;

        await foreach (var update in Client().CompleteChatStreamingAsync("Greet the world."))
        {
            foreach (var part in update.ContentUpdate) text.Append(part.Text);
            finish = update.FinishReason ?? finish;
        }

        text.ToString().Should().Be("Grüße, 世界 🌍!");
        finish.Should().Be(ChatFinishReason.Stop);
    }

    [Fact]
    public async Task Answers_whole()
    {
        using var script = stack.Script(new SimulatorRule { Answer = "Forty-two.", Usage = new ScriptedUsage { InputTokens = 9, OutputTokens = 3 } });

        ChatCompletion answer = await Client().CompleteChatAsync("What is six times seven?");

        answer.Content[0].Text.Should().Be("Forty-two.");
        answer.FinishReason.Should().Be(ChatFinishReason.Stop);
        answer.Usage.InputTokenCount.Should().Be(9);
        answer.Usage.OutputTokenCount.Should().Be(3);
    }

    [Fact]
    public async Task Streams_parallel_tool_calls_and_takes_their_results()
    {
        using var script = stack.Script(new SimulatorRule { Times = 1, ToolCalls = [Call("Oslo"), Call("Lima")] });
        var tool = ChatTool.CreateFunctionTool("get_weather", "Weather of a city",
            BinaryData.FromString("""{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}"""));
        var options = new ChatCompletionOptions { Tools = { tool } };
        List<ChatMessage> messages = [new UserChatMessage("Weather in Oslo and Lima?")];

        var calls = new SortedDictionary<int, (string? Id, string? Name, StringBuilder Arguments)>();
        await foreach (var update in Client().CompleteChatStreamingAsync(messages, options))
            foreach (var part in update.ToolCallUpdates)
            {
                if (!calls.TryGetValue(part.Index, out var call)) call = (null, null, new StringBuilder());
                call.Arguments.Append(part.FunctionArgumentsUpdate);
                calls[part.Index] = (call.Id ?? part.ToolCallId, call.Name ?? part.FunctionName, call.Arguments);
            }

        calls.Keys.Should().Equal(0, 1);
        calls.Values.Select(call => JsonNode.Parse(call.Arguments.ToString())!["city"]!.GetValue<string>()).Should().Equal("Oslo", "Lima");

        messages.Add(new AssistantChatMessage([.. calls.Values.Select(call =>
            ChatToolCall.CreateFunctionToolCall(call.Id, call.Name, BinaryData.FromString(call.Arguments.ToString())))]));
        foreach (var call in calls.Values) messages.Add(new ToolChatMessage(call.Id, $"Result for {call.Id}"));
        ChatCompletion answer = await Client().CompleteChatAsync(messages, options);

        answer.FinishReason.Should().Be(ChatFinishReason.Stop);
        var sent = JsonNode.Parse(script.Calls.Last().Body.Span)!["messages"]!.AsArray();
        sent.Should().HaveCount(3, "consecutive tool messages become one user turn");
        sent[2]!["content"]!.AsArray().Select(block => block!["toolResult"]!["toolUseId"]!.GetValue<string>()).Should().HaveCount(2);

        static ScriptedToolCall Call(string city) => new() { Name = "get_weather", Input = new JsonObject { ["city"] = city } };
    }

    [Fact]
    public async Task Sends_images_as_bytes()
    {
        using var script = stack.Script(new SimulatorRule { Answer = "A pixel." });
        var png = Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");

        ChatCompletion answer = await Client().CompleteChatAsync(new UserChatMessage(
            ChatMessageContentPart.CreateTextPart("What is this?"),
            ChatMessageContentPart.CreateImagePart(BinaryData.FromBytes(png), "image/png")));

        answer.Content[0].Text.Should().Be("A pixel.");
        var image = JsonNode.Parse(script.Calls.Single().Body.Span)!["messages"]![0]!["content"]!.AsArray()
            .Select(block => block!["image"]).Single(block => block is not null)!;
        image["format"]!.GetValue<string>().Should().Be("png");
        Convert.FromBase64String(image["source"]!["bytes"]!.GetValue<string>()).Should().Equal(png);
    }

    [Fact]
    public async Task Turns_upstream_throttling_into_429()
    {
        using var script = stack.Script(new SimulatorRule { Error = new ScriptedError { Type = "ThrottlingException", RetryAfter = 7 } });

        var act = () => Client().CompleteChatAsync("Hello");

        var error = (await act.Should().ThrowAsync<ClientResultException>()).Which;
        error.Status.Should().Be(429);
        error.GetRawResponse()!.Headers.TryGetValue("retry-after", out var after).Should().BeTrue();
        after.Should().Be("7");
    }

    [Fact]
    public async Task Reports_an_unknown_model_as_404()
    {
        var act = () => Client("no-such-model").CompleteChatAsync("Hello");

        (await act.Should().ThrowAsync<ClientResultException>()).Which.Status.Should().Be(404);
    }

    [Fact]
    public async Task Cancelling_closes_the_upstream_call()
    {
        using var script = stack.Script(
            new SimulatorRule { Answer = string.Join(' ', Enumerable.Repeat("word", 5_000)), Pace = new SimulatorPace { TokensPerSecond = 200 } });
        using var cancel = new CancellationTokenSource();

        var act = async () =>
        {
            await foreach (var update in Client().CompleteChatStreamingAsync([new UserChatMessage("Speak for ever")], cancellationToken: cancel.Token))
                if (update.ContentUpdate.Count > 0) await cancel.CancelAsync();
        };

        await act.Should().ThrowAsync<OperationCanceledException>();
        var call = script.Calls.Single();
        await call.Finished.WaitAsync(TimeSpan.FromSeconds(10));
        call.Outcome.Should().Be(SimulatedOutcome.Cancelled);
    }

    private ChatClient Client(string? model = null)
    {
        var options = new OpenAIClientOptions { Endpoint = new Uri(stack.BaseUrl + "/v1"), RetryPolicy = new ClientRetryPolicy(0) };
        options.AddPolicy(new ApiKeyHeader(stack.ApiKey), PipelinePosition.PerCall);
        return new ChatClient(model ?? stack.Model, new ApiKeyCredential("unused"), options);
    }

    /// <summary>API Gateway takes its keys in <c>x-api-key</c>.</summary>
    private sealed class ApiKeyHeader(string key) : PipelinePolicy
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
