using System.Text;
using System.Text.Json.Nodes;
using LlmGateway.Core.Chats;
using LlmGateway.Core.Conversation;
using LlmGateway.Core.Tests.Contracts;
using LlmGateway.Core.Tests.Pipeline;
using LlmGateway.Core.Tests.Requests;
using LlmGateway.Core.Upstreams;
using LlmGateway.Shared;

namespace LlmGateway.Core.Tests.Responses;

/// <summary>What a connection remembers of responses that are kept nowhere else, in memory and in a table.</summary>
public sealed class ResponseSessionTests(RecordsTable table) : IClassFixture<RecordsTable>
{
    private const string Path = "/v1/responses";

    private readonly string _id = Guid.NewGuid().ToString("N");
    private int _number;

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task A_connection_goes_on_from_what_is_kept_nowhere_else(bool inTable, bool keeps)
    {
        var session = Session(inTable);
        var first = await SayAsync(session, """{"store":false,"input":"Look.","tools":[{"type":"function","name":"f"}]}""", keeps,
            new TextDelta("Let me see."), new ToolCallStarted(0, "c0", "f"), new ToolCallDelta(0, "{}"), new AnswerEnded(FinishReason.ToolCalls));
        var second = await SayAsync(session, $$"""{"store":false,"previous_response_id":"{{first}}","input":[{"type":"function_call_output","call_id":"c0","output":"Seen."}]}""", keeps);
        var third = await SayAsync(session, $$"""{"store":false,"previous_response_id":"{{second}}","input":"And?"}""", keeps);
        _last.Calls.Single().Request.Messages.Select(message => message.Role).Should().Equal(ChatRole.User, ChatRole.Assistant, ChatRole.User, ChatRole.Assistant, ChatRole.User);
        ((string)_last.Json["previous_response_id"]!).Should().Be(second);
        ResponsesContractTests.CheckResponse(_last.Json, "goes on");

        // Also where the next one is to be kept, and from there.
        var fourth = await SayAsync(session, $$"""{"previous_response_id":"{{third}}","input":"Keep this."}""", keeps);
        await SayAsync(keeps ? null : session, $$"""{"previous_response_id":"{{fourth}}","input":"Still?"}""", keeps);
        _last.Calls.Single().Request.Messages.Should().HaveCount(9);
        var fifth = (string)_last.Json["id"]!;
        await SayAsync(session, $$"""{"store":false,"previous_response_id":"{{fifth}}","input":"Not this."}""", keeps);
        await SayAsync(session, $$"""{"store":false,"previous_response_id":"{{_last.Json["id"]}}","input":"End."}""", keeps);
        _last.Calls.Single().Request.Messages.Should().HaveCount(13);
    }

    [Fact]
    public async Task A_server_of_the_same_protocol_is_sent_the_whole_conversation()
    {
        var session = new MemorySession();
        const string Answer = """{"id":"resp_up","output":[{"type":"reasoning","id":"rs_1","summary":[]},{"type":"reasoning","id":"rs_2","summary":[],"encrypted_content":"gAAA"},{"type":"message","id":"msg_1","role":"assistant","content":[{"type":"output_text","text":"Hi"}]}]}""";
        foreach (var stream in new[] { false, true })
        {
            var payload = stream ? $$"""{"type":"response.completed","response":{{Answer}}}""" : Answer;
            var first = PassThrough(payload);
            await first.RunAsync($$"""{"store":false,"stream":{{(stream ? "true" : "false")}},"input":"Hi?"}""", Path, session: session);
            var next = PassThrough("{}");
            await next.RunAsync("""{"model":"small","previous_response_id":"resp_up","x":{"y":1},"store":false,"input":[{"role":"user","content":"More?"}]}""", Path, session: session);
            next.Status.Should().Be(200, next.Body);
            Encoding.UTF8.GetString(next.Calls.Single().PassThroughBody!.Value.Span).Should().Be(
                """{"model":"small","x":{"y":1},"store":false,"input":[{"type":"message","role":"user","content":"Hi?"},{"type":"reasoning","id":"rs_2","summary":[],"encrypted_content":"gAAA"},{"type":"message","id":"msg_1","role":"assistant","content":[{"type":"output_text","text":"Hi"}]},{"role":"user","content":"More?"}]}""");
            // Another model goes on from it as well.
            var translated = new Scene();
            await translated.RunAsync("""{"previous_response_id":"resp_up","store":false,"input":"More?"}""", Path, session: session);
            translated.Status.Should().Be(200, translated.Body);
            translated.Calls.Single().Request.Messages.Should().HaveCount(3);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_is_forgotten_or_another_connections_is_not_found(bool inTable)
    {
        var session = Session(inTable);
        var first = await SayAsync(session, """{"store":false,"input":"Hi"}""", keeps: false);
        var body = $$"""{"store":false,"previous_response_id":"{{first}}","input":"?"}""";
        await SayAsync(Session(inTable), body, keeps: false, expected: 400);
        ((string)_last.Json["error"]!["code"]!).Should().Be("previous_response_not_found");
        await SayAsync(null, body, keeps: true, expected: 400);
        ((string)_last.Json["error"]!["code"]!).Should().Be("previous_response_not_found");
        await session.ForgetAsync(first, default);
        await SayAsync(session, body, keeps: false, expected: 400);
        ((string)_last.Json["error"]!["code"]!).Should().Be("previous_response_not_found");
    }

    [Fact]
    public async Task A_result_without_its_call_is_refused()
    {
        var session = new MemorySession();
        var first = await SayAsync(session, """{"store":false,"input":"Hi"}""", keeps: false);
        await SayAsync(session, $$"""{"store":false,"previous_response_id":"{{first}}","input":[{"type":"function_call_output","call_id":"none","output":"x"}]}""", keeps: false, expected: 400);
        _last.Calls.Should().BeEmpty();
        ((string)_last.Json["error"]!["message"]!).Should().Contain("none");
    }

    [Fact]
    public async Task A_warm_up_asks_nothing_and_is_gone_on_from()
    {
        var session = new MemorySession();
        var first = await SayAsync(session, """{"store":false,"generate":false,"input":"The rules are long."}""", keeps: false);
        _last.Calls.Should().BeEmpty();
        ResponsesContractTests.CheckResponse(_last.Json, "a warm-up");
        await SayAsync(session, $$"""{"store":false,"previous_response_id":"{{first}}","input":"Go."}""", keeps: false);
        _last.Calls.Single().Request.Messages.Should().HaveCount(2);
        await SayAsync(null, """{"generate":false,"input":"x"}""", keeps: false, expected: 400);
    }

    [Fact]
    public async Task Items_of_the_conversation_can_be_named()
    {
        var session = new MemorySession();
        var first = await SayAsync(session, """{"store":false,"input":"Hi"}""", keeps: false);
        var item = (string)_last.Json["output"]![0]!["id"]!;
        await SayAsync(session, $$"""{"store":false,"previous_response_id":"{{first}}","input":[{"type":"item_reference","id":"{{item}}"},{"role":"user","content":"?"}]}""", keeps: false);
        _last.Calls.Single().Request.Messages.SelectMany(message => message.Content).OfType<NamedItemPart>().Should().BeEmpty();
        await SayAsync(session, $$"""{"store":false,"previous_response_id":"{{first}}","input":[{"type":"item_reference","id":"msg_0_0"}]}""", keeps: false, expected: 400);
    }

    [Fact]
    public async Task Memory_is_bounded_and_forgets_the_oldest()
    {
        var session = new MemorySession();
        for (var number = 0; number < 40; number++) await session.KeepAsync($"r{number}", new KeptResponse(null, new string('x', 1024 * 1024), "{}"), default);
        var kept = await session.ReadAsync(default);
        kept.Count.Should().BeLessThanOrEqualTo(16);
        kept.Keys.Should().Contain("r39").And.NotContain("r0");
    }

    private Scene _last = null!;

    private IResponseSession Session(bool inTable) =>
        inTable ? new TableSession(new ResponseTable(table.Dynamo, new HistoryDocument { Table = RecordsTable.Name, TtlSeconds = 7200 }, TimeProvider.System), Guid.NewGuid().ToString("N")) : new MemorySession();

    private Task<string> SayAsync(IResponseSession? session, string body, bool keeps, params ChatEvent[] said) => SayAsync(session, body, keeps, 200, said);

    private async Task<string> SayAsync(IResponseSession? session, string body, bool keeps, int expected, params ChatEvent[] said)
    {
        _last = new Scene { Records = table.Dynamo };
        if (said.Length > 0) _last.Upstream = (_, _) => Pipeline.Scene.Say(said);
        if (keeps) _last.Document = _last.Document with { History = new HistoryDocument { Table = RecordsTable.Name } };
        await _last.RunAsync(body, Path, requestId: $"{_id}{_number++}", session: session);
        _last.Status.Should().Be(expected, _last.Body);
        return (string?)_last.Json["id"] ?? "";
    }

    private static Scene PassThrough(string payload) => new()
    {
        Spoken = WireProtocol.OpenAiResponses,
        Upstream = (_, _) => Pipeline.Scene.Say(new WirePayload(Encoding.UTF8.GetBytes(payload), [new AnswerNamed("resp_up"), new AnswerEnded(FinishReason.Stop)])),
    };
}
