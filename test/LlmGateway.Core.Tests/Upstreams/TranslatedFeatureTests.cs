using System.Text;
using System.Text.Json.Nodes;
using LlmGateway.Core.Conversation;
using LlmGateway.Core.Governance;
using LlmGateway.Core.Upstreams;
using LlmGateway.Core.Upstreams.Anthropic;
using LlmGateway.Core.Upstreams.OpenAi;

namespace LlmGateway.Core.Tests.Upstreams;

/// <summary>What requests and answers of other protocols become on the wires of OpenAI and of Anthropic.</summary>
public sealed class TranslatedFeatureTests
{
    private static readonly CatalogModel Claude = Wire.Model with { Upstream = "anthropic", UpstreamModel = "claude-sonnet-4-5" };
    private static readonly CatalogModel Gpt = Wire.Model with { Upstream = "openai", UpstreamModel = "gpt-4o" };
    private static readonly ToolDefinition Tool = new("f", null, """{"type":"object","additionalProperties":false}"""u8.ToArray()) { Strict = true, CachePoint = new CachePointPart() };
    private static readonly AnswerFormat Format = new("""{"type":"object","additionalProperties":false}"""u8.ToArray(), "fault", "d");

    [Theory]
    [InlineData("gpt-5-mini", ReasoningEffort.Max, "high")]
    [InlineData("o3", ReasoningEffort.Minimal, "low")]
    public void OpenAi_is_told_its_effort_and_nothing_of_sampling(string model, ReasoningEffort effort, string expected)
    {
        var call = Wire.Call(Hello with { Temperature = 0.2, TopP = 0.3, Reasoning = new ReasoningWish(effort), MaxTokens = 9 }, Gpt with { UpstreamModel = model });
        OpenAi(call).ToJsonString().Should().Be($$"""{"model":"{{model}}","messages":[{"role":"user","content":"Hi"}],"max_completion_tokens":9,"reasoning_effort":"{{expected}}"}""");
        call.Dropped.Should().Equal("temperature", "top_p");
    }

    [Fact]
    public void Another_server_has_the_older_words_and_is_spared_what_it_may_not_know()
    {
        var call = Wire.Call(Hello with { Temperature = 1.4, TopP = 0.3, TopK = 4, Reasoning = new ReasoningWish(BudgetTokens: 2000), Tools = [Tool], ParallelToolCalls = false }, Gpt with { UpstreamModel = "llama3.1:8b" });
        OpenAi(call).ToJsonString().Should().Be(
            """{"model":"llama3.1:8b","messages":[{"role":"user","content":"Hi"}],"temperature":1.4,"top_p":0.3,"tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object","additionalProperties":false},"strict":true}}],"parallel_tool_calls":false}""");
        call.Dropped.Should().Equal("thinking", "top_k");
    }

    [Fact]
    public void OpenAi_takes_formats_files_and_images_in_its_own_form()
    {
        var body = OpenAi(Wire.Call(Wire.Ask(
            Wire.User(new TextPart("a"), new CachePointPart(), new DocumentPart("r.pdf", "application/pdf", new byte[] { 1, 2, 3 }), new DocumentPart("n.md", "text/markdown", "# N"u8.ToArray()))) with
        {
            Stream = false, System = [new TextPart("s"), new CachePointPart()], Format = Format,
        }, Gpt));

        body["messages"]!.ToJsonString().Should().Be(
            """[{"role":"system","content":"s"},{"role":"user","content":[{"type":"text","text":"a"},{"type":"file","file":{"filename":"r.pdf","file_data":"data:application/pdf;base64,AQID"}},{"type":"text","text":"n.md:\n# N"}]}]""");
        body["response_format"]!.ToJsonString().Should().Be("""{"type":"json_schema","json_schema":{"name":"fault","description":"d","schema":{"type":"object","additionalProperties":false},"strict":true}}""");
        OpenAi(Wire.Call(Hello with { Format = new AnswerFormat(null) }, Gpt))["response_format"]!.ToJsonString().Should().Be("""{"type":"json_object"}""");
    }

    [Fact]
    public async Task Thoughts_and_detailed_usage_are_read_from_servers_that_send_them()
    {
        const string Stream = "data: {\"choices\":[{\"delta\":{\"reasoning_content\":\"Hm\"}}]}\n\ndata: {\"choices\":[{\"delta\":{\"reasoning\":\"m.\"}}]}\n\ndata: {\"choices\":[{\"delta\":{\"content\":\"42\"},\"finish_reason\":\"stop\"}]}\n\n"
            + "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":7,\"prompt_tokens_details\":{\"cached_tokens\":4},\"completion_tokens_details\":{\"reasoning_tokens\":5}}}\n\ndata: [DONE]\n\n";
        var wire = new Wire { Answer = _ => Wire.Pieces(Encoding.UTF8.GetBytes(Stream), 30) };
        (await Wire.AllAsync(new OpenAiUpstream(Server(wire)).InvokeAsync(Wire.Call(Hello with { Stream = true }, Gpt), default))).Should().Equal(
            new ReasoningDelta("Hm"), new ReasoningDelta("m."), new TextDelta("42"), new AnswerEnded(FinishReason.Stop), new UsageReported(new TokenUsage(9, 7, 4) { ReasoningTokens = 5 }));
    }

    [Fact]
    public void Anthropic_hears_of_thinking_caching_documents_and_one_call_at_a_time()
    {
        var call = Wire.Call(Wire.Ask(
            Wire.User(new TextPart("a"), new CachePointPart("1h"), new DocumentPart("r.pdf", "application/pdf", new byte[] { 1, 2, 3 }), new DocumentPart("n.md", "text/markdown", "# N"u8.ToArray())),
            Wire.Assistant(new ReasoningPart("t", "sig"), new RedactedReasoningPart("AQID"), new ToolCallPart("x", "f", "{}")),
            Wire.User(new ToolResultPart("x", [new TextPart("1")]), new CachePointPart())) with
        {
            Stream = false, System = [new TextPart("s"), new CachePointPart()], Tools = [Tool], ParallelToolCalls = false, Reasoning = new ReasoningWish(BudgetTokens: 2000), MaxTokens = 3000, TopK = 4,
        }, Claude);
        AnthropicBody(call).ToJsonString().Should().Be(
            """{"model":"claude-sonnet-4-5","max_tokens":3000,"system":[{"type":"text","text":"s","cache_control":{"type":"ephemeral"}}],"messages":[{"role":"user","content":[{"type":"text","text":"a","cache_control":{"type":"ephemeral","ttl":"1h"}},"""
            + """{"type":"document","source":{"type":"base64","media_type":"application/pdf","data":"AQID"},"title":"r.pdf"},{"type":"document","source":{"type":"text","media_type":"text/plain","data":"# N"},"title":"n.md"}]},"""
            + """{"role":"assistant","content":[{"type":"thinking","thinking":"t","signature":"sig"},{"type":"redacted_thinking","data":"AQID"},{"type":"tool_use","id":"x","name":"f","input":{}}]},"""
            + """{"role":"user","content":[{"type":"tool_result","tool_use_id":"x","content":[{"type":"text","text":"1"}],"cache_control":{"type":"ephemeral"}}]}],"thinking":{"type":"enabled","budget_tokens":2000}"""
            + ""","tools":[{"name":"f","input_schema":{"type":"object","additionalProperties":false},"strict":true,"cache_control":{"type":"ephemeral"}}],"tool_choice":{"type":"auto","disable_parallel_tool_use":true}}""");
        call.Dropped.Should().Equal("top_k");
    }

    [Fact]
    public void Anthropic_gets_a_schema_beside_the_effort_or_as_a_tool()
    {
        AnthropicBody(Wire.Call(Hello with { Format = Format, Reasoning = new ReasoningWish(ReasoningEffort.Low) }, Claude with { UpstreamModel = "claude-sonnet-4-6" }))["output_config"]!.ToJsonString()
            .Should().Be("""{"effort":"low","format":{"type":"json_schema","schema":{"type":"object","additionalProperties":false}}}""");
        AnthropicBody(Wire.Call(Hello with { Format = Format }, Claude with { UpstreamModel = "claude-opus-4-1" }))["tool_choice"]!.ToJsonString().Should().Be("""{"type":"tool","name":"fault"}""");
    }

    [Fact]
    public async Task Anthropics_standing_in_tool_is_read_as_text()
    {
        const string Whole = """{"type":"message","content":[{"type":"thinking","thinking":"t","signature":"s"},{"type":"tool_use","id":"x","name":"fault","input":{"n":1}}],"stop_reason":"tool_use","stop_sequence":null}""";
        var call = Wire.Call(Hello with { Format = Format, Stream = false }, Claude with { UpstreamModel = "claude-opus-4-1" });
        (await Wire.AllAsync(new AnthropicUpstream(Server(new Wire { Answer = _ => Wire.Json(Whole) })).InvokeAsync(call, default)))
            .Should().Equal(new ReasoningDelta("t"), new ReasoningSigned("s"), new TextDelta("""{"n":1}"""), new AnswerEnded(FinishReason.Stop));
    }

    [Fact]
    public async Task What_is_to_be_guarded_never_leaves_bedrock_unguarded()
    {
        var request = Hello with { Guardrail = new GuardrailWish("g", "1") };
        foreach (var upstream in new IUpstream[] { new OpenAiUpstream(Server(new Wire())), new AnthropicUpstream(Server(new Wire())) })
            foreach (var call in new[] { Wire.Call(request, Claude), Wire.Call(Hello, Claude with { Guardrail = new GuardrailWish("g", "1") }) with { PassThroughBody = "{}"u8.ToArray() } })
            {
                var act = () => Wire.AllAsync(upstream.InvokeAsync(call, default));
                (await act.Should().ThrowAsync<GatewayException>()).Which.Error.Kind.Should().Be(ErrorKind.InvalidRequest);
            }
    }

    private static ChatRequest Hello => Wire.Ask(Wire.User(new TextPart("Hi"))) with { Stream = false };

    private static ModelServer Server(Wire wire) => new(new HttpMessageInvoker(wire), new CredentialStore(wire.Aws, TimeProvider.System));

    private static JsonNode OpenAi(UpstreamCall call) => JsonNode.Parse(OpenAiRequestWriter.Write(call).Span)!;

    private static JsonNode AnthropicBody(UpstreamCall call) => JsonNode.Parse(AnthropicRequestWriter.Write(call).Span)!;
}
