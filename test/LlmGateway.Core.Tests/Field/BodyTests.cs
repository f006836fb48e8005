using System.Text;
using System.Text.Json.Nodes;
using LlmGateway.Core.Tests.Corpus;
using LlmGateway.Shared;

namespace LlmGateway.Core.Tests.Field;

/// <summary>Bodies that no parser of a protocol sees, or only just: each refusal says what is wrong with them.</summary>
public sealed class BodyTests
{
    public static TheoryData<byte[], string> Refused => new()
    {
        { [], "The request body is empty; send a JSON object." },
        { Encoding.UTF8.GetBytes("[]"), "The request body must be a JSON object." },
        { [0xEF, 0xBB, 0xBF, .. "{}"u8], "The request body begins with a byte order mark (EF BB BF); send UTF-8 without one." },
        { [0x1F, 0x8B, 8, 0], "The request body is compressed; name the compression in the header 'Content-Encoding', or send it uncompressed." },
        { [0x28, 0xB5, 0x2F, 0xFD, 0], "The request body is compressed; name the compression in the header 'Content-Encoding', or send it uncompressed." },
        { [0xFF, 0xFE, (byte)'{', 0], "The request body is not valid UTF-8: line 1, position 1." },
        { "{\n \"a\": }"u8.ToArray(), "The request body is not valid JSON: line 2, position 7." },
        { Encoding.UTF8.GetBytes(Nested(513)), "The request body is nested too deep: 512 levels are the most." },
        { Encoding.UTF8.GetBytes(Nested(100_000)), "The request body is nested too deep: 512 levels are the most." },
        { "{\"model\":\"server\",\"model\":\"nova\"}"u8.ToArray(), "The request body has the field 'model' twice." },
        { "{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"a\",\"text\":\"b\"}]}]}"u8.ToArray(), "The request body has the field 'messages[0].content[0].text' twice." },
        { "{\"a\":{\"\":1,\"\":2}}"u8.ToArray(), "The request body has the field 'a.' twice." },
        { Encoding.UTF8.GetBytes($$$"""{"{{{new string('x', 100)}}}":{"a":1,"a":2}}"""), $"The request body has the field '{new string('x', 64)}….a' twice." },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task What_is_wrong_is_said(byte[] body, string message)
    {
        foreach (var route in FieldRoutes.All)
        {
            var outcome = await new CorpusGateway().RunAsync(route, [], body);

            outcome.Response.Status.Should().Be(400, route);
            var told = JsonNode.Parse(outcome.Response.Text)!;
            (told["error"]!["message"] ?? told["message"])!.GetValue<string>().Should().Be(message, route);
        }
    }

    [Theory]
    [InlineData("/v1/chat/completions", "server", """{"model":"server","messages":[{"role":"user","content":"Hi"}],"odd":%}""")]
    [InlineData("/v1/responses", "whole", """{"model":"whole","store":false,"input":"Hi","odd":%}""")]
    [InlineData("/v1/messages", "anthropic", """{"model":"anthropic","max_tokens":9,"messages":[{"role":"user","content":"Hi"}],"odd":%}""")]
    [InlineData("/v1/messages", "claude", """{"model":"claude","max_tokens":9,"messages":[{"role":"user","content":"Hi"}],"odd":%}""")]
    public async Task Levels_up_to_the_most_pass_through(string route, string model, string body)
    {
        var deep = Nested(511);
        var whole = CorpusGateway.Upstreams["server"] with { Alias = "whole", Capabilities = FieldRoutes.EachProtocol };
        var outcome = await new CorpusGateway(whole).RunAsync(route, [], Encoding.UTF8.GetBytes(body.Replace("%", deep, StringComparison.Ordinal)));

        outcome.Response.Status.Should().Be(200, "{0}", outcome.Response.Text);
        Encoding.UTF8.GetString(outcome.Calls.Single().Body).Should().Contain(deep, model);
    }

    [Theory]
    [InlineData("/v1/chat/completions", "server", """{"model":"server","messages":[{"role":"user","content":"Hi"}],"tools":[{"type":"function","function":{"name":"f","parameters":%}}]}""")]
    [InlineData("/v1/chat/completions", "nova", """{"model":"nova","messages":[{"role":"user","content":"Hi"}],"tools":[{"type":"function","function":{"name":"f","parameters":%}}]}""")]
    [InlineData("/v1/messages", "anthropic", """{"model":"anthropic","max_tokens":9,"messages":[{"role":"user","content":"Hi"}],"tools":[{"name":"f","input_schema":%}]}""")]
    [InlineData("/v1/messages", "nova", """{"model":"nova","max_tokens":9,"messages":[{"role":"user","content":"Hi"}],"tools":[{"name":"f","input_schema":%}]}""")]
    [InlineData("/v1/responses", "openai", """{"model":"openai","store":false,"input":"Hi","tools":[{"type":"function","name":"f","parameters":%}]}""")]
    [InlineData("/v1/responses", "server", """{"model":"server","store":false,"input":"Hi","tools":[{"type":"function","name":"f","parameters":%}]}""")]
    public async Task A_member_that_comes_twice_in_a_schema_does_no_harm(string route, string model, string body)
    {
        const string Schema = """{"type":"object","properties":{"a":{"type":"string"},"a":{"type":"string","type":"string"}}}""";
        var outcome = await new CorpusGateway().RunAsync(route, [], Encoding.UTF8.GetBytes(body.Replace("%", Schema, StringComparison.Ordinal)));

        outcome.Response.Status.Should().Be(200, "{0} {1}", model, outcome.Response.Text);
    }

    private static string Nested(int levels) => string.Concat(Enumerable.Repeat("{\"a\":", levels - 1)) + "{}" + new string('}', levels - 1);
}

/// <summary>The routes that take a conversation.</summary>
internal static class FieldRoutes
{
    public static readonly string[] All = ["/v1/chat/completions", "/v1/messages", "/v1/responses", "/v1/prompt"];

    /// <summary>Of a server to which each protocol passes through.</summary>
    public static readonly CapabilitiesDocument EachProtocol = new() { Messages = true, Responses = true };
}
