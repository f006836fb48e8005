using System.Text.Json.Nodes;
using LlmGateway.Tool.Local.Bedrock;

namespace LlmGateway.EndToEnd.EdgeCases;

[Collection(EdgeCaseStack.Collection)]
public sealed class EdgeCase11_json_schema(EdgeCaseStack stack)
{
    private const string Format = """{"type":"json_schema","json_schema":{"name":"city","strict":true,"schema":{"type":"object","properties":{"name":{"type":"string"}},"required":["name"],"additionalProperties":false}}}""";

    [Fact]
    public async Task It_becomes_the_models_own_structured_output_where_it_has_one()
    {
        using var script = stack.Script(new SimulatorRule { Answer = "{\"name\":\"Oslo\"}" });

        var answer = await stack.OpenAiAsync($$$"""{"model":"claude","response_format":{{{Format}}},"messages":[{"role":"user","content":"Which city?"}]}""");

        answer.Value["choices"]![0]!["message"]!["content"]!.GetValue<string>().Should().Be("{\"name\":\"Oslo\"}");
        script.Body().ToJsonString().Should().Contain("outputConfig").And.NotContain("toolConfig");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Else_a_tool_stands_in_and_the_client_sees_none(bool stream)
    {
        using var script = stack.Script();

        var answer = await stack.OpenAiAsync($$$"""{"model":"nova","stream":{{{(stream ? "true" : "false")}}},"response_format":{{{Format}}},"messages":[{"role":"user","content":"Which city?"}]}""");

        var text = stream ? string.Concat(answer.Events.Select(chunk => chunk["choices"]![0]!["delta"]!["content"]?.GetValue<string>())) : answer.Value["choices"]![0]!["message"]!["content"]!.GetValue<string>();
        JsonNode.Parse(text)!.AsObject().Should().ContainKey("name");
        var finish = stream ? answer.Events[^1]["choices"]![0]!["finish_reason"] : answer.Value["choices"]![0]!["finish_reason"];
        finish!.GetValue<string>().Should().Be("stop");
        answer.Raw.Should().NotContain("tool_calls");
        script.Body()["toolConfig"]!["toolChoice"]!.AsObject().Should().ContainKey("tool");
    }

    [Fact]
    public async Task Beside_real_tools_the_model_may_call_either()
    {
        using var script = stack.Script(new SimulatorRule { ToolCalls = [new ScriptedToolCall { Name = "f", Id = "a" }] });

        var answer = await stack.OpenAiAsync($$$"""
            {"model":"nova","response_format":{{{Format}}},"tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object"} } }],"messages":[{"role":"user","content":"Which city?"}]}
            """);

        script.Body()["toolConfig"]!["tools"]!.AsArray().Should().HaveCount(2);
        answer.Value["choices"]![0]!["message"]!["tool_calls"]![0]!["function"]!["name"]!.GetValue<string>().Should().Be("f");
    }
}
