using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using LlmGateway.Core.Tests.Corpus;
using LlmGateway.Core.Tests.Upstreams;
using LlmGateway.Shared;

namespace LlmGateway.Core.Tests.Field.Tools;

/// <summary>Names of tools that servers refuse: other ones in definitions, the choice and the history, and the client's own again in answers.</summary>
public sealed class ToolNameTests
{
    private static readonly string Long = new('n', 70);

    public static TheoryData<string, string, string, bool> Roads
    {
        get
        {
            var roads = new TheoryData<string, string, string, bool>();
            foreach (var name in new[] { "files.read", "$run", "9lives", "", Long, Long + "2", "wetter_für", "get-weather", "mcp__server__tool" })
                foreach (var route in new[] { "/v1/chat/completions", "/v1/messages", "/v1/responses" })
                    foreach (var model in new[] { "nova", "claude", "anthropic", "server", "openai" })
                        foreach (var streamed in new[] { false, true })
                            if (!Passes(route, model)) roads.Add(name, route, model, streamed);
            return roads;
        }
    }

    [Theory]
    [MemberData(nameof(Roads))]
    public async Task The_server_gets_a_name_that_it_takes_and_the_client_its_own(string name, string route, string model, bool streamed)
    {
        var gateway = new CorpusGateway();
        string? sent = null;
        gateway.Script = _ => sent is null ? Wire.Json("{}") : Answer(model, sent, streamed);
        // Once to see the name, once to have it called.
        var first = await gateway.RunAsync(route, [], Question(route, model, name, streamed));
        sent = SentName(first.Calls.Single().Body);
        Regex.IsMatch(sent, "^[a-zA-Z_][a-zA-Z0-9_-]{0,63}$", RegexOptions.NonBacktracking).Should().BeTrue(sent);
        if (Regex.IsMatch(name, "^[a-zA-Z_][a-zA-Z0-9_-]{0,63}$", RegexOptions.NonBacktracking)) sent.Should().Be(name);
        var body = Encoding.UTF8.GetString(first.Calls.Single().Body);
        Regex.Count(body, $"\"name\":\"{sent}\"", RegexOptions.NonBacktracking).Should().Be(3, "the definition, the choice and the call of the history name it: {0}", body);

        var second = await gateway.RunAsync(route, [], Question(route, model, name, streamed));

        var answer = ClientAnswer.Read(route, streamed, second.Response.Text);
        answer.Calls.Should().ContainSingle("{0}", second.Response.Text).Which.Name.Should().Be(name);
    }

    private static bool Passes(string route, string model) => route switch
    {
        "/v1/chat/completions" => model is "server" or "openai",
        "/v1/messages" => model is "claude" or "anthropic",
        _ => false,
    };

    private static byte[] Question(string route, string model, string name, bool streamed)
    {
        var text = JsonValue.Create(name).ToJsonString();
        var body = route switch
        {
            "/v1/chat/completions" => $$$$$"""
                {"messages":[{"role":"user","content":"Hi"},{"role":"assistant","content":null,"tool_calls":[{"id":"c1","type":"function","function":{"name":{{{{{text}}}}},"arguments":"{}"}}]},{"role":"tool","tool_call_id":"c1","content":"r"}],
                 "tools":[{"type":"function","function":{"name":{{{{{text}}}}}}}],"tool_choice":{"type":"function","function":{"name":{{{{{text}}}}}}}}
                """,
            "/v1/messages" => $$$$$"""
                {"max_tokens":99,"messages":[{"role":"user","content":"Hi"},{"role":"assistant","content":[{"type":"tool_use","id":"c1","name":{{{{{text}}}}},"input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"c1","content":"r"}]}],
                 "tools":[{"name":{{{{{text}}}}},"input_schema":{"type":"object"}}],"tool_choice":{"type":"tool","name":{{{{{text}}}}}}}
                """,
            _ => $$$$$"""
                {"store":false,"input":[{"role":"user","content":"Hi"},{"type":"function_call","call_id":"c1","name":{{{{{text}}}}},"arguments":"{}"},{"type":"function_call_output","call_id":"c1","output":"r"}],
                 "tools":[{"type":"function","name":{{{{{text}}}}},"parameters":{"type":"object"}}],"tool_choice":{"type":"function","name":{{{{{text}}}}}}}
                """,
        };
        var json = JsonNode.Parse(body)!.AsObject();
        (json["model"], json["stream"]) = (model, streamed);
        return Encoding.UTF8.GetBytes(json.ToJsonString());
    }

    private static string SentName(byte[] body)
    {
        var json = JsonNode.Parse(body)!;
        var tool = json["toolConfig"]?["tools"]![0]!["toolSpec"] ?? json["tools"]![0]!["function"] ?? json["tools"]![0]!;
        return tool["name"]!.GetValue<string>();
    }

    private static HttpResponseMessage Answer(string model, string name, bool streamed) => model switch
    {
        "server" or "openai" => streamed
            ? FieldWire.Events($$$$$"""{"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"u1","type":"function","function":{"name":"{{{{{name}}}}}","arguments":"{}"}}]}}]}""", """{"choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}]}""", "[DONE]")
            : Wire.Json($$$$$"""{"choices":[{"index":0,"message":{"role":"assistant","tool_calls":[{"id":"u1","type":"function","function":{"name":"{{{{{name}}}}}","arguments":"{}"}}]},"finish_reason":"tool_calls"}]}"""),
        "anthropic" => streamed
            ? FieldWire.Events("""{"type":"message_start","message":{"id":"m","type":"message","role":"assistant","model":"x","content":[],"usage":{"input_tokens":1,"output_tokens":1}}}""",
                $$$$$"""{"type":"content_block_start","index":0,"content_block":{"type":"tool_use","id":"u1","name":"{{{{{name}}}}}","input":{}}}""", """{"type":"content_block_stop","index":0}""",
                """{"type":"message_delta","delta":{"stop_reason":"tool_use"},"usage":{"output_tokens":2}}""", """{"type":"message_stop"}""")
            : Wire.Json($$$$$"""{"id":"m","type":"message","role":"assistant","model":"x","content":[{"type":"tool_use","id":"u1","name":"{{{{{name}}}}}","input":{}}],"stop_reason":"tool_use","usage":{"input_tokens":1,"output_tokens":1}}"""),
        _ => streamed
            ? FieldWire.Frames(("messageStart", """{"role":"assistant"}"""), ("contentBlockStart", $$$$$"""{"contentBlockIndex":0,"start":{"toolUse":{"toolUseId":"u1","name":"{{{{{name}}}}}"}}}"""),
                ("contentBlockDelta", """{"contentBlockIndex":0,"delta":{"toolUse":{"input":"{}"}}}"""), ("contentBlockStop", """{"contentBlockIndex":0}"""), ("messageStop", """{"stopReason":"tool_use"}"""))
            : Wire.Json($$$$$"""{"output":{"message":{"role":"assistant","content":[{"toolUse":{"toolUseId":"u1","name":"{{{{{name}}}}}","input":{}}}]}},"stopReason":"tool_use","usage":{"inputTokens":1,"outputTokens":1,"totalTokens":2}}"""),
    };
}
