using System.Text.Json.Nodes;
using LlmGateway.Core.Tests.Pipeline;

namespace LlmGateway.Core.Tests.Contracts;

/// <summary>Chat completions, embeddings and models as OpenAI's document has them.</summary>
public sealed class ChatContractTests
{
    private const string Asked = """ "messages":[{"role":"user","content":"x"}],"tools":[{"type":"function","function":{"name":"f"}}],"stream_options":{"include_usage":true} """;

    [Theory]
    [MemberData(nameof(Answers.Rows), MemberType = typeof(Answers))]
    public async Task Every_body_and_chunk_is_as_the_document_has_it(string answer, bool stream)
    {
        var scene = new Scene { Upstream = (_, _) => Scene.Say(Answers.All[answer]) };
        await scene.RunAsync($$"""{"stream":{{(stream ? "true" : "false")}},{{(stream ? Asked : Asked[..Asked.LastIndexOf(",\"stream_options", StringComparison.Ordinal)])}}}""");

        scene.Status.Should().Be(200, scene.Body);
        if (!stream)
        {
            VendorSchema.OpenAi.Check("CreateChatCompletionResponse", scene.Json, answer);
            return;
        }
        foreach (var chunk in scene.Events.Where(one => one != "[DONE]")) VendorSchema.OpenAi.Check("CreateChatCompletionStreamResponse", JsonNode.Parse(chunk), answer);
    }

    [Fact]
    public async Task Models_and_errors_are_as_the_document_has_them()
    {
        var list = new Scene();
        await list.RunAsync("", "/v1/models", "GET");
        VendorSchema.OpenAi.Check("ListModelsResponse", list.Json, "a list");
        var one = new Scene();
        await one.RunAsync("", "/v1/models/small", "GET");
        VendorSchema.OpenAi.Check("Model", one.Json, "a model");
        var none = new Scene();
        await none.RunAsync("", "/v1/models/none", "GET");
        VendorSchema.OpenAi.Check("ErrorResponse", none.Json, "an error");
    }
}
