using System.Text;
using LlmGateway.Core.Conversation;
using LlmGateway.Core.Protocols;
using LlmGateway.Core.Protocols.Anthropic;

namespace LlmGateway.Core.Tests.Protocols;

public sealed class AnthropicParserTests
{
    [Fact]
    public void Everything_that_all_models_know_is_read()
    {
        var request = Parse("""
            {"model":"m","max_tokens":99,"system":"Be short.","temperature":0.5,"top_p":0.9,"stop_sequences":["a"," "],"stream":true,
             "messages":[
              {"role":"user","content":"Weather?"},
              {"role":"assistant","content":[{"type":"text","text":"I look."},{"type":"tool_use","id":"t1","name":"weather","input":{"city":"Oslo"}},{"type":"tool_use","id":"t2","name":"now"}]},
              {"role":"user","content":[{"type":"tool_result","tool_use_id":"t1","content":"Rain"},{"type":"tool_result","tool_use_id":"t2","is_error":true},
                {"type":"image","source":{"type":"base64","media_type":"image/jpg","data":"AQID"}}]}],
             "tools":[{"name":"weather","description":"d","input_schema":{"type":"object"}},{"type":"custom","name":"now"}],"tool_choice":{"type":"tool","name":"weather"}}
            """).Request;
        request.Should().BeEquivalentTo(new
        {
            Model = "m", MaxTokens = 99, Temperature = 0.5, TopP = 0.9, Stream = true, StopSequences = new[] { "a" }, ToolChoice = new ToolChoice(ToolChoiceMode.Named, "weather"),
            Unknown = Array.Empty<string>(),
        });
        request.System.Should().Equal(new TextPart("Be short."));
        request.Messages.Select(message => message.Role).Should().Equal(ChatRole.User, ChatRole.Assistant, ChatRole.User);
        request.Messages[1].Content.Should().Equal(new TextPart("I look."), new ToolCallPart("t1", "weather", """{"city":"Oslo"}"""), new ToolCallPart("t2", "now", "{}"));
        request.Messages[2].Content.Take(2).Should().BeEquivalentTo<ContentPart>(
            [new ToolResultPart("t1", [new TextPart("Rain")]), new ToolResultPart("t2", [], IsError: true)], options => options.RespectingRuntimeTypes());
        var image = request.Messages[2].Content[2].Should().BeOfType<ImagePart>().Which;
        (image.MediaType, Convert.ToHexString(image.Data.Span)).Should().Be(("image/jpeg", "010203"));
        request.Tools.Select(tool => (tool.Name, tool.Description, Encoding.UTF8.GetString(tool.ParametersJson.Span)))
            .Should().Equal(("weather", "d", """{"type":"object"}"""), ("now", null, """{"type":"object","properties":{}}"""));
    }

    [Theory]
    [InlineData("""{"type":"auto","disable_parallel_tool_use":true}""", ToolChoiceMode.Auto, false)]
    [InlineData("""{"type":"any","disable_parallel_tool_use":false}""", ToolChoiceMode.Required, true)]
    [InlineData("""{"type":"none"}""", ToolChoiceMode.None, null)]
    public void Tool_choices_have_their_own_names(string choice, ToolChoiceMode mode, bool? parallel)
    {
        var request = Parse($$"""{"messages":[{"role":"user","content":"x"}],"tools":[{"name":"f"}],"tool_choice":{{choice}}}""").Request;
        request.ToolChoice.Should().Be(new ToolChoice(mode));
        request.ParallelToolCalls.Should().Be(parallel);
        request.Unknown.Should().BeEmpty();
    }

    [Fact]
    public void What_other_models_can_do_without_is_named()
    {
        var parsed = Parse("""
            {"max_tokens":9,"top_k":5,"metadata":{"user_id":"u"},"context_management":{"edits":[]},
             "messages":[{"role":"user","content":[{"type":"text","text":"x","citations":[1]}]}],"tools":[{"name":"f","eager_input_streaming":true}]}
            """);
        parsed.Untranslatable.Should().BeNull();
        parsed.Request.Unknown.Should().BeEquivalentTo("metadata", "context_management", "messages.content.citations", "tools.eager_input_streaming");
        parsed.Request.TopK.Should().Be(5);
        parsed.OtherFields.Should().Contain("top_k1:5", "another choice of words is another answer").And.NotContain("metadata");
    }

    [Theory]
    [InlineData("""{"messages":[{"role":"user","content":[{"type":"document","source":{"type":"file","file_id":"f"}}]}]}""", "messages[0].content[0].source.type")]
    [InlineData("""{"messages":[{"role":"user","content":[{"type":"document","source":{"type":"content","content":[{"type":"image"}]}}]}]}""", "messages[0].content[0].source.type")]
    [InlineData("""{"messages":[{"role":"user","content":[{"type":"image","source":{"type":"url","url":"s3://x/a.png"}}]}]}""", "messages[0].content[0].source.url")]
    [InlineData("""{"messages":[{"role":"user","content":[{"type":"search_result"}]}]}""", "messages[0].content[0].type")]
    [InlineData("""{"messages":[{"role":"user","content":"x"}],"thinking":{"type":"between_tools"}}""", "thinking.type")]
    [InlineData("""{"messages":[{"role":"user","content":"x"}],"cache_control":{"type":"ephemeral","ttl":"2d"}}""", "cache_control.ttl")]
    [InlineData("""{"messages":[{"role":"user","content":"x"}],"tools":[{"type":"web_search_20250305","name":"web_search"}]}""", "tools[0].type")]
    public void What_only_Claude_takes_is_refused_toward_others_alone(string body, string field) => Parse(body).Untranslatable!.Field.Should().Be(field);

    [Theory]
    [InlineData("{}", "'messages' is missing.")]
    [InlineData("""{"messages":[]}""", "'messages' must hold at least one message.")]
    [InlineData("""{"messages":[{"role":"robot","content":"x"}]}""", "'messages[0].role' is 'robot'; it must be user, assistant or system.")]
    [InlineData("""{"messages":[{"role":"user"}]}""", "'messages[0].content' is missing.")]
    [InlineData("""{"messages":[{"role":"user","content":[{"text":"x"}]}]}""", "'messages[0].content[0].type' is missing.")]
    [InlineData("""{"messages":[{"role":"user","content":"x"}],"max_tokens":0}""", "'max_tokens' must be a whole number above 0.")]
    [InlineData("""{"messages":[{"role":"user","content":"x"}],"temperature":1.5}""", "'temperature' must be between 0 and 1.")]
    [InlineData("""{"messages":[{"role":"user","content":"x"}],"tool_choice":{"type":"some"}}""", "'tool_choice.type' is 'some'; it must be auto, any, none or tool.")]
    [InlineData("""{"messages":[{"role":"user","content":[{"type":"image","source":{"type":"base64","media_type":"image/png","data":"?"}}]}]}""", "'messages[0].content[0].source.data' holds no valid base64.")]
    [InlineData("""{"messages":[{"role":"assistant","content":[{"type":"tool_use","id":"a","name":"f","input":"x"}]}]}""", "'messages[0].content[0].input' must be an object.")]
    [InlineData("""{"messages":[{"role":"user","content":"x"}],"system":[{"type":"image","source":{"type":"base64","media_type":"image/png","data":"AQID"}}]}""", "'system' takes text alone.")]
    public void Mistakes_are_named(string body, string message)
    {
        Refusals.Of(() => Parse(body)).Should().BeEquivalentTo(new { Kind = ErrorKind.InvalidRequest, Message = message });
    }

    private static ParsedChat Parse(string body) => new AnthropicProtocol().Parse(Encoding.UTF8.GetBytes(body));
}
