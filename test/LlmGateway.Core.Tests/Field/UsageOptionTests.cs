using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using LlmGateway.Core.Tests.Corpus;
using LlmGateway.Core.Tests.Upstreams;

namespace LlmGateway.Core.Tests.Field;

/// <summary><c>stream_options</c>, which the gateway adds and some servers refuse.</summary>
public sealed class UsageOptionTests
{
    private const string Chat = """{"model":"server","stream":true,"messages":[{"role":"user","content":"Hi"}]}""";

    [Theory]
    [InlineData("/v1/chat/completions", Chat, 400)]
    [InlineData("/v1/chat/completions", Chat, 422)]
    [InlineData("/v1/messages", """{"model":"server","stream":true,"max_tokens":9,"messages":[{"role":"user","content":"Hi"}]}""", 422)]
    [InlineData("/v1/responses", """{"model":"server","stream":true,"store":false,"input":"Hi"}""", 400)]
    [InlineData("/v1/prompt", """{"model":"server","stream":true,"prompt":"Hi"}""", 400)]
    public async Task A_server_that_refuses_it_is_asked_without_and_from_then_on(string route, string body, int status)
    {
        var gateway = new CorpusGateway();
        gateway.Server = sent => JsonNode.Parse(sent)!["stream_options"] is null
            ? FieldWire.Events("""{"choices":[{"index":0,"delta":{"content":"Hi"},"finish_reason":"stop"}]}""", "[DONE]")
            : Wire.Json("""{"detail":[{"loc":["body","stream_options"],"msg":"Extra inputs are not permitted"}]}""", (HttpStatusCode)status);

        var first = await gateway.RunAsync(route, [], Encoding.UTF8.GetBytes(body));
        ClientAnswer.Read(route, true, first.Response.Text).Text.ToString().Should().Be("Hi");
        first.Calls.Should().HaveCount(2);

        var second = await gateway.RunAsync(route, [], Encoding.UTF8.GetBytes(body));
        second.Response.Status.Should().Be(200);
        second.Calls.Should().ContainSingle("the server is known to refuse it");
    }

    [Fact]
    public async Task What_the_client_asked_for_itself_is_the_clients()
    {
        var gateway = new CorpusGateway { Server = _ => Wire.Json("""{"error":{"message":"No stream_options."}}""", HttpStatusCode.BadRequest) };

        var outcome = await gateway.RunAsync("/v1/chat/completions", [], Encoding.UTF8.GetBytes(Chat[..^1] + ""","stream_options":{"include_usage":true}}"""));

        (outcome.Response.Status, outcome.Calls.Count).Should().Be((400, 1));
    }

    [Fact]
    public async Task Another_mistake_is_told_and_nothing_is_learned_from_it()
    {
        var gateway = new CorpusGateway { Server = _ => Wire.Json("""{"error":{"message":"Bad temperature."}}""", HttpStatusCode.BadRequest) };

        for (var time = 0; time < 2; time++)
        {
            var outcome = await gateway.RunAsync("/v1/chat/completions", [], Encoding.UTF8.GetBytes(Chat));
            outcome.Response.Text.Should().Contain("Bad temperature.");
            outcome.Calls.Should().HaveCount(2);
        }
    }
}
