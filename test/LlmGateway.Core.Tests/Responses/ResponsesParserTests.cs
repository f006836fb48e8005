using System.Text;
using LlmGateway.Core.Conversation;
using LlmGateway.Core.Protocols;
using LlmGateway.Core.Protocols.Responses;
using LlmGateway.Core.Tests.Protocols;

namespace LlmGateway.Core.Tests.Responses;

public sealed class ResponsesParserTests
{
    [Fact]
    public void A_text_is_what_the_user_says_and_instructions_go_before_it()
    {
        var request = Parse("""{"model":"m","input":"Hi","instructions":"Be brief.","max_output_tokens":9,"temperature":0.5,"stream":true}""").Request;

        request.Should().BeEquivalentTo(new { Model = "m", MaxTokens = 9, Temperature = 0.5, Stream = true });
        request.System.Should().Equal(new TextPart("Be brief."));
        request.Messages.Should().ContainSingle().Which.Content.Should().Equal(new TextPart("Hi"));
    }

    [Fact]
    public void What_a_coding_agent_sends_is_read_whole()
    {
        // The shape of Codex's second request of a turn.
        var parsed = Parse("""
            {"model":"m","instructions":"You are a coding agent.","store":false,"stream":true,"include":["reasoning.encrypted_content"],"prompt_cache_key":"k",
             "tool_choice":"auto","parallel_tool_calls":false,"reasoning":{"effort":"medium","summary":"auto"},"text":{"verbosity":"low"},
             "tools":[{"type":"function","name":"shell","description":"Runs.","strict":false,"parameters":{"type":"object","properties":{"command":{"type":"array","items":{"type":"string"}}}}},
                      {"type":"custom","name":"apply_patch","description":"Patches.","format":{"type":"grammar","syntax":"lark","definition":"start: \"x\""}},
                      {"type":"local_shell"}],
             "input":[{"type":"message","role":"developer","content":[{"type":"input_text","text":"Sandboxed."}]},
                      {"type":"message","role":"user","content":[{"type":"input_text","text":"Fix it."}]},
                      {"type":"reasoning","summary":[],"encrypted_content":"SEALED"},
                      {"type":"message","role":"assistant","content":[{"type":"output_text","text":"Looking."}]},
                      {"type":"function_call","name":"shell","arguments":"{\"command\":[\"ls\"]}","call_id":"c1"},
                      {"type":"custom_tool_call","call_id":"c2","name":"apply_patch","input":"*** Begin"},
                      {"type":"function_call_output","call_id":"c1","output":"a.cs"},
                      {"type":"custom_tool_call_output","call_id":"c2","output":"Done."}]}
            """.Replace("SEALED", SealedThought.Seal("Hm.", "sig"), StringComparison.Ordinal));

        parsed.Untranslatable.Should().BeNull();
        parsed.Store.Should().BeFalse();
        var request = parsed.Request;
        request.Unknown.Should().Equal("prompt_cache_key", "text.verbosity");
        request.Should().BeEquivalentTo(new { ParallelToolCalls = false, Reasoning = new ReasoningWish(ReasoningEffort.Medium), ToolChoice = new ToolChoice(ToolChoiceMode.Auto) });
        request.System.Should().Equal(new TextPart("You are a coding agent."), new TextPart("Sandboxed."));
        request.Tools.Select(tool => (tool.Name, tool.Kind)).Should().Equal(("shell", ToolKind.Function), ("apply_patch", ToolKind.FreeText), ("local_shell", ToolKind.LocalShell));
        request.Tools[1].Description.Should().Contain("Patches.").And.Contain("start: \"x\"");
        request.Messages.Select(message => message.Role).Should().Equal(ChatRole.User, ChatRole.Assistant, ChatRole.User);
        request.Messages[1].Content.Should().Equal(
            new ReasoningPart("Hm.", "sig"), new TextPart("Looking."), new ToolCallPart("c1", "shell", """{"command":["ls"]}"""), new ToolCallPart("c2", "apply_patch", """{"input":"*** Begin"}"""));
        request.Messages[2].Content.Cast<ToolResultPart>().Select(result => (result.CallId, ((TextPart)result.Content[0]).Text)).Should().Equal(("c1", "a.cs"), ("c2", "Done."));
    }

    [Fact]
    public void Tools_in_namespaces_have_both_names_in_one()
    {
        var request = Parse("""
            {"tools":[{"type":"namespace","name":"mcp__team__","description":"The team's.","tools":[{"type":"function","name":"echo","description":"Echoes."}]},
                      {"type":"namespace","name":"files","tools":[{"type":"custom","name":"patch"}]},
                      {"type":"namespace","name":"a_very_long_namespace_of_a_server_of_tools","tools":[{"type":"function","name":"and_a_long_name_of_a_tool"}]}],
             "tool_choice":{"type":"function","namespace":"mcp__team__","name":"echo"},
             "input":[{"role":"user","content":"Go."},{"type":"function_call","namespace":"mcp__team__","name":"echo","arguments":"{}","call_id":"c1"},
                      {"type":"function_call_output","call_id":"c1","output":"Gone."}]}
            """).Request;

        request.Tools.Select(tool => (tool.Name, tool.Kind)).Should().Equal(
            ("mcp__team__echo", ToolKind.Function), ("files__patch", ToolKind.FreeText),
            // No model takes more than 64 letters.
            ("a_very_long_namespace_of_a_server_of_tools__and_a_long__e064bd5c", ToolKind.Function));
        request.ToolChoice.Should().Be(new ToolChoice(ToolChoiceMode.Named, "mcp__team__echo"));
        request.Messages[1].Content.Should().Equal(new ToolCallPart("c1", "mcp__team__echo", "{}"));
        request.Unknown.Should().BeEmpty();
        Parse("""{"input":"x","tools":[{"type":"namespace","name":"n","tools":[{"type":"web_search"}]}]}""").Untranslatable!.Message.Should().StartWith("'tools[0].tools[0]' is 'web_search'");
    }

    [Fact]
    public void Images_and_files_come_as_data_or_by_their_addresses()
    {
        var content = Parse("""
            {"input":[{"role":"user","content":[{"type":"input_image","image_url":"data:image/jpg;base64,AQID"},{"type":"input_image","detail":"auto","image_url":"https://x.example/a.png"},
              {"type":"input_file","filename":"a.pdf","file_data":"data:application/pdf;base64,AQID"},{"type":"input_file","filename":"b.pdf","file_url":"https://x.example/b.pdf"}]}]}
            """).Request.Messages[0].Content;

        content[0].Should().BeOfType<ImagePart>().Which.MediaType.Should().Be("image/jpeg");
        content[1].Should().Be(new RemotePart(new Uri("https://x.example/a.png"), "input[0].content[1].image_url"));
        content[2].Should().BeOfType<DocumentPart>().Which.Should().BeEquivalentTo(new { Name = "a.pdf", MediaType = "application/pdf" });
        content[3].Should().Be(new RemotePart(new Uri("https://x.example/b.pdf"), "input[0].content[3].file_url", "b.pdf"));
    }

    [Fact]
    public void An_answer_can_have_a_form()
    {
        var format = Parse("""{"input":"x","text":{"format":{"type":"json_schema","name":"event","schema":{"type":"object"},"strict":true}}}""").Request.Format!;
        Encoding.UTF8.GetString(format.SchemaJson!.Value.Span).Should().Be("""{"type":"object"}""");
        format.Should().BeEquivalentTo(new { Name = "event", Strict = true });
        Parse("""{"input":"x","text":{"format":{"type":"json_object"}}}""").Request.Format!.SchemaJson.Should().BeNull();
        Parse("""{"input":"x","text":{"format":{"type":"text"}}}""").Request.Format.Should().BeNull();
    }

    [Theory]
    [InlineData("""{"type":"function","name":"b"}""", ToolChoiceMode.Named, "b", "a,b")]
    [InlineData("""{"type":"allowed_tools","mode":"required","tools":[{"type":"function","name":"b"}]}""", ToolChoiceMode.Required, null, "b")]
    [InlineData("\"none\"", ToolChoiceMode.None, null, "a,b")]
    public void A_choice_may_name_tools(string choice, ToolChoiceMode mode, string? name, string tools)
    {
        var request = Parse($$"""{"input":"x","tool_choice":{{choice}},"tools":[{"type":"function","name":"a"},{"type":"function","name":"b","parameters":null}]}""").Request;
        request.ToolChoice.Should().Be(new ToolChoice(mode, name));
        string.Join(',', request.Tools.Select(tool => tool.Name)).Should().Be(tools);
    }

    [Theory]
    [InlineData("""{"input":"x","tools":[{"type":"web_search"}]}""", "'tools[0]' is 'web_search', which runs at OpenAI: toward this model the gateway takes function, custom and local_shell tools. Leave 'web_search' out.")]
    [InlineData("""{"input":"x","tools":[{"type":"mcp","server_label":"s"}]}""", "'tools[0]' is 'mcp', which runs at OpenAI: toward this model the gateway takes function, custom and local_shell tools. Leave 'mcp' out.")]
    [InlineData("""{"input":"x","top_logprobs":2}""", "'top_logprobs': toward this model there are no log probabilities.")]
    [InlineData("""{"input":[{"role":"user","content":[{"type":"input_file","file_id":"f"}]}]}""", "'input[0].content[0]' names no content that the gateway could read: it keeps no files ('file_id'); send 'file_data'.")]
    [InlineData("""{"input":[{"role":"user","content":"x"},{"type":"web_search_call","id":"w"}]}""", "'input[1]' is a 'web_search_call', an item of a tool that runs at the provider; toward this model the gateway takes messages, reasoning, and calls and outputs of functions, custom tools and local_shell.")]
    public void What_only_OpenAI_can_do_is_refused_by_name_toward_others(string body, string message) => Parse(body).Untranslatable!.Message.Should().Be(message);

    [Theory]
    [InlineData("{}", "input", "'input' is missing.")]
    [InlineData("""{"input":[]}""", "input", "'input' must hold at least one item.")]
    [InlineData("""{"input":"x","background":true}""", "background", "'background': the gateway answers while the client waits; leave it out, and use 'stream' for long answers.")]
    [InlineData("""{"input":"x","conversation":"conv_1"}""", "conversation", "'conversation': conversations at the provider would be everybody's; use 'previous_response_id', or send all items with 'store: false'.")]
    [InlineData("""{"input":[{"role":"robot","content":"x"}]}""", "input[0].role", "'input[0].role' is 'robot'; it must be user, assistant, system or developer.")]
    [InlineData("""{"input":"x","text":{"format":{"type":"xml"}}}""", "text.format.type", "'text.format.type' is 'xml'; it must be text, json_object or json_schema.")]
    [InlineData("""{"input":"x","reasoning":{"effort":"huge"}}""", "reasoning.effort", "'reasoning.effort' is 'huge'; it must be none, minimal, low, medium, high, xhigh or max.")]
    public void A_mistake_is_named(string body, string field, string message)
    {
        Refusals.Of(() => Parse(body)).Should().Be(new GatewayError(ErrorKind.InvalidRequest, message, Field: field));
    }

    [Fact]
    public void A_thought_of_another_provider_is_left_out_and_named() =>
        Parse("""{"input":[{"role":"user","content":"x"},{"type":"reasoning","id":"rs_1","summary":[],"encrypted_content":"gAAAA"}]}""").Request.Unknown.Should().Equal("input.reasoning");

    private static ParsedChat Parse(string body) => ResponsesParser.Parse(Encoding.UTF8.GetBytes(body));
}
