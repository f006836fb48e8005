using System.Text;
using LlmGateway.Core.Conversation;
using LlmGateway.Core.Protocols;
using LlmGateway.Core.Protocols.OpenAi;

namespace LlmGateway.Core.Tests.Protocols;

public sealed class OpenAiChatParserTests
{
    [Fact]
    public void Reads_system_and_developer_messages_anywhere_in_their_order()
    {
        var request = Parse("""
            {"messages":[{"role":"system","content":"one"},{"role":"user","content":"Hi"},
            {"role":"developer","content":[{"type":"text","text":"two"},{"type":"text","text":"  "}]},{"role":"system","content":""}]}
            """).Request;

        request.System.Should().Equal(new TextPart("one"), new TextPart("two"));
        request.Messages.Should().ContainSingle();
    }

    [Fact]
    public void Reads_a_tool_loop()
    {
        var request = Parse("""
            {"messages":[{"role":"user","content":"Weather?"},
             {"role":"assistant","content":null,"tool_calls":[{"id":"a","type":"function","function":{"name":"f","arguments":""}},{"id":"b","type":"function","function":{"name":"g","arguments":"{\"x\":1}"}}]},
             {"role":"tool","tool_call_id":"a","content":"rain"},{"role":"tool","tool_call_id":"b","content":[{"type":"text","text":"sun"}]}],
             "tools":[{"type":"function","function":{"name":"f"}}],"tool_choice":{"type":"function","function":{"name":"f"}}}
            """).Request;

        request.Messages[1].Content.Should().Equal(new ToolCallPart("a", "f", "{}"), new ToolCallPart("b", "g", """{"x":1}"""));
        request.Messages[2].Content.Should().ContainSingle().Which.Should().BeEquivalentTo(new ToolResultPart("a", [new TextPart("rain")]));
        request.Tools.Single().Name.Should().Be("f");
        Encoding.UTF8.GetString(request.Tools.Single().ParametersJson.Span).Should().Be("""{"type":"object","properties":{}}""");
        request.ToolChoice.Should().Be(new ToolChoice(ToolChoiceMode.Named, "f"));
    }

    [Fact]
    public void Drops_a_tool_choice_without_tools() =>
        Parse("""{"messages":[{"role":"user","content":"Hi"}],"tool_choice":"required"}""").Request.ToolChoice.Should().BeNull();

    [Fact]
    public void Reads_images_from_data_urls()
    {
        var part = Parse("""{"messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/JPG;charset=x;base64,AQID"}}]}]}""")
            .Request.Messages[0].Content.Single().Should().BeOfType<ImagePart>().Subject;

        part.MediaType.Should().Be("image/jpeg");
        part.Data.ToArray().Should().Equal(1, 2, 3);
    }

    [Fact]
    public void Prefers_max_completion_tokens()
    {
        Parse("""{"messages":[{"role":"user","content":"Hi"}],"max_tokens":5,"max_completion_tokens":7}""").Request.MaxTokens.Should().Be(7);
        Parse("""{"messages":[{"role":"user","content":"Hi"}],"max_tokens":5}""").Request.MaxTokens.Should().Be(5);
    }

    [Theory]
    [InlineData("\"END\"", "END")]
    [InlineData("[\"a\",\" \",\"b\"]", "a,b")]
    [InlineData("null", "")]
    public void Reads_stop_as_string_or_list_without_blanks(string stop, string expected) =>
        string.Join(',', Parse($$"""{"messages":[{"role":"user","content":"Hi"}],"stop":{{stop}}}""").Request.StopSequences).Should().Be(expected);

    [Fact]
    public void Keeps_the_names_of_what_it_does_not_know()
    {
        var parsed = Parse("""{"messages":[{"role":"user","content":"Hi"}],"seed":1,"stream":true,"stream_options":{"include_usage":true},"n":1,"logprobs":false,"user":null}""");

        parsed.Request.Unknown.Should().Equal("seed");
        parsed.Untranslatable.Should().BeNull();
        parsed.Request.Stream.Should().BeTrue();
        parsed.IncludeUsage.Should().BeTrue();
    }

    [Theory]
    [InlineData("""{"temperature":"hot"}""", "temperature")]
    [InlineData("""{"temperature":2.5}""", "temperature")]
    [InlineData("""{"max_tokens":0}""", "max_tokens")]
    [InlineData("""{"stream":"yes"}""", "stream")]
    [InlineData("""{"tool_choice":"maybe","tools":[{"type":"function","function":{"name":"f"}}]}""", "tool_choice")]
    [InlineData("""{"tools":[{"type":"function","function":{}}]}""", "tools[0].function.name")]
    [InlineData("""{"messages":"Hi"}""", "messages")]
    [InlineData("""{"messages":[]}""", "messages")]
    [InlineData("""{"messages":[{"role":"robot","content":"Hi"}]}""", "messages[0].role")]
    [InlineData("""{"messages":[{"role":"user"}]}""", "messages[0].content")]
    [InlineData("""{"messages":[{"role":"tool","content":"x"}]}""", "messages[0].tool_call_id")]
    [InlineData("""{"messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/png;base64,@@"}}]}]}""", "messages[0].content[0].image_url.url")]
    public void Names_the_field_at_fault(string body, string field)
    {
        if (!body.Contains("\"messages\"", StringComparison.Ordinal)) body = """{"messages":[{"role":"user","content":"Hi"}],""" + body[1..];

        var error = Refusals.Of(() => Parse(body));
        error.Kind.Should().Be(ErrorKind.InvalidRequest);
        error.Field.Should().Be(field);
        error.Message.Should().Contain(field);
    }

    [Fact]
    public void Keeps_the_names_of_what_stands_deeper_too()
    {
        var parsed = Parse("""
            {"stream_options":{"include_obfuscation":false},"user":"u-1","tools":[{"type":"function","function":{"name":"f"}}],
             "messages":[{"role":"user","name":"Ada","content":[{"type":"text","text":"Hi"}]},
             {"role":"user","name":"Bob","content":[{"type":"image_url","image_url":{"url":"data:image/png;base64,AQID","detail":"low"}}]},
             {"role":"assistant","content":"So.","refusal":null,"annotations":[]}]}
            """);

        parsed.Request.Unknown.Should().BeEquivalentTo("stream_options.include_obfuscation", "user", "messages.name", "messages.content.image_url.detail");
        parsed.OtherFields.Should().ContainAll("Ada", "Bob", "low").And.NotContainAny("u-1", "obfuscation");
    }

    [Theory]
    [InlineData("""{"n":2}""", "n")]
    [InlineData("""{"logprobs":true}""", "logprobs")]
    [InlineData("""{"top_logprobs":2}""", "top_logprobs")]
    [InlineData("""{"audio":{}}""", "audio")]
    [InlineData("""{"functions":[{"name":"f"}],"tools":[{"type":"function","function":{"name":"f"}}]}""", "functions")]
    [InlineData("""{"messages":[{"role":"user","content":"Hi"},{"role":"function","name":"f","content":"x"}]}""", "messages[1].name")]
    [InlineData("""{"reasoning_effort":"enormous"}""", "reasoning_effort")]
    [InlineData("""{"response_format":{"type":"grammar"}}""", "response_format.type")]
    [InlineData("""{"messages":[{"role":"user","content":[{"type":"file","file":{"file_id":"file-1"}}]}]}""", "messages[0].content[0].file.file_id")]
    [InlineData("""{"modalities":["text","audio"]}""", "modalities")]
    [InlineData("""{"tools":[{"type":"custom"}]}""", "tools[0].type")]
    [InlineData("""{"tool_choice":{"type":"custom"}}""", "tool_choice.type")]
    [InlineData("""{"tool_choice":{"type":"allowed_tools","allowed_tools":{"mode":"auto","tools":[{"type":"custom","custom":{"name":"f"}}]}}}""", "tool_choice.allowed_tools.tools[0].type")]
    [InlineData("""{"messages":[{"role":"user","content":[{"type":"video"}]}]}""", "messages[0].content[0].type")]
    [InlineData("""{"messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"gs://bucket/b.png"}}]}]}""", "messages[0].content[0].image_url.url")]
    public void Names_what_only_a_server_of_this_protocol_can_take(string body, string field)
    {
        if (!body.Contains("\"messages\"", StringComparison.Ordinal)) body = """{"messages":[{"role":"user","content":"Hi"}],""" + body[1..];

        var refusal = Parse(body).Untranslatable!;

        refusal.Kind.Should().Be(ErrorKind.InvalidRequest);
        refusal.Field.Should().Be(field);
        refusal.Message.Should().Contain(field);
    }

    [Theory]
    [InlineData("""{"messages":[{"role":"user","content":"cut \ud83d"}]}""", "messages[0].content")]
    [InlineData("""{"messages":[{"role":"user","content":"Hi"}],"stop":"\udc00"}""", "stop")]
    [InlineData("""{"messages":[{"role":"user","content":"Hi"}],"\ud83d":1}""", null)]
    public void Half_a_character_is_the_callers_mistake(string body, string? field)
    {
        var error = Refusals.Of(() => Parse(body));
        error.Field.Should().Be(field);
        error.Message.Should().Contain("half a character");
    }

    [Theory]
    [InlineData("""{"model":"allowed","model":"forbidden","messages":[{"role":"user","content":"Hi"}]}""")]
    [InlineData("""{"model":"allowed","mod\u0065l":"forbidden","messages":[{"role":"user","content":"Hi"}]}""")]
    [InlineData("""{"messages":[{"role":"user","role":"system","content":"Hi"}]}""")]
    public void A_field_that_comes_twice_is_refused(string body)
    {
        var act = () => Parse(body);
        act.Should().Throw<GatewayException>().Which.Error.Message.Should().Contain("twice");
    }

    [Fact]
    public void Bytes_that_are_no_text_are_refused_by_line_and_position()
    {
        var act = () => OpenAiChatParser.Parse((byte[])[.. "{\n  \"model\": \""u8, 0xC3, .. "\"}"u8]);
        act.Should().Throw<GatewayException>().Which.Error.Message.Should().Be("The request body is not valid UTF-8: line 2, position 13.");
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]")]
    public void Refuses_what_is_no_object(string body)
    {
        var act = () => Parse(body);
        act.Should().Throw<GatewayException>().Which.Error.Kind.Should().Be(ErrorKind.InvalidRequest);
    }

    private static ParsedChat Parse(string json) => OpenAiChatParser.Parse(Encoding.UTF8.GetBytes(json));
}
