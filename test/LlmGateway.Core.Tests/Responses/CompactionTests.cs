using System.Text;
using System.Text.Json.Nodes;
using LlmGateway.Core.Conversation;
using LlmGateway.Core.Governance;
using LlmGateway.Core.Tests.Contracts;
using LlmGateway.Core.Tests.Pipeline;
using LlmGateway.Core.Tests.Requests;
using LlmGateway.Core.Upstreams;
using LlmGateway.Shared;

namespace LlmGateway.Core.Tests.Responses;

/// <summary>Conversations that are made shorter, and counted.</summary>
public sealed class CompactionTests(RecordsTable table) : IClassFixture<RecordsTable>
{
    private const string Path = "/v1/responses/compact";
    private const string Talk = """
        [{"role":"developer","content":"Be brief."},{"role":"user","content":[{"type":"input_text","text":"What is it?"},{"type":"input_image","image_url":"data:image/png;base64,iVBORw0KGgo="}]},
         {"type":"reasoning","id":"rs_1","summary":[],"encrypted_content":"x"},{"type":"function_call","call_id":"c","name":"look","arguments":"{\"at\":1}"},
         {"type":"function_call_output","call_id":"c","output":"A cat."},{"role":"assistant","content":"A cat."}]
        """;

    private static readonly CallerIdentity Alice = new("alice");

    [Theory]
    [InlineData(null)]
    [InlineData(WireProtocol.OpenAiResponses)]
    [InlineData(WireProtocol.AnthropicMessages)]
    public async Task Any_model_writes_the_summary_from_which_any_goes_on(WireProtocol? spoken)
    {
        var scene = Summary(" They saw a cat.");
        scene.Spoken = spoken;
        await scene.RunAsync($$"""{"model":"small","input":{{Talk}},"prompt_cache_key":"k"}""", Path);

        scene.Status.Should().Be(200, scene.Body);
        VendorSchema.OpenAi.Check("CompactResource", scene.Json, "a compaction");
        VendorSchema.OpenResponses.Check("CompactResource", scene.Json, "a compaction");
        var call = scene.Calls.Single();
        call.PassThroughBody.Should().BeNull("the model server may know no compaction");
        call.Request.Tools.Should().BeEmpty();
        var asked = call.Request.Messages.Single().Content;
        asked.OfType<ImagePart>().Should().ContainSingle();
        string.Concat(asked.OfType<TextPart>().Select(part => part.Text)).Should().ContainAll("Be brief.", "What is it?", "look", "{\"at\":1}", "A cat.");

        var next = new Scene();
        await next.RunAsync($$"""{"input":[{{scene.Json["output"]![0]!.ToJsonString()}},{"role":"user","content":"Which colour?"}]}""", "/v1/responses");
        next.Status.Should().Be(200, next.Body);
        next.Calls.Single().Request.Messages.Select(message => message.Content.OfType<TextPart>().Single().Text).Should()
            .Equal("Summary of the conversation so far:\n They saw a cat.", "Which colour?");
        next.Headers.Should().NotContainKey("x-llm-gateway-dropped");
    }

    [Fact]
    public async Task A_server_of_the_same_protocol_is_told_the_summary_in_words()
    {
        var scene = Summary("They saw a cat.");
        await scene.RunAsync("""{"model":"small","input":"Hi"}""", Path);
        var next = new Scene { Spoken = WireProtocol.OpenAiResponses, Upstream = (_, _) => Pipeline.Scene.Say(new WirePayload("{}"u8.ToArray(), [new AnswerEnded(FinishReason.Stop)])) };
        await next.RunAsync($$"""{"input":[{{scene.Json["output"]![0]!.ToJsonString()}},{"role":"user","content":"?"}],"x":1}""", "/v1/responses");
        Encoding.UTF8.GetString(next.Calls.Single().PassThroughBody!.Value.Span).Should()
            .Be("""{"input":[{"type":"message","role":"user","content":"Summary of the conversation so far:\nThey saw a cat."},{"role":"user","content":"?"}],"x":1}""");
    }

    [Fact]
    public async Task A_compaction_that_another_provider_made_is_refused_instead_of_forgotten()
    {
        var scene = new Scene();
        await scene.RunAsync("""{"input":[{"type":"compaction","id":"cmp_1","encrypted_content":"gAAAAAB"},{"role":"user","content":"?"}]}""", "/v1/responses");
        scene.Status.Should().Be(400);
        ((string)scene.Json["error"]!["message"]!).Should().Contain("another provider");
        scene.Calls.Should().BeEmpty();
    }

    [Theory]
    [InlineData("""{"input":"Hi"}""", "model")]
    [InlineData("""{"model":null,"input":"Hi"}""", "model")]
    [InlineData("""{"model":"small"}""", "input")]
    public async Task What_is_missing_is_named(string body, string field)
    {
        var scene = new Scene();
        await scene.RunAsync(body, Path);
        scene.Status.Should().Be(400);
        ((string)scene.Json["error"]!["param"]!).Should().Be(field);
        VendorSchema.OpenAi.Check("ErrorResponse", scene.Json, "an error");
    }

    [Fact]
    public async Task A_summary_that_says_nothing_is_an_error()
    {
        var scene = new Scene { Upstream = (_, _) => Pipeline.Scene.Say(new TextDelta(" "), new AnswerEnded(FinishReason.Stop)) };
        await scene.RunAsync("""{"model":"small","input":"Hi"}""", Path);
        scene.Status.Should().Be(502);
    }

    [Fact]
    public async Task A_kept_response_is_compacted_and_counted_by_its_id()
    {
        var id = Guid.NewGuid().ToString("N");
        var first = Kept(new Scene { Records = table.Dynamo });
        await first.RunAsync("""{"input":"A long question."}""", "/v1/responses", caller: Alice, requestId: id);
        var compact = Kept(Summary("S.", table));
        await compact.RunAsync($$"""{"model":"small","previous_response_id":"{{first.Json["id"]}}"}""", Path, caller: Alice);
        compact.Status.Should().Be(200, compact.Body);
        compact.Calls.Single().Request.Messages.Single().Content.OfType<TextPart>().Single().Text.Should().Contain("A long question.").And.Contain("Hi");

        var counted = Kept(new Scene { Records = table.Dynamo });
        await counted.RunAsync($$"""{"model":"small","previous_response_id":"{{first.Json["id"]}}"}""", "/v1/responses/input_tokens", caller: Alice);
        VendorSchema.OpenAi.Check("TokenCountsResource", counted.Json, "a count");
        ((int)counted.Json["input_tokens"]!).Should().BeGreaterThan(3);
        counted.Calls.Should().BeEmpty();
    }

    [Fact]
    public async Task Tokens_are_counted()
    {
        var scene = new Scene();
        await scene.RunAsync($$"""{"input":{{Talk}},"tools":[{"type":"function","name":"f"}]}""", "/v1/responses/input_tokens");
        scene.Status.Should().Be(200, scene.Body);
        VendorSchema.OpenAi.Check("TokenCountsResource", scene.Json, "a count");
        scene.Headers["x-llm-gateway-usage"].Should().Be("estimated");
    }

    private static Scene Summary(string text, RecordsTable? table = null) => new()
    {
        Records = table?.Dynamo,
        Upstream = (_, _) => Pipeline.Scene.Say(new TextDelta(text), new AnswerEnded(FinishReason.Stop), new UsageReported(new TokenUsage(9, 4))),
    };

    private static Scene Kept(Scene scene)
    {
        scene.Document = scene.Document with { History = new HistoryDocument { Table = RecordsTable.Name } };
        return scene;
    }
}
