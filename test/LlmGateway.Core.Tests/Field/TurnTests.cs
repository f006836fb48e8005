using System.Text;
using System.Text.Json.Nodes;
using LlmGateway.Core.Tests.Corpus;
using LlmGateway.Shared;

namespace LlmGateway.Core.Tests.Field;

/// <summary>Turns, system messages, cache points and reasoning of a conversation, as each server takes them.</summary>
public sealed class TurnTests
{
    private const string Tools = """ "tools":[{"name":"f","input_schema":{"type":"object"}}] """;

    private static readonly ModelDocument[] Models =
    [
        new() { Alias = "llama", Upstream = UpstreamKinds.Bedrock, Model = "us.meta.llama3-3-70b-instruct-v1:0" },
        new() { Alias = "mistral", Upstream = UpstreamKinds.Bedrock, Model = "mistral.mistral-large-3-675b-instruct" },
        new() { Alias = "kimi", Upstream = UpstreamKinds.OpenAi, Model = "moonshotai/kimi-k2-thinking", Endpoint = "http://kimi.example/v1" },
        new() { Alias = "template", Upstream = UpstreamKinds.OpenAi, Model = "qwen3-32b", Endpoint = "http://vllm.example/v1", Capabilities = new CapabilitiesDocument { OneSystemMessage = true } },
    ];

    [Theory]
    [InlineData("llama")]
    [InlineData("mistral")]
    public async Task Words_stand_beside_neither_calls_nor_results(string model)
    {
        var outcome = await RunAsync("/v1/messages", model, """
            {"max_tokens":9,"messages":[{"role":"user","content":"Hi"},
             {"role":"assistant","content":[{"type":"text","text":"Let me see."},{"type":"tool_use","id":"a","name":"f","input":{}}]},
             {"role":"user","content":[{"type":"tool_result","tool_use_id":"a","content":"r"},{"type":"text","text":"And?"}]}],%}
            """);

        var turns = JsonNode.Parse(outcome.Calls.Single().Body)!["messages"]!.AsArray();
        string.Join('|', turns.Select(Shape)).Should().Be("user:text|assistant:text|user:text|assistant:toolUse|user:toolResult|assistant:text|user:text");
        turns.ToJsonString().Should().Contain("Let me see.").And.Contain("And?");
    }

    [Theory]
    [InlineData("nova", "user:text|assistant:text,toolUse|user:toolResult,text")]
    [InlineData("anthropic", "user:text|assistant:text,tool_use|user:tool_result,text")]
    [InlineData("server", "user|assistant+1|tool|user")]
    public async Task What_is_said_between_a_call_and_its_result_stands_where_the_server_takes_it(string model, string shape)
    {
        var outcome = await RunAsync("/v1/responses", model, """
            {"store":false,"input":[{"role":"user","content":"Hi"},{"type":"function_call","call_id":"a","name":"f","arguments":"{}"},{"role":"assistant","content":"One moment."},
             {"role":"user","content":"Well?"},{"type":"function_call_output","call_id":"a","output":"r"}],"tools":[{"type":"function","name":"f","parameters":{"type":"object"}}]}
            """);

        var turns = JsonNode.Parse(outcome.Calls.Single().Body)!["messages"]!.AsArray();
        if (model == "nova") turns[1]!["content"]!.AsArray().Should().HaveCount(2);
        string.Join('|', turns.Select(turn => model == "server" ? (string)turn!["role"]! + (turn["tool_calls"] is JsonArray calls ? $"+{calls.Count}" : "") : Sorted(turn!))).Should().Be(shape);
    }

    [Theory]
    [InlineData("""[{"role":"system","content":"A"},{"role":"system","content":"B"},{"role":"user","content":"Hi"}]""", "system: A\n\nB|user: Hi")]
    [InlineData("""[{"role":"user","content":"Hi"},{"role":"assistant","content":"Ho"},{"role":"developer","content":[{"type":"text","text":"B"}]},{"role":"user","content":"?"}]""", "system: B|user: Hi|assistant: Ho|user: ?")]
    [InlineData("""[{"role":"developer","content":"A"},{"role":"user","content":"Hi"}]""", "system: A|user: Hi")]
    [InlineData("""[{"role":"system","content":"A"},{"role":"user","content":"Hi"}]""", "system: A|user: Hi")]
    public async Task A_template_that_takes_one_system_message_gets_one_also_where_the_request_passes_through(string messages, string sent)
    {
        var outcome = await RunAsync("/v1/chat/completions", "template", $$"""{"seed":1,"messages":{{messages}}}""");

        var body = JsonNode.Parse(outcome.Calls.Single().Body)!;
        body["seed"]!.GetValue<int>().Should().Be(1);
        string.Join('|', body["messages"]!.AsArray().Select(message => $"{message!["role"]}: {message["content"]}")).Should().Be(sent);
    }

    [Theory]
    [InlineData("anthropic-only", "us.anthropic.claude-haiku-4-5-20251001-v1:0")]
    public async Task A_cache_point_within_a_result_stays(string alias, string id)
    {
        // A guarded Claude goes by Converse.
        var guarded = new ModelDocument { Alias = alias, Upstream = UpstreamKinds.Bedrock, Model = id, Guardrail = new GuardrailDocument { Id = "gr-1", Version = "1" } };
        var outcome = await new CorpusGateway(guarded).RunAsync("/v1/messages", [], Encoding.UTF8.GetBytes($$$$"""
            {"model":"{{{{alias}}}}","max_tokens":9,"messages":[{"role":"user","content":"Hi"},{"role":"assistant","content":[{"type":"tool_use","id":"a","name":"f","input":{}}]},
             {"role":"user","content":[{"type":"tool_result","tool_use_id":"a","content":[{"type":"text","text":"r","cache_control":{"type":"ephemeral"}}]}]}],{{{{Tools}}}}}
            """));

        var last = JsonNode.Parse(outcome.Calls.Single().Body)!["messages"]!.AsArray()[^1]!["content"]!.AsArray();
        last.Select(part => part!.AsObject().First().Key).Should().Equal("toolResult", "cachePoint");
    }

    [Theory]
    [InlineData("/v1/messages", """
        {"max_tokens":9,"messages":[{"role":"user","content":"Hi"},{"role":"assistant","content":[{"type":"thinking","thinking":"hm","signature":"s"},{"type":"tool_use","id":"a","name":"f","input":{}}]},
         {"role":"user","content":[{"type":"tool_result","tool_use_id":"a","content":"r"}]}],%}
        """)]
    [InlineData("/v1/responses", """
        {"store":false,"input":[{"role":"user","content":"Hi"},{"type":"reasoning","id":"rs_1","summary":[],"content":[{"type":"reasoning_text","text":"hm"}]},{"type":"function_call","call_id":"a","name":"f","arguments":"{}"},
         {"type":"function_call_output","call_id":"a","output":"r"}],"tools":[{"type":"function","name":"f","parameters":{"type":"object"}}]}
        """)]
    public async Task Reasoning_goes_back_to_who_is_owed_it_and_is_named_elsewhere(string route, string body)
    {
        var kimi = await RunAsync(route, "kimi", body);
        JsonNode.Parse(kimi.Calls.Single().Body)!["messages"]![1]!["reasoning_content"]!.GetValue<string>().Should().Be("hm");
        kimi.Response.Headers.Should().NotContainKey("x-llm-gateway-dropped");

        var server = await RunAsync(route, "server", body);
        Encoding.UTF8.GetString(server.Calls.Single().Body).Should().NotContain("hm\"");
        server.Response.Headers["x-llm-gateway-dropped"].Should().Be("reasoning");
    }

    private static Task<CorpusOutcome> RunAsync(string route, string model, string body) =>
        new CorpusGateway(Models).RunAsync(route, [], Encoding.UTF8.GetBytes($$"""{"model":"{{model}}",{{body.Trim().Replace("%", Tools, StringComparison.Ordinal)[1..]}}"""));

    private static string Shape(JsonNode? turn) => $"{turn!["role"]}:{string.Join(',', turn["content"]!.AsArray().Select(Kind))}";

    private static string Sorted(JsonNode turn) => $"{turn["role"]}:{string.Join(',', turn["content"]!.AsArray().Select(Kind).Order(StringComparer.Ordinal).OrderBy(kind => turn["role"]!.GetValue<string>() == "user" && kind == "text"))}";

    private static string Kind(JsonNode? part) => part!["type"]?.GetValue<string>() ?? part.AsObject().First().Key;
}
