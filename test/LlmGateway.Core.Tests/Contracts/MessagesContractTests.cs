using System.Text.Json.Nodes;
using LlmGateway.Core.Conversation;
using LlmGateway.Core.Tests.Pipeline;

namespace LlmGateway.Core.Tests.Contracts;

/// <summary>Messages and models as Anthropic's document has them.</summary>
public sealed class MessagesContractTests
{
    private const string Path = "/v1/messages";
    private const string Asked = """ "max_tokens":2048,"messages":[{"role":"user","content":"x"}],"tools":[{"name":"f","input_schema":{"type":"object"}}] """;

    [Theory]
    [MemberData(nameof(Answers.Rows), MemberType = typeof(Answers))]
    public async Task Every_body_and_event_is_as_the_document_has_it(string answer, bool stream)
    {
        var scene = new Scene { Upstream = (_, _) => Scene.Say(Answers.All[answer]) };
        await scene.RunAsync($$"""{"stream":{{(stream ? "true" : "false")}},{{Asked}}}""", Path);

        scene.Status.Should().Be(200, scene.Body);
        if (stream) CheckEvents(scene, answer);
        else VendorSchema.Anthropic.Check("Message", scene.Json, answer);
    }

    [Fact]
    public async Task A_stream_that_breaks_keeps_the_documents_form()
    {
        var scene = new Scene { Upstream = (_, _) => Answers.BreakAfter(new TextDelta("Hi")) };
        await scene.RunAsync($$"""{"stream":true,{{Asked}}}""", Path);
        CheckEvents(scene, "broken");
    }

    [Fact]
    public async Task Models_counts_and_errors_are_as_the_document_has_them()
    {
        var version = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["anthropic-version"] = "2023-06-01" };
        var list = new Scene();
        await list.RunAsync("", "/v1/models", "GET", headers: version);
        VendorSchema.Anthropic.Check("ListResponse_ModelInfo_", list.Json, "a list");
        var one = new Scene();
        await one.RunAsync("", "/v1/models/small", "GET", headers: version);
        VendorSchema.Anthropic.Check("ModelInfo", one.Json, "a model");
        var count = new Scene();
        await count.RunAsync($$"""{ {{Asked}} }""", "/v1/messages/count_tokens");
        VendorSchema.Anthropic.Check("CountMessageTokensResponse", count.Json, "a count");
        var error = new Scene();
        await error.RunAsync("""{"messages":7}""", Path);
        VendorSchema.Anthropic.Check("ErrorResponse", error.Json, "an error");
    }

    private static void CheckEvents(Scene scene, string because)
    {
        foreach (var line in scene.Body.Split('\n').Where(line => line.StartsWith("data: ", StringComparison.Ordinal)))
        {
            var one = JsonNode.Parse(line["data: ".Length..])!;
            // The document's union leaves out pings, which its own servers send, and errors, which stand elsewhere in it.
            if ((string)one["type"]! == "ping") continue;
            VendorSchema.Anthropic.Check((string)one["type"]! == "error" ? "ErrorResponse" : "MessageStreamEvent", one, because);
        }
    }
}
