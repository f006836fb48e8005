using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using LlmGateway.Testing;

namespace LlmGateway.EndToEnd.EdgeCases;

/// <summary>"Embeddings: encoding_format base64 (the SDKs' default) and float; token arrays; batches for models that take one input; dimensions."</summary>
[Collection(ClientsStack.Collection)]
public sealed class EdgeCase17_Embeddings(ClientsStack stack)
{
    [Theory]
    [InlineData("titan-embed", 1024, 31)]
    [InlineData("cohere-embed", 1024, 2)]
    [InlineData("nova-embed", 3072, 31)]
    public async Task The_client_gets_vectors_in_order_as_base64_and_as_numbers(string model, int length, int calls)
    {
        using var script = stack.Script();

        var outcome = await RunAsync(model, "embeddings");

        outcome["count"]!.GetValue<int>().Should().Be(30);
        outcome["indexes"]!.AsArray().Select(index => index!.GetValue<int>()).Should().Equal(Enumerable.Range(0, 30));
        outcome["length"]!.GetValue<int>().Should().Be(length);
        outcome["near"]!.AsArray().Select(part => part!.GetValue<float>()).Should().Equal(outcome["same"]!.AsArray().Select(part => part!.GetValue<float>()), "text 7 is in its place");
        outcome["usage"]!["prompt_tokens"]!.GetValue<int>().Should().BePositive();
        outcome["model"]!.GetValue<string>().Should().Be(model);
        script.Calls.Count.Should().Be(calls, "Cohere takes 96 texts a call, the others one");
    }

    [Fact]
    public async Task Dimensions_reach_the_model()
    {
        using var script = stack.Script();

        (await RunAsync("titan-embed", "embeddings", "256"))["plainLength"]!.GetValue<int>().Should().Be(256);

        System.Text.Encoding.UTF8.GetString(script.Calls.Last().Body.Span).Should().Be("""{"inputText":"text 7","dimensions":256}""");
    }

    [Fact]
    public async Task Tokens_are_refused_toward_Bedrock_with_the_way_out()
    {
        var outcome = await RunAsync("titan-embed", "tokens");

        outcome["status"]!.GetValue<int>().Should().Be(400);
        outcome["param"]!.GetValue<string>().Should().Be("input");
        outcome["message"]!.GetValue<string>().Should().Contain("send text");
    }

    [Fact]
    public async Task Base64_is_the_bytes_of_the_numbers()
    {
        using var client = stack.CreateHttpClient();
        var packed = await AskAsync("base64");
        var plain = await AskAsync("float");

        MemoryMarshal.Cast<byte, float>(Convert.FromBase64String(packed["embedding"]!.GetValue<string>())).ToArray().Should()
            .Equal(plain["embedding"]!.AsArray().Select(part => part!.GetValue<float>()));

        async Task<JsonNode> AskAsync(string format)
        {
            using var response = await client.PostAsync("v1/embeddings", new StringContent($$"""{"model":"titan-embed","input":"Grüße","encoding_format":"{{format}}"}"""));
            response.Headers.GetValues("x-llm-gateway-model").Should().Equal("amazon.titan-embed-text-v2:0");
            response.Headers.GetValues("x-llm-gateway-cost-usd").Single().Should().StartWith("0.0000");
            return JsonNode.Parse(await response.Content.ReadAsStringAsync())!["data"]![0]!;
        }
    }

    [Fact]
    public async Task The_AI_SDK_embeds()
    {
        var result = await NodeModules.RunAsync("ai-responses.mjs", [stack.BaseUrl + "/v1", stack.Ada, "cohere-embed", "embed"]);
        result.ExitCode.Should().Be(0, result.StandardError);
        var outcome = JsonNode.Parse(result.StandardOutput)!;
        outcome["count"]!.GetValue<int>().Should().Be(3);
        outcome["length"]!.GetValue<int>().Should().Be(1024);
    }

    [Fact]
    public async Task A_model_that_chats_is_refused_and_so_is_chatting_with_one_that_embeds()
    {
        using var client = stack.CreateHttpClient();
        using var embedded = await client.PostAsync("v1/embeddings", new StringContent("""{"model":"claude-haiku","input":"x"}"""));
        using var chatted = await client.PostAsync("v1/chat/completions", new StringContent("""{"model":"titan-embed","messages":[{"role":"user","content":"x"}]}"""));

        ((int)embedded.StatusCode).Should().Be(400);
        (await embedded.Content.ReadAsStringAsync()).Should().Contain("'claude-haiku' makes no embeddings");
        ((int)chatted.StatusCode).Should().Be(400);
        (await chatted.Content.ReadAsStringAsync()).Should().Contain("POST /v1/embeddings");
    }

    [Fact]
    public async Task Nothing_is_denied_and_embedding_models_are_never_asked_to_stream()
    {
        await RunAsync("nova-embed", "embeddings");

        stack.Decisions.Should().OnlyContain(decision => decision.Allowed);
    }

    private async Task<JsonObject> RunAsync(string model, string scenario, params string[] more)
    {
        var result = await NodeModules.RunAsync("responses-client.mjs", [stack.BaseUrl + "/v1", stack.Ada, model, scenario, .. more]);
        result.ExitCode.Should().Be(0, result.StandardError);
        return JsonNode.Parse(result.StandardOutput)!.AsObject();
    }
}
