using System.Text;
using System.Text.Json.Nodes;
using LlmGateway.Core.Conversation;
using LlmGateway.Core.Sockets;
using LlmGateway.Core.Tests.Contracts;

namespace LlmGateway.Core.Tests.Sockets;

/// <summary>Events of a stream as messages of a WebSocket.</summary>
public sealed class SocketEventsTests
{
    private const string Created = """{"type":"response.created","n":1}""", Delta = """{"type":"response.output_text.delta","delta":"é😀"}""", Completed = """{"type":"response.completed"}""";

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    public async Task Events_arrive_whole_wherever_the_stream_is_cut(string line)
    {
        var stream = string.Concat(new[] { $"event: response.created\ndata: {Created}\n\n", ": keep-alive\n\n", $"data:{Delta}\n\n", "data: {\"type\":\ndata: \"x\"}\n\n", $"id: 7\ndata: {Completed}\n\n", "data: [DONE]\n\n" })
            .Replace("\n", line, StringComparison.Ordinal);
        var bytes = Encoding.UTF8.GetBytes(stream);
        for (var cut = 0; cut <= bytes.Length; cut++)
        {
            var (sent, failed) = await RunAsync(200, bytes[..cut], bytes[cut..]);
            sent.Should().Equal(Created, Delta, "{\"type\":\n\"x\"}", Completed);
            failed.Should().BeFalse();
        }
    }

    [Theory]
    [InlineData("""{"type":"error","sequence_number":1,"code":"rate_limit_exceeded","message":"Slow."}""")]
    [InlineData("""{"type":"error","error":{"type":"rate_limit_error","code":"rate_limit_exceeded","message":"Slow."}}""")]
    [InlineData("""{"type":"error","status":429,"error":{"code":null,"message":"Slow."}}""")]
    [InlineData("""{"type":"error"}""")]
    public async Task What_failed_is_told_once(string error)
    {
        var alone = await RunAsync(200, Of(Created, error));
        alone.Failed.Should().BeTrue();
        alone.Sent.Should().HaveCount(2);
        VendorSchema.OpenResponses.Check("WebSocketErrorEvent", JsonNode.Parse(alone.Sent[1]), error);

        var failed = """{"type":"response.failed","response":{}}""";
        var both = await RunAsync(200, Of(Created, error, failed));
        both.Failed.Should().BeTrue();
        both.Sent.Should().Equal(Created, failed);
        (await RunAsync(200, Of(Created, error, Completed))).Sent.Should().HaveCount(3, "an answer that goes on after an error is the model server's to tell");
    }

    [Theory]
    [InlineData("""{"error":{"message":"No.","type":"invalid_request_error","param":"input","code":null}}""", "invalid_request_error")]
    [InlineData("""{"error":{"message":"No.","type":"invalid_request_error","param":null,"code":"model_not_found"}}""", "model_not_found")]
    [InlineData("<html>", "server_error")]
    public async Task A_refusal_has_its_status(string body, string code)
    {
        var (sent, failed) = await RunAsync(400, Encoding.UTF8.GetBytes(body));
        failed.Should().BeTrue();
        var error = JsonNode.Parse(sent.Single())!;
        VendorSchema.OpenResponses.Check("WebSocketErrorEvent", error, body);
        ((int)error["status"]!, (string)error["error"]!["code"]!).Should().Be((400, code));
    }

    [Theory]
    [InlineData("""{"type":"response.create","model":"m","stream":false,"input":"x"}""", """{"model":"m","input":"x","stream":true}""")]
    [InlineData("""{"input":[1],"stream_options":{},"type":"response.create","deep":{"type":"x","stream":1}}""", """{"input":[1],"deep":{"type":"x","stream":1},"stream":true}""")]
    public void A_message_is_the_request_that_it_holds(string message, string body) =>
        Encoding.UTF8.GetString(ResponseCreateMessage.Read(Encoding.UTF8.GetBytes(message)).Body.Span).Should().Be(body);

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"type":null}""")]
    [InlineData("""{"type":7}""")]
    [InlineData("""{"type":"response.cancel"}""")]
    public void What_is_no_such_message_is_refused(string message) =>
        FluentActions.Invoking(() => ResponseCreateMessage.Read(Encoding.UTF8.GetBytes(message))).Should().Throw<GatewayException>().Which.Error.Kind.Should().Be(ErrorKind.InvalidRequest);

    private static byte[] Of(params string[] events) => Encoding.UTF8.GetBytes(string.Concat(events.Select(one => $"data: {one}\n\n")));

    private static async Task<(List<string> Sent, bool Failed)> RunAsync(int status, params byte[][] writes)
    {
        List<string> sent = [];
        var events = new SocketEvents((message, _) =>
        {
            sent.Add(Encoding.UTF8.GetString(message.Span));
            return ValueTask.CompletedTask;
        });
        await events.StartAsync(status, [], default);
        foreach (var write in writes) await events.WriteAsync(write, default);
        await events.EndAsync(default);
        return (sent, events.Failed);
    }
}
