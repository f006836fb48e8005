using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using LlmGateway.Core.Tests.Corpus;
using LlmGateway.Core.Tests.Upstreams;

namespace LlmGateway.Core.Tests.Field;

/// <summary>A beta that stays behind toward Bedrock takes its fields along, and they are named.</summary>
public sealed class BetaFieldTests
{
    private const string Start = """ "max_tokens":9,"messages":[{"role":"user","content":"Hi"}] """;

    [Theory]
    [InlineData("prompt-caching-scope-2026-01-05", """{%,"system":[{"type":"text","text":"s","cache_control":{"type":"ephemeral","scope":"global"}}]}""",
        """{%,"system":[{"type":"text","text":"s","cache_control":{"type":"ephemeral"}}]}""", "cache_control.scope")]
    [InlineData("prompt-caching-scope-2026-01-05", """{%,"tools":[{"name":"f","input_schema":{"type":"object","properties":{"cache_control":{"scope":"x"}}},"cache_control":{"type":"ephemeral","scope":"global"}}]}""",
        """{%,"tools":[{"name":"f","input_schema":{"type":"object","properties":{"cache_control":{"scope":"x"}}},"cache_control":{"type":"ephemeral"}}]}""", "cache_control.scope")]
    [InlineData("structured-outputs-2025-11-13", """{%,"output_format":{"type":"json_schema","schema":{"type":"object"}}}""",
        """{%,"output_config":{"format":{"type":"json_schema","schema":{"type":"object"}}}}""", null)]
    [InlineData("structured-outputs-2025-11-13", """{%,"output_format":{"type":"json_schema","schema":{"type":"object"}},"output_config":{"effort":"low"}}""",
        """{%,"output_config":{"effort":"low"}}""", "output_format")]
    [InlineData("fast-mode-2026-02-01", """{%,"speed":"fast"}""", """{%}""", "speed")]
    [InlineData("mcp-client-2025-11-20", """{%,"mcp_servers":[{"type":"url"}],"tools":[{"type":"mcp_toolset","mcp_server_name":"s"},{"name":"f","input_schema":{"type":"object"}}]}""",
        """{%,"tools":[{"name":"f","input_schema":{"type":"object"}}]}""", "mcp_servers,tools.mcp_toolset")]
    [InlineData("", """{%,"tools":[{"name":"f","input_schema":{"type":"object"},"eager_input_streaming":true}]}""", """{%,"tools":[{"name":"f","input_schema":{"type":"object"}}]}""", "tools.eager_input_streaming")]
    [InlineData("fine-grained-tool-streaming-2025-05-14", """{%,"tools":[{"name":"f","input_schema":{"type":"object"},"eager_input_streaming":true}]}""",
        """{%,"tools":[{"name":"f","input_schema":{"type":"object"},"eager_input_streaming":true}]}""", null)]
    [InlineData("context-management-2025-06-27", """{%,"context_management":{"edits":[]}}""", """{%,"context_management":{"edits":[]}}""", null)]
    public async Task Fields_follow_their_beta(string beta, string body, string sent, string? dropped)
    {
        var outcome = await new CorpusGateway().RunAsync("/v1/messages", Betas(beta), Request(body));

        outcome.Response.Status.Should().Be(200, "{0}", outcome.Response.Text);
        Equal(outcome.Calls.Single().Body, sent);
        foreach (var name in dropped?.Split(',') ?? []) outcome.Response.Headers["x-llm-gateway-dropped"].Should().Contain(name);
    }

    [Fact]
    public async Task Where_Bedrock_refuses_a_beta_its_fields_go_too()
    {
        var gateway = new CorpusGateway
        {
            Server = sent => JsonNode.Parse(sent)!["anthropic_beta"] is null ? Wire.Json("""{"id":"m","type":"message","role":"assistant","model":"x","content":[],"stop_reason":"end_turn","usage":{"input_tokens":1,"output_tokens":1}}""")
                : Refusal(),
        };
        var outcome = await gateway.RunAsync("/v1/messages", Betas("context-management-2025-06-27,tool-examples-2025-10-29"),
            Request("""{%,"context_management":{"edits":[]},"tools":[{"name":"f","input_schema":{"type":"object"},"input_examples":[{}]}]}"""));

        outcome.Calls.Should().HaveCount(2);
        Equal(outcome.Calls[1].Body, """{%,"tools":[{"name":"f","input_schema":{"type":"object"}}]}""");
    }

    [Fact]
    public async Task Toward_Anthropic_all_stays()
    {
        const string Body = """{%,"output_format":{"type":"json_schema","schema":{"type":"object"}},"speed":"fast"}""";
        var outcome = await new CorpusGateway().RunAsync("/v1/messages", Betas("structured-outputs-2025-11-13,fast-mode-2026-02-01"), Request(Body, "anthropic"));

        Equal(outcome.Calls.Single().Body, Body);
        outcome.Calls.Single().Betas.Should().Be("structured-outputs-2025-11-13,fast-mode-2026-02-01");
    }

    private static Dictionary<string, string> Betas(string betas) => betas.Length == 0 ? [] : new() { ["anthropic-beta"] = betas };

    private static byte[] Request(string body, string model = "claude") =>
        Encoding.UTF8.GetBytes($$"""{"model":"{{model}}",{{body.Replace("%", Start, StringComparison.Ordinal)[1..]}}""");

    private static void Equal(byte[] sent, string expected)
    {
        var json = JsonNode.Parse(sent)!.AsObject();
        foreach (var own in new[] { "model", "anthropic_version", "anthropic_beta" }) json.Remove(own);
        JsonNode.DeepEquals(json, JsonNode.Parse(expected.Replace("%", Start, StringComparison.Ordinal))).Should().BeTrue("{0} is sent", json.ToJsonString());
    }

    private static HttpResponseMessage Refusal()
    {
        var response = Wire.Json("""{"message":"invalid beta flag"}""", HttpStatusCode.BadRequest);
        response.Headers.Add("x-amzn-errortype", "ValidationException");
        return response;
    }
}
