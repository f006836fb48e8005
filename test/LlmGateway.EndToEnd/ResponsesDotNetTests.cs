using System.ClientModel;
using System.ClientModel.Primitives;
using System.Text;
using System.Text.Json.Nodes;
using LlmGateway.Tool.Local.Bedrock;
using Microsoft.Extensions.AI;
using OpenAI;
using OpenAI.Embeddings;
using OpenAI.Responses;

namespace LlmGateway.EndToEnd;

#pragma warning disable OPENAI001 // The SDK calls its Responses client evaluation-only.

/// <summary>The OpenAI .NET SDK's Responses and embeddings clients, unmodified, against a stack on this machine.</summary>
[Collection(ClientsStack.Collection)]
public sealed class ResponsesDotNetTests(ClientsStack stack)
{
    private const string Model = "claude-haiku";

    [Fact]
    public async Task Streams_text_as_it_is_made()
    {
        using var script = stack.Script(new SimulatorRule { Answer = "Grüße, 世界 🌍!" });
        var text = new StringBuilder();
        ResponseResult? last = null;
        var options = Options("Greet the world.");
        options.StreamingEnabled = true;

        await foreach (var update in await Client().CreateResponseStreamingAsync(options))
        {
            if (update is StreamingResponseOutputTextDeltaUpdate delta) text.Append(delta.Delta);
            if (update is StreamingResponseCompletedUpdate completed) last = completed.Response;
        }

        text.ToString().Should().Be("Grüße, 世界 🌍!");
        last!.GetOutputText().Should().Be("Grüße, 世界 🌍!");
        last.Status.Should().Be(ResponseStatus.Completed);
    }

    [Fact]
    public async Task Runs_a_tool_loop_over_a_kept_response()
    {
        using var script = stack.Script(new SimulatorRule { Times = 1, ToolCalls = [new ScriptedToolCall { Name = "get_weather", Input = new JsonObject { ["city"] = "Oslo" } }] });
        var tool = ResponseTool.CreateFunctionTool("get_weather", BinaryData.FromString("""{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}"""), strictModeEnabled: false);
        var asked = Options("Weather in Oslo?");
        asked.Tools.Add(tool);

        ResponseResult first = await Client().CreateResponseAsync(asked);
        var call = first.OutputItems.OfType<FunctionCallResponseItem>().Single();
        var answered = new CreateResponseOptions { Model = Model, PreviousResponseId = first.Id, Tools = { tool }, InputItems = { ResponseItem.CreateFunctionCallOutputItem(call.CallId, "Rain, 7 degrees") } };
        ResponseResult second = await Client().CreateResponseAsync(answered);

        call.FunctionArguments.ToString().Should().Be("""{"city":"Oslo"}""");
        second.GetOutputText().Should().Contain("Rain, 7 degrees");
        second.Usage.InputTokenCount.Should().BePositive();
    }

    [Fact]
    public async Task Embeds_texts_in_order()
    {
        OpenAIEmbeddingCollection vectors = await Embeddings("titan-embed").GenerateEmbeddingsAsync(["one", "two", "three"], new OpenAI.Embeddings.EmbeddingGenerationOptions { Dimensions = 512 });

        vectors.Select(vector => vector.Index).Should().Equal(0, 1, 2);
        vectors.Should().OnlyContain(vector => vector.ToFloats().Length == 512);
        vectors.Usage.InputTokenCount.Should().BePositive();
    }

    [Fact]
    public async Task Embeds_through_Microsoft_Extensions_AI()
    {
        using var generator = Embeddings("cohere-embed").AsIEmbeddingGenerator();

        var vectors = await generator.GenerateAsync(["one", "two"]);

        vectors.Should().HaveCount(2).And.OnlyContain(vector => vector.Vector.Length == 1024);
    }

    private static CreateResponseOptions Options(string text) => new() { Model = Model, InputItems = { ResponseItem.CreateUserMessageItem(text) } };

    private ResponsesClient Client()
    {
        var options = new ResponsesClientOptions { Endpoint = new Uri(stack.BaseUrl + "/v1"), RetryPolicy = new ClientRetryPolicy(0) };
        options.AddPolicy(new ApiKeyHeader(stack.Ada), PipelinePosition.PerCall);
        return new ResponsesClient(new ApiKeyCredential("unused"), options);
    }

    private EmbeddingClient Embeddings(string model)
    {
        var options = new OpenAIClientOptions { Endpoint = new Uri(stack.BaseUrl + "/v1"), RetryPolicy = new ClientRetryPolicy(0) };
        options.AddPolicy(new ApiKeyHeader(stack.Ada), PipelinePosition.PerCall);
        return new EmbeddingClient(model, new ApiKeyCredential("unused"), options);
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
