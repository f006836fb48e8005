using System.Text;
using System.Text.Json.Nodes;
using LlmGateway.Core.Conversation;
using LlmGateway.Core.Knowledge;
using LlmGateway.Core.Tests.Pipeline;
using LlmGateway.Core.Upstreams;

namespace LlmGateway.Core.Tests.Knowledge;

/// <summary>Knowledge in OpenAI Responses: the passages before the question, the citations where that protocol has a place for them.</summary>
public sealed class ResponsesKnowledgeTests
{
    private const string Annotations = """
        [{"type":"url_citation","url":"https://tickets.example.com/1","title":"Ticket 1","start_index":16,"end_index":19},{"type":"file_citation","file_id":"2","filename":"outages","index":1}]
        """;

    private static readonly ChatEvent[] Said = [new TextDelta("The link is up. "), new TextDelta("[1]"), new AnswerEnded(FinishReason.Stop)];

    [Fact]
    public async Task A_whole_response_cites_the_passages_in_its_text()
    {
        var scene = Ask("""{"model":"small","input":"Is it fixed?"}""", out var asking);
        await asking;

        RecallTests.Shown(scene).Should().Contain("Link down.").And.Contain("Link up.");
        scene.Json["output"]![0]!["content"]![0]!["annotations"]!.ToJsonString().Should().Be(Annotations.Trim());
        scene.Headers["x-llm-gateway-knowledge"].Should().Be("outages;passages=2");
    }

    [Fact]
    public async Task A_streamed_response_tells_each_citation_and_ends_as_the_whole_one()
    {
        var scene = Ask("""{"model":"small","input":[{"role":"user","content":[{"type":"input_text","text":"Is it fixed?"}]}],"stream":true}""", out var asking);
        await asking;

        var events = Events(scene);
        events.Select((one, at) => (int)one["sequence_number"]!).Should().Equal(Enumerable.Range(0, events.Count));
        events.Select(one => (string)one["type"]!).Should().Equal(
            "response.created", "response.in_progress", "response.output_item.added", "response.content_part.added", "response.output_text.delta", "response.output_text.delta",
            "response.output_text.annotation.added", "response.output_text.annotation.added", "response.output_text.done", "response.content_part.done", "response.output_item.done", "response.completed");
        new JsonArray([.. events.Where(one => one["annotation"] is not null).Select(one => one["annotation"]!.DeepClone())]).ToJsonString().Should().Be(Annotations.Trim());
        events[7].ToJsonString().Should().StartWith("""{"type":"response.output_text.annotation.added","sequence_number":7,"item_id":"msg_r-1_0","output_index":0,"content_index":0,"annotation_index":1,"annotation":{""");
        events[^3]["part"]!["annotations"]!.ToJsonString().Should().Be(Annotations.Trim());
        events[^1]["response"]!["output"]![0]!["content"]![0]!["annotations"]!.ToJsonString().Should().Be(Annotations.Trim());
    }

    [Fact]
    public async Task The_first_words_cite_and_a_call_of_a_tool_does_not()
    {
        var scene = Ask("""{"model":"small","input":"Is it fixed?","tools":[{"type":"function","name":"f"}]}""", out var asking,
            new TextDelta("Let me look."), new ToolCallStarted(0, "c", "f"), new TextDelta("Up [1]."), new AnswerEnded(FinishReason.Stop));
        await asking;

        var output = scene.Json["output"]!.AsArray();
        output.Select(item => (item!["content"]?[0]!["annotations"] as JsonArray)?.Count).Should().Equal(2, null, 0);
    }

    [Theory]
    [InlineData("\"Is it fixed?\"")]
    [InlineData("""[{"role":"user","content":"Is it fixed?"}]""")]
    [InlineData("""[{"role":"user","content":[{"type":"input_text","text":"Is it fixed?"}]},{"type":"function_call","call_id":"c","name":"f","arguments":"{}"},{"type":"function_call_output","call_id":"c","output":"7"}]""")]
    public async Task A_body_that_passes_through_is_changed_in_its_last_question_alone(string input)
    {
        var body = $$"""{"model":"small","new_field":[1, 2],"input":{{input}},"later":true}""";
        var scene = Ask(body, out var asking, spoken: true);
        await asking;

        var sent = Encoding.UTF8.GetString(scene.Calls.Single().PassThroughBody!.Value.Span);
        sent.Should().Contain("Link down.").And.StartWith("""{"model":"small","new_field":[1, 2],"input":""").And.EndWith(""","later":true}""");
        var asked = JsonNode.Parse(sent)!["input"]!.ToJsonString();
        asked.Should().Contain("Is it fixed?");
        if (input.Contains("call_id", StringComparison.Ordinal)) asked.Should().EndWith("""{"type":"function_call_output","call_id":"c","output":"7"}]""");
    }

    [Fact]
    public async Task A_stream_that_is_copied_begins_once()
    {
        ChatEvent[] copied =
        [
            new WirePayload(Encoding.UTF8.GetBytes("""{"type":"response.created"}"""), []), new WirePayload(Encoding.UTF8.GetBytes("""{"type":"response.completed"}"""), [new AnswerEnded(FinishReason.Stop)]),
        ];
        var scene = Ask("""{"model":"small","input":"Is it fixed?","stream":true}""", out var asking, spoken: true, said: copied);
        await asking;

        Events(scene).Select(one => (string)one["type"]!).Should().Equal("response.created", "response.completed");
        scene.Headers["x-llm-gateway-knowledge"].Should().Be("outages;passages=2");
    }

    private static Scene Ask(string body, out Task asking, params ChatEvent[] said) => Ask(body, out asking, spoken: false, said);

    private static Scene Ask(string body, out Task asking, bool spoken, params ChatEvent[] said)
    {
        var source = new FakePassages((question, _) => Task.FromResult<IReadOnlyList<Passage>>(
            [new Passage("Link down.") { Scope = question.Scope, Title = "Ticket 1", Uri = "https://tickets.example.com/1" }, new Passage("Link up.") { Scope = question.Scope }]));
        var scene = new Scene { Knowledge = [source.As("outages")], Upstream = (_, _) => Scene.Say(said.Length > 0 ? said : Said) };
        if (spoken) scene.Spoken = WireProtocol.OpenAiResponses;
        asking = scene.RunAsync(body, "/v1/responses", caller: FakePassages.North, headers: new(StringComparer.OrdinalIgnoreCase) { ["x-llm-gateway-scope"] = "node-1" });
        return scene;
    }

    private static List<JsonNode> Events(Scene scene) =>
        [.. scene.Body.Split('\n').Where(line => line.StartsWith("data: ", StringComparison.Ordinal)).Select(line => JsonNode.Parse(line["data: ".Length..])!)];
}
