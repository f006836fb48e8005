using System.Text;
using LlmGateway.Core.Conversation;
using LlmGateway.Core.Protocols;
using LlmGateway.Core.Protocols.Anthropic;
using LlmGateway.Core.Protocols.OpenAi;

namespace LlmGateway.Core.Tests.Protocols;

/// <summary>Thoughts, files, cache points and forms of answers, as clients of both protocols ask for them.</summary>
public sealed class RichRequestTests
{
    [Theory]
    [InlineData("""{"reasoning_effort":"minimal"}""", ReasoningEffort.Minimal, null, false)]
    [InlineData("""{"reasoning_effort":"none"}""", ReasoningEffort.None, null, false)]
    [InlineData("""{"reasoning":{"effort":"high","exclude":true}}""", ReasoningEffort.High, null, true)]
    [InlineData("""{"reasoning":{"max_tokens":2000},"reasoning_effort":"low"}""", null, 2000, false)]
    [InlineData("""{"reasoning":{"enabled":true}}""", ReasoningEffort.Medium, null, false)]
    [InlineData("""{"reasoning":{"enabled":false}}""", ReasoningEffort.None, null, false)]
    [InlineData("""{"thinking":{"type":"enabled","budget_tokens":1024},"reasoning_effort":"low"}""", null, 1024, false)]
    [InlineData("""{"thinking":{"type":"disabled"}}""", ReasoningEffort.None, null, false)]
    public void OpenAIs_clients_ask_for_thought_in_many_ways(string fields, ReasoningEffort? effort, int? budget, bool hidden)
    {
        var parsed = OpenAi(fields[..^1] + ",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}");
        parsed.Request.Reasoning.Should().Be(new ReasoningWish(effort, budget) { Hidden = hidden });
        parsed.Request.Unknown.Should().BeEmpty();
        parsed.OtherFields.Should().NotBeEmpty("a thought-out answer is another one");
    }

    [Theory]
    [InlineData("""{"thinking":{"type":"enabled","budget_tokens":2048}}""", null, 2048, false)]
    [InlineData("""{"thinking":{"type":"adaptive","display":"omitted"}}""", ReasoningEffort.High, null, true)]
    [InlineData("""{"thinking":{"type":"adaptive"},"output_config":{"effort":"max"}}""", ReasoningEffort.Max, null, false)]
    [InlineData("""{"output_config":{"effort":"low"}}""", ReasoningEffort.Low, null, false)]
    [InlineData("""{"thinking":{"type":"disabled"},"output_config":{"effort":"low"}}""", ReasoningEffort.None, null, false)]
    public void Anthropics_clients_ask_for_thought(string fields, ReasoningEffort? effort, int? budget, bool hidden) =>
        Anthropic(fields[..^1] + ",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}").Request.Reasoning.Should().Be(new ReasoningWish(effort, budget) { Hidden = hidden });

    [Fact]
    public void Thoughts_come_back_with_their_signatures()
    {
        OpenAi("""
            {"messages":[{"role":"user","content":"x"},{"role":"assistant","content":"So.","reasoning_content":"ab","thinking_blocks":[
             {"type":"thinking","thinking":"a","signature":"sig"},{"type":"redacted_thinking","data":"AQID"},{"type":"thinking","thinking":"b","signature":""}],
             "tool_calls":[{"id":"t","type":"function","function":{"name":"f","arguments":"{}"}}]}]}
            """).Request.Messages[1].Content.Should().Equal(
            new ReasoningPart("a", "sig"), new RedactedReasoningPart("AQID"), new ReasoningPart("b", null), new TextPart("So."), new ToolCallPart("t", "f", "{}"));
        OpenAi("""{"messages":[{"role":"user","content":"x"},{"role":"assistant","content":"So.","reasoning_content":"ab"}]}""")
            .Request.Messages[1].Content.Should().Equal(new ReasoningPart("ab", null), new TextPart("So."));
        Anthropic("""
            {"messages":[{"role":"user","content":"x"},{"role":"assistant","content":[{"type":"thinking","thinking":"a","signature":"sig"},{"type":"redacted_thinking","data":"AQID"},{"type":"text","text":"So."}]}]}
            """).Request.Messages[1].Content.Should().Equal(new ReasoningPart("a", "sig"), new RedactedReasoningPart("AQID"), new TextPart("So."));
    }

    [Fact]
    public void Cache_points_stand_behind_what_they_keep()
    {
        var openAi = OpenAi("""
            {"tools":[{"type":"function","cache_control":{"type":"ephemeral"},"function":{"name":"f","strict":true}},{"type":"function","function":{"name":"g","cache_control":{"type":"ephemeral","ttl":"1h"}}}],
             "messages":[{"role":"system","content":"s","cache_control":{"type":"ephemeral","ttl":"1h"}},
             {"role":"user","content":[{"type":"text","text":"a","cache_control":{"type":"ephemeral"}},{"type":"text","text":"b"}]},
             {"role":"assistant","content":null,"tool_calls":[{"id":"t","type":"function","function":{"name":"f","arguments":"{}"}}],"cache_control":{"type":"ephemeral"}},
             {"role":"tool","tool_call_id":"t","content":[{"type":"text","text":"r","cache_control":{"type":"ephemeral","ttl":"5m"}}]}]}
            """).Request;
        openAi.System.Should().Equal(new TextPart("s"), new CachePointPart("1h"));
        openAi.Messages[0].Content.Should().Equal(new TextPart("a"), new CachePointPart(), new TextPart("b"));
        openAi.Messages[1].Content.Should().Equal(new ToolCallPart("t", "f", "{}"), new CachePointPart());
        openAi.Messages[2].Content[0].Should().BeOfType<ToolResultPart>().Which.Content.Should().Equal(new TextPart("r"));
        openAi.Messages[2].Content[1].Should().Be(new CachePointPart("5m"));
        openAi.Tools.Select(tool => (tool.Strict, tool.CachePoint)).Should().Equal((true, new CachePointPart()), (false, new CachePointPart("1h")));
        openAi.Unknown.Should().BeEmpty();

        var anthropic = Anthropic("""
            {"cache_control":{"type":"ephemeral","ttl":"1h"},"tools":[{"name":"f","strict":true,"cache_control":{"type":"ephemeral"}}],
             "system":[{"type":"text","text":" ","cache_control":{"type":"ephemeral"}},{"type":"text","text":"s","cache_control":{"type":"ephemeral"}}],
             "messages":[{"role":"user","content":"a"},{"role":"system","content":"later"},{"role":"user","content":[{"type":"text","text":"b"}]}]}
            """).Request;
        anthropic.System.Should().Equal(new TextPart("s"), new CachePointPart(), new TextPart("later"));
        anthropic.Messages[1].Content.Should().Equal(new TextPart("b"), new CachePointPart("1h"));
        anthropic.Tools.Single().Should().BeEquivalentTo(new { Strict = true, CachePoint = new CachePointPart() });
        anthropic.Unknown.Should().BeEmpty();
    }

    [Fact]
    public void Files_are_carried_or_named_by_address()
    {
        var parts = OpenAi("""
            {"messages":[{"role":"user","content":[
             {"type":"file","file":{"filename":"a.pdf","file_data":"data:application/PDF;base64,AQID"}},
             {"type":"file","file":{"file_data":"https://x.example/b.pdf"}},
             {"type":"file","file":{"file_id":"https://x.example/c.pdf","format":"application/pdf"}},
             {"type":"image_url","image_url":{"url":"https://x.example/d.png"}},
             {"type":"image_url","image_url":"data:image/jpg;base64,AQID"}]}]}
            """).Request.Messages[0].Content;
        Document(parts[0]).Should().Be(("a.pdf", "application/pdf", "010203"));
        parts.Skip(1).Take(3).Should().Equal(
            new RemotePart(new Uri("https://x.example/b.pdf"), "messages[0].content[1].file.file_data", "document"),
            new RemotePart(new Uri("https://x.example/c.pdf"), "messages[0].content[2].file.file_id", "document"),
            new RemotePart(new Uri("https://x.example/d.png"), "messages[0].content[3].image_url.url"));
        parts[4].Should().BeOfType<ImagePart>().Which.MediaType.Should().Be("image/jpeg");

        parts = Anthropic("""
            {"messages":[{"role":"user","content":[
             {"type":"document","title":"T","source":{"type":"base64","media_type":"application/pdf","data":"AQID"}},
             {"type":"document","source":{"type":"text","media_type":"text/plain","data":"abc"}},
             {"type":"document","source":{"type":"content","content":[{"type":"text","text":"a"},{"type":"text","text":"b"}]}},
             {"type":"document","source":{"type":"url","url":"https://x.example/b.pdf"}},
             {"type":"image","source":{"type":"url","url":"http://x.example/a.png"}}]}]}
            """).Request.Messages[0].Content;
        parts.Take(3).Select(Document).Should().Equal(("T", "application/pdf", "010203"), ("document", "text/plain", "616263"), ("document", "text/plain", "610A62"));
        parts.Skip(3).Should().Equal(
            new RemotePart(new Uri("https://x.example/b.pdf"), "messages[0].content[3].source.url", "document"),
            new RemotePart(new Uri("http://x.example/a.png"), "messages[0].content[4].source.url"));
    }

    [Fact]
    public void Answers_may_have_a_form()
    {
        var format = OpenAi("""
            {"messages":[{"role":"user","content":"x"}],"response_format":{"type":"json_schema","json_schema":{"name":"n","description":"d","strict":true,"schema":{"type":"object"}}}}
            """).Request.Format!;
        (format.Name, format.Description, format.Strict, Encoding.UTF8.GetString(format.SchemaJson!.Value.Span)).Should().Be(("n", "d", true, """{"type":"object"}"""));
        OpenAi("""{"messages":[{"role":"user","content":"x"}],"response_format":{"type":"json_object"}}""").Request.Format.Should().Be(new AnswerFormat(null, Strict: false));
        OpenAi("""{"messages":[{"role":"user","content":"x"}],"response_format":{"type":"text"}}""").Request.Format.Should().BeNull();
        foreach (var field in new[] { "\"output_format\":{\"type\":\"json_schema\",\"schema\":{}}", "\"output_config\":{\"format\":{\"type\":\"json_schema\",\"schema\":{}}}" })
            Encoding.UTF8.GetString(Anthropic($$"""{"messages":[{"role":"user","content":"x"}],{{field}}}""").Request.Format!.SchemaJson!.Value.Span).Should().Be("{}");
    }

    [Fact]
    public void A_guardrail_may_be_named_in_the_body() =>
        OpenAi("""{"messages":[{"role":"user","content":"x"}],"guardrailConfig":{"guardrailIdentifier":"g","guardrailVersion":"1","trace":"enabled"}}""")
            .Request.Guardrail.Should().Be(new GuardrailWish("g", "1", Trace: true));

    [Theory]
    [InlineData("g:DRAFT", "g", "DRAFT", false)]
    [InlineData("g:1:trace", "g", "1", true)]
    [InlineData("arn:aws:bedrock:eu-west-1:1:guardrail/g:2", "arn:aws:bedrock:eu-west-1:1:guardrail/g", "2", false)]
    public void A_guardrail_may_be_named_in_the_header(string header, string id, string version, bool trace) =>
        GuardrailFields.OfHeader(header).Should().Be(new GuardrailWish(id, version, trace));

    [Theory]
    [InlineData("g")]
    [InlineData(":1")]
    [InlineData("g:")]
    public void A_guardrail_without_version_is_refused(string header)
    {
        var read = () => GuardrailFields.OfHeader(header);
        read.Should().Throw<GatewayException>().Which.Error.Message.Should().Contain("x-llm-gateway-guardrail");
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("0")]
    public void No_limit_of_top_k_is_none(string topK)
    {
        OpenAi($$"""{"messages":[{"role":"user","content":"x"}],"top_k":{{topK}}}""").Request.TopK.Should().BeNull("servers of open models take these as none");
        Anthropic($$"""{"messages":[{"role":"user","content":"x"}],"top_k":{{topK}}}""").Request.TopK.Should().BeNull();
    }

    [Fact]
    public void Without_tools_there_are_no_parallel_calls()
    {
        OpenAi("""{"messages":[{"role":"user","content":"x"}],"parallel_tool_calls":false}""").Request.ParallelToolCalls.Should().BeNull();
        OpenAi("""{"messages":[{"role":"user","content":"x"}],"parallel_tool_calls":false,"tools":[{"type":"function","function":{"name":"f"}}]}""").Request.ParallelToolCalls.Should().BeFalse();
    }

    private static (string, string, string) Document(ContentPart part) =>
        part.Should().BeOfType<DocumentPart>().Which is var document ? (document.Name, document.MediaType, Convert.ToHexString(document.Data.Span)) : default;

    private static ParsedChat OpenAi(string body) => new OpenAiChatProtocol().Parse(Encoding.UTF8.GetBytes(body));

    private static ParsedChat Anthropic(string body) => new AnthropicProtocol().Parse(Encoding.UTF8.GetBytes(body));
}
