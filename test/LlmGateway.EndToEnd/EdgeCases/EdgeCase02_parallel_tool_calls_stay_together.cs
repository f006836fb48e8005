using System.Text.Json.Nodes;
using LlmGateway.Tool.Local.Bedrock;

namespace LlmGateway.EndToEnd.EdgeCases;

[Collection(EdgeCaseStack.Collection)]
public sealed class EdgeCase02_parallel_tool_calls_stay_together(EdgeCaseStack stack)
{
    private const string Tools = """[{"type":"function","function":{"name":"f","parameters":{"type":"object"}}},{"type":"function","function":{"name":"g","parameters":{"type":"object"} } }]""";

    private static readonly SimulatorRule TwoCalls = new()
    {
        Answer = "I look.", ToolCalls = [new ScriptedToolCall { Name = "f", Id = "id-f", Input = new JsonObject { ["x"] = 1 } }, new ScriptedToolCall { Name = "g", Id = "id-g" }],
    };

    [Fact]
    public async Task A_stream_numbers_them_from_zero_opens_each_with_an_empty_string_and_ends_one_without_arguments_as_an_empty_object()
    {
        using var script = stack.Script(TwoCalls);

        var answer = await stack.OpenAiAsync($$$"""{"model":"claude","stream":true,"messages":[{"role":"user","content":"Go."}],"tools":{{{Tools}}} }""");

        var deltas = answer.Events.SelectMany(chunk => chunk["choices"]![0]!["delta"]!["tool_calls"]?.AsArray() ?? []).Select(call => call!).ToList();
        deltas.Select(call => call["index"]!.GetValue<int>()).Distinct().Should().Equal(0, 1);
        deltas.Where(call => call["id"] is not null).Select(call => call.ToJsonString()).Should().Equal(
            """{"index":0,"id":"id-f","type":"function","function":{"name":"f","arguments":""}}""", """{"index":1,"id":"id-g","type":"function","function":{"name":"g","arguments":""}}""");
        new[] { 0, 1 }.Select(index => string.Concat(deltas.Where(call => call["index"]!.GetValue<int>() == index).Select(call => call["function"]!["arguments"]!.GetValue<string>())))
            .Should().Equal("""{"x":1}""", "{}");
        answer.Raw.Should().Contain(""" "finish_reason":"tool_calls" """.Trim()).And.EndWith("data: [DONE]\n\n");
    }

    [Fact]
    public async Task A_whole_answer_has_both_in_one_message()
    {
        using var script = stack.Script(TwoCalls);

        var answer = await stack.OpenAiAsync($$$"""{"model":"claude","messages":[{"role":"user","content":"Go."}],"tools":{{{Tools}}} }""");

        var message = answer.Value["choices"]![0]!["message"]!;
        message["content"]!.GetValue<string>().Should().Be("I look.");
        message["tool_calls"]!.ToJsonString().Should().Be(
            """[{"id":"id-f","type":"function","function":{"name":"f","arguments":"{\u0022x\u0022:1}"}},{"id":"id-g","type":"function","function":{"name":"g","arguments":"{}"}}]""");
    }

    [Fact]
    public async Task An_empty_string_of_arguments_is_accepted_and_is_an_empty_object_upstream()
    {
        using var script = stack.Script(new SimulatorRule { Answer = "Done." });

        await stack.OpenAiAsync($$$"""
            {"model":"claude","tools":{{{Tools}}},"messages":[{"role":"user","content":"Go."},
             {"role":"assistant","content":null,"tool_calls":[{"id":"a","type":"function","function":{"name":"f","arguments":""}},{"id":"b","type":"function","function":{"name":"g","arguments":"{\"y\":2}"}}]},
             {"role":"tool","tool_call_id":"a","content":"A"},{"role":"tool","tool_call_id":"b","content":"B"}]}
            """);

        script.Turns().Should().Equal("user: text", "assistant: toolUse toolUse", "user: toolResult toolResult");
        script.Block(1, 0)["toolUse"]!["input"]!.ToJsonString().Should().Be("{}");
        script.Block(1, 1)["toolUse"]!["input"]!.ToJsonString().Should().Be("""{"y":2}""");
    }

    [Fact]
    public async Task A_client_that_knows_tools_as_functions_gets_one_call_a_turn()
    {
        using var script = stack.Script(TwoCalls with { Times = 1 }, new SimulatorRule { Answer = "Done." });
        const string Ask = """{"model":"claude","functions":[{"name":"f","parameters":{"type":"object"}},{"name":"g"}],"messages":[{"role":"user","content":"Go."}""";

        var first = await stack.OpenAiAsync(Ask + "]}");
        first.Value["choices"]![0]!["finish_reason"]!.GetValue<string>().Should().Be("function_call");
        var call = first.Value["choices"]![0]!["message"]!["function_call"]!.ToJsonString();
        script.Sent("additionalModelRequestFields").Should().Contain("disable_parallel_tool_use");
        var second = await stack.OpenAiAsync($$$"""{{{Ask}}},{"role":"assistant","content":null,"function_call":{{{call}}}},{"role":"function","name":"f","content":"A"}]}""");

        second.Value["choices"]![0]!["message"]!["content"]!.GetValue<string>().Should().Be("Done.");
        script.Turns().Should().Equal("user: text", "assistant: toolUse", "user: toolResult");
    }
}
