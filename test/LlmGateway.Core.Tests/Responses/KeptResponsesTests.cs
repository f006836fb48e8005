using LlmGateway.Core.Conversation;
using LlmGateway.Core.Governance;
using LlmGateway.Core.Protocols.Responses;
using LlmGateway.Core.Tests.Pipeline;
using LlmGateway.Core.Tests.Requests;
using LlmGateway.Core.Upstreams;
using LlmGateway.Shared;

namespace LlmGateway.Core.Tests.Responses;

/// <summary>Responses that the gateway keeps, and who may go on from them.</summary>
public sealed class KeptResponsesTests(RecordsTable table) : IClassFixture<RecordsTable>
{
    private const string Path = "/v1/responses";

    private static readonly CallerIdentity Alice = new("alice"), Bob = new("bob");

    private readonly string _id = Guid.NewGuid().ToString("N");

    [Fact]
    public async Task A_response_goes_on_from_all_that_was_said_before()
    {
        var first = Scene(new ReasoningDelta("Hm."), new ReasoningSigned("s"), new TextDelta("Let me see."), new ToolCallStarted(0, "c0", "f"), new ToolCallDelta(0, "{}"), new AnswerEnded(FinishReason.ToolCalls));
        await first.RunAsync("""{"instructions":"Old.","input":[{"role":"developer","content":"Dev."},{"role":"user","content":"Look."}],"tools":[{"type":"function","name":"f"}]}""", Path, caller: Alice, requestId: _id + "a");
        var second = Scene();
        await second.RunAsync($$"""{"previous_response_id":"{{first.Json["id"]}}","instructions":"New.","input":[{"type":"function_call_output","call_id":"c0","output":"Seen."}]}""", Path, caller: Alice, requestId: _id + "b");
        var third = Scene();
        await third.RunAsync($$"""{"previous_response_id":"{{second.Json["id"]}}","input":"And?"}""", Path, caller: Alice, requestId: _id + "c");

        first.Json["store"]!.GetValue<bool>().Should().BeTrue();
        var request = third.Calls.Single().Request;
        request.System.Should().Equal(new TextPart("Dev."));
        request.Messages.Select(message => message.Role).Should().Equal(ChatRole.User, ChatRole.Assistant, ChatRole.User, ChatRole.Assistant, ChatRole.User);
        request.Messages[1].Content.Should().Equal(new ReasoningPart("Hm.", "s"), new TextPart("Let me see."), new ToolCallPart("c0", "f", "{}"));
        request.Messages[2].Content.Single().Should().BeOfType<ToolResultPart>();
        request.Messages[^1].Content.Should().Equal(new TextPart("And?"));
        second.Calls.Single().Request.System.Should().Equal(new TextPart("New."), new TextPart("Dev."));
    }

    [Fact]
    public async Task An_item_can_be_named_instead_of_sent()
    {
        var first = Scene(new TextDelta("Blue."), new AnswerEnded(FinishReason.Stop));
        await first.RunAsync("""{"input":"Colour?"}""", Path, caller: Alice, requestId: _id + "a");
        var second = Scene();
        await second.RunAsync($$"""{"input":[{"role":"user","content":"Colour?"},{"type":"item_reference","id":"{{first.Json["output"]![0]!["id"]}}"},{"role":"user","content":"Sure?"}]}""", Path, caller: Alice, requestId: _id + "b");

        second.Calls.Single().Request.Messages[1].Content.Should().Equal(new TextPart("Blue."));
        second.Json["id"]!.GetValue<string>().Should().Be($"resp_{ResponseId.ShortOf(_id + "a")}_{ResponseId.ShortOf(_id + "b")}");
        var stranger = Scene();
        await stranger.RunAsync($$"""{"input":[{"type":"item_reference","id":"{{first.Json["output"]![0]!["id"]}}"}]}""", Path, caller: Bob);
        stranger.Status.Should().Be(400);
        stranger.Calls.Should().BeEmpty();
    }

    [Fact]
    public async Task Nobody_goes_on_from_reads_or_deletes_another_ones_response()
    {
        var first = Scene();
        await first.RunAsync("""{"input":"My secret."}""", Path, caller: Alice, requestId: _id);
        var id = first.Json["id"]!.GetValue<string>();

        foreach (var (body, path, method, status) in new[] { ($$"""{"previous_response_id":"{{id}}","input":"?"}""", Path, "POST", 400), ("", $"{Path}/{id}", "GET", 404), ("", $"{Path}/{id}", "DELETE", 404) })
        {
            var stranger = Scene();
            await stranger.RunAsync(body, path, method, Bob);
            stranger.Status.Should().Be(status, method);
            stranger.Calls.Should().BeEmpty();
        }
        var read = Scene();
        await read.RunAsync("", $"{Path}/{id}", "GET", Alice);
        read.Body.Should().Be(first.Body);
        var deleted = Scene();
        await deleted.RunAsync("", $"{Path}/{id}", "DELETE", Alice);
        deleted.Body.Should().Be($$"""{"id":"{{id}}","object":"response","deleted":true}""");
        var gone = Scene();
        await gone.RunAsync("", $"{Path}/{id}", "GET", Alice);
        gone.Status.Should().Be(404);
    }

    [Fact]
    public async Task What_is_not_to_be_stored_is_not()
    {
        var first = Scene();
        await first.RunAsync("""{"input":"Hi","store":false}""", Path, caller: Alice, requestId: _id);
        first.Json["store"]!.GetValue<bool>().Should().BeFalse();
        var next = Scene();
        await next.RunAsync($$"""{"previous_response_id":"{{first.Json["id"]}}","input":"?"}""", Path, caller: Alice);
        next.Status.Should().Be(400);
        next.Json["error"]!["param"]!.GetValue<string>().Should().Be("previous_response_id");
    }

    [Fact]
    public async Task Without_history_nothing_is_stored_and_going_on_is_refused_with_the_way_out()
    {
        var plain = new Scene();
        await plain.RunAsync("""{"input":"Hi"}""", Path);
        plain.Status.Should().Be(200);
        var next = new Scene();
        await next.RunAsync("""{"previous_response_id":"resp_1","input":"?"}""", Path);
        next.Status.Should().Be(400);
        next.Json["error"]!["message"]!.GetValue<string>().Should().Contain("store: false");
    }

    [Fact]
    public async Task What_the_model_server_keeps_goes_on_for_its_own_caller_alone()
    {
        var upstreamId = "resp_" + _id;
        var first = PassThrough($$"""{"id":"{{upstreamId}}","object":"response"}""", new AnswerNamed(upstreamId), new AnswerEnded(FinishReason.Stop));
        await first.RunAsync("""{"input":"Hi"}""", Path, caller: Alice);
        var body = $$"""{"previous_response_id":"{{upstreamId}}","input":"?"}""";
        var own = PassThrough("{}", new AnswerEnded(FinishReason.Stop));
        await own.RunAsync(body, Path, caller: Alice);
        own.Status.Should().Be(200, own.Body);
        System.Text.Encoding.UTF8.GetString(own.Calls.Single().PassThroughBody!.Value.Span).Should().Be(body);

        var stranger = PassThrough("{}", new AnswerEnded(FinishReason.Stop));
        await stranger.RunAsync(body, Path, caller: Bob);
        stranger.Status.Should().Be(400);
        stranger.Calls.Should().BeEmpty();
    }

    private Scene PassThrough(string payload, params ChatEvent[] meaning)
    {
        var scene = Scene(new WirePayload(System.Text.Encoding.UTF8.GetBytes(payload), meaning));
        scene.Spoken = WireProtocol.OpenAiResponses;
        return scene;
    }

    private Scene Scene(params ChatEvent[] said)
    {
        var scene = new Scene { Records = table.Dynamo };
        if (said.Length > 0) scene.Upstream = (_, _) => Pipeline.Scene.Say(said);
        scene.Document = scene.Document with { History = new HistoryDocument { Table = RecordsTable.Name } };
        return scene;
    }
}
