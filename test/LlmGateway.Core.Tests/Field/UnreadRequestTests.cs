using System.Text;
using System.Text.Json.Nodes;
using LlmGateway.Core.Tests.Corpus;
using LlmGateway.Shared;

namespace LlmGateway.Core.Tests.Field;

/// <summary>What pass-through need not understand it does not check: a server of the client's protocol may know it. Translation refuses it by its name.</summary>
public sealed class UnreadRequestTests
{
    private const string Hi = """[{"role":"user","content":"Hi"}]""";
    private static readonly ModelDocument Whole = CorpusGateway.Upstreams["server"] with { Alias = "whole", Capabilities = FieldRoutes.EachProtocol };

    [Theory]
    [InlineData("tools", """{"messages":%,"tools":[{"type":"function","function":{"description":"no name"}}]}""", "tools[0].function.name")]
    [InlineData("tools", """{"messages":%,"tools":[{"name":"f"}]}""", "tools[0].type")]
    [InlineData("tools", """{"messages":%,"tools":"all"}""", "tools")]
    [InlineData("a choice", """{"messages":%,"tool_choice":"whatever"}""", "tool_choice")]
    [InlineData("a choice", """{"messages":%,"tool_choice":7}""", "tool_choice")]
    [InlineData("a limit", """{"messages":%,"max_tokens":0}""", "max_tokens")]
    [InlineData("a limit", """{"messages":%,"max_completion_tokens":-1}""", "max_completion_tokens")]
    [InlineData("a temperature", """{"messages":%,"temperature":3}""", "temperature")]
    [InlineData("a format", """{"messages":%,"response_format":{"type":"grammar"}}""", "response_format.type")]
    [InlineData("a role", """{"messages":[{"role":"critic","content":"Hi"}]}""", "messages[0].role")]
    [InlineData("a call without id", """{"messages":[{"role":"user","content":"Hi"},{"role":"assistant","tool_calls":[{"function":{"name":"f","arguments":"{}"}}]}]}""", "messages[1].tool_calls[0].id")]
    [InlineData("a message that is no object", """{"messages":["Hi"]}""", null)]
    [InlineData("a part", """{"messages":[{"role":"user","content":[{"type":"video_url","video_url":{"url":"https://x.example/v.mp4"}}]}]}""", "messages[0].content[0].type")]
    public Task A_chat_completion_passes(string what, string body, string? field) => PassesAsync("/v1/chat/completions", "server", what, body, field);

    [Fact]
    public async Task Half_a_character_passes()
    {
        var outcome = await RunAsync("/v1/chat/completions", "server", """{"messages":[{"role":"user","content":"\ud83d"}]}""");

        Encoding.UTF8.GetString(outcome.Calls.Single().Body).Should().Contain("\"\\ud83d\"");
    }

    [Theory]
    [InlineData("a toolset", """{"max_tokens":9,"messages":%,"mcp_servers":[],"tools":[{"type":"mcp_toolset","mcp_server_name":"s"}]}""", "tools[0].name")]
    [InlineData("a choice", """{"max_tokens":9,"messages":%,"tool_choice":{"type":"some"}}""", "tool_choice.type")]
    [InlineData("a limit", """{"max_tokens":0,"messages":%}""", "max_tokens")]
    [InlineData("a temperature", """{"max_tokens":9,"temperature":1.5,"messages":%}""", "temperature")]
    [InlineData("thinking", """{"max_tokens":9,"thinking":{"type":"deeper"},"messages":%}""", "thinking.type")]
    [InlineData("a role", """{"max_tokens":9,"messages":[{"role":"critic","content":"Hi"}]}""", "messages[0].role")]
    [InlineData("a block", """{"max_tokens":9,"messages":[{"role":"user","content":[{"type":"hologram"}]}]}""", "messages[0].content[0].type")]
    [InlineData("a call without id", """{"max_tokens":9,"messages":[{"role":"user","content":"Hi"},{"role":"assistant","content":[{"type":"tool_use","name":"f","input":[]}]}]}""", "messages[1].content[0].id")]
    public async Task A_message_passes(string what, string body, string field)
    {
        await PassesAsync("/v1/messages", "anthropic", what, body, field);
        await PassesAsync("/v1/messages", "claude", what, body, field);
    }

    [Theory]
    [InlineData("a tool", """{"store":false,"input":"Hi","tools":[{"type":"function"}]}""", "tools[0].name")]
    [InlineData("a choice", """{"store":false,"input":"Hi","tool_choice":"whatever"}""", "tool_choice")]
    [InlineData("a limit", """{"store":false,"input":"Hi","max_output_tokens":0}""", "max_output_tokens")]
    [InlineData("an effort", """{"store":false,"input":"Hi","reasoning":{"effort":"huge"}}""", "reasoning.effort")]
    [InlineData("a format", """{"store":false,"input":"Hi","text":{"format":{"type":"grammar"}}}""", "text.format.type")]
    [InlineData("a role", """{"store":false,"input":[{"role":"critic","content":"Hi"}]}""", "input[0].role")]
    [InlineData("an item", """{"store":false,"input":[{"role":"user","content":"Hi"},{"type":"function_call","name":"f","arguments":"{}"}]}""", "input[1].call_id")]
    public Task A_response_passes(string what, string body, string field) => PassesAsync("/v1/responses", "whole", what, body, field);

    [Theory]
    [InlineData("/v1/chat/completions", """{"messages":[{"role":"user","content":""}]}""", "messages[0].content")]
    [InlineData("/v1/chat/completions", """{"messages":[{"role":"user","content":[]}]}""", "messages[0].content")]
    [InlineData("/v1/chat/completions", """{"messages":[{"role":"user","content":[{"type":"text","text":""}]}]}""", "messages[0].content")]
    [InlineData("/v1/chat/completions", """{"messages":[{"role":"user","content":"Hi"},{"role":"assistant","content":"Ho"},{"role":"user","content":""}]}""", "messages[2].content")]
    [InlineData("/v1/chat/completions", """{"messages":[{"role":"user","content":""},{"role":"assistant","content":"Ho"},{"role":"user","content":"Hi"}]}""", "messages[0].content")]
    [InlineData("/v1/messages", """{"max_tokens":9,"messages":[{"role":"user","content":""}]}""", "messages[0].content")]
    [InlineData("/v1/messages", """{"max_tokens":9,"messages":[{"role":"user","content":[{"type":"text","text":""}]}]}""", "messages[0].content")]
    [InlineData("/v1/responses", """{"store":false,"input":""}""", "input")]
    [InlineData("/v1/responses", """{"store":false,"input":[{"role":"user","content":""}]}""", "input[0].content")]
    [InlineData("/v1/responses", """{"store":false,"input":[{"type":"message","role":"user","content":[{"type":"input_text","text":""}]}]}""", "input[0].content")]
    [InlineData("/v1/prompt", """{"prompt":""}""", "prompt")]
    public async Task What_says_nothing_is_refused_on_every_road(string route, string body, string field)
    {
        foreach (var model in CorpusGateway.Upstreams.Keys.Append("whole"))
        {
            var outcome = await RunAsync(route, model, body);

            outcome.Calls.Should().BeEmpty(model);
            FieldOf(outcome).Should().Be((400, field), "{0}: {1}", model, outcome.Response.Text);
        }
    }

    [Theory]
    [InlineData("/v1/chat/completions", """{"messages":[{"role":"user","content":"Hi"},{"role":"assistant","content":"Ho"},{"role":"user","content":" \n"}]}""")]
    [InlineData("/v1/messages", """{"max_tokens":9,"messages":[{"role":"user","content":"Hi"},{"role":"assistant","content":"Ho"},{"role":"user","content":"  "}]}""")]
    [InlineData("/v1/responses", """{"store":false,"input":[{"role":"user","content":"Hi"},{"role":"assistant","content":"Ho"},{"role":"user","content":"  "}]}""")]
    public async Task A_last_turn_of_white_space_is_not_left_out(string route, string body)
    {
        var outcome = await RunAsync(route, "nova", body);

        FieldOf(outcome).Status.Should().Be(400);
        outcome.Response.Text.Should().Contain("white space");
    }

    [Theory]
    [InlineData("/v1/chat/completions", "server", """{"messages":[{"role":"system","content":"Be brief."}]}""", "system: Be brief.")]
    [InlineData("/v1/messages", "anthropic", """{"max_tokens":9,"system":"Be brief.","messages":[]}""", "")]
    [InlineData("/v1/messages", "claude", """{"max_tokens":9,"system":"Be brief.","messages":[]}""", "")]
    [InlineData("/v1/responses", "whole", """{"store":false,"input":[{"role":"developer","content":"Be brief."}]}""", null)]
    [InlineData("/v1/messages", "server", """{"max_tokens":9,"system":"Be brief.","messages":[]}""", "system: Be brief.")]
    [InlineData("/v1/responses", "server", """{"store":false,"input":[{"role":"developer","content":"Be brief."}]}""", "system: Be brief.")]
    // Members of a JSON object have no order: what is said first is what stands before the conversation.
    [InlineData("/v1/messages", "server", """{"max_tokens":9,"messages":[{"role":"system","content":"LATE"},{"role":"user","content":"Hi"}],"system":"TOP"}""", "system: TOP\n\nLATE|user: Hi")]
    [InlineData("/v1/messages", "server", """{"max_tokens":9,"system":[{"type":"text","text":"A"},{"type":"text","text":"B"}],"messages":[{"role":"user","content":"Hi"}]}""", "system: A\n\nB|user: Hi")]
    [InlineData("/v1/responses", "server", """{"store":false,"input":[{"role":"developer","content":"LATE"},{"role":"user","content":"Hi"}],"instructions":"TOP"}""", "system: TOP\n\nLATE|user: Hi")]
    public async Task System_messages_have_the_order_of_the_conversation(string route, string model, string body, string? sent)
    {
        var outcome = await RunAsync(route, model, body);

        outcome.Response.Status.Should().Be(200, "{0}", outcome.Response.Text);
        if (sent is null) return;
        var messages = JsonNode.Parse(outcome.Calls.Single().Body)!["messages"]!.AsArray();
        string.Join('|', messages.Select(message => $"{message!["role"]}: {message["content"]}")).Should().Be(sent);
    }

    private static async Task PassesAsync(string route, string model, string what, string body, string? field)
    {
        body = body.Replace("%", Hi, StringComparison.Ordinal);
        foreach (var stream in new[] { "false", "true" })
        {
            var asked = body[..^1] + ",\"stream\":" + stream + "}";
            var outcome = await RunAsync(route, model, asked);
            outcome.Response.Status.Should().Be(200, "{0} to {1}: {2}", what, model, outcome.Response.Text);
            var (sent, said) = (JsonNode.Parse(outcome.Calls.Single().Body)!.AsObject(), JsonNode.Parse(asked)!.AsObject());
            foreach (var own in new[] { "model", "stream", "stream_options", "anthropic_version" })
            {
                sent.Remove(own);
                said.Remove(own);
            }
            JsonNode.DeepEquals(sent, said).Should().BeTrue("{0} to {1} is sent as {2}", what, model, sent.ToJsonString());
        }
        var translated = await RunAsync(route, "nova", body);
        translated.Calls.Should().BeEmpty(what);
        FieldOf(translated).Status.Should().Be(400, what);
        if (field is not null) translated.Response.Text.Should().Contain(field, what);
    }

    private static Task<CorpusOutcome> RunAsync(string route, string model, string body) =>
        new CorpusGateway(Whole).RunAsync(route, [], Encoding.UTF8.GetBytes($$"""{"model":"{{model}}",{{body[1..]}}"""));

    private static (int Status, string? Field) FieldOf(CorpusOutcome outcome)
    {
        var error = JsonNode.Parse(outcome.Response.Text)?["error"];
        var named = (error?["param"] ?? error?["field"])?.GetValue<string>();
        var message = error?["message"]?.GetValue<string>() ?? "";
        // Anthropic's errors have no member for it: the sentence names it.
        return (outcome.Response.Status, named ?? (message.Split('\'') is [_, var quoted, ..] ? quoted : null));
    }
}
