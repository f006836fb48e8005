using LlmGateway.Tool.Local.Bedrock;

namespace LlmGateway.EndToEnd.EdgeCases;

[Collection(EdgeCaseStack.Collection)]
public sealed class EdgeCase03_tool_history_without_tools(EdgeCaseStack stack)
{
    private const string StrangeId = "call/with:strange.characters-and-a-length-that-is-far-beyond-sixty-four-characters-0123456789";

    [Fact]
    public async Task A_history_with_tools_gets_a_toolConfig_though_the_request_has_none()
    {
        using var script = stack.Script(new SimulatorRule { Answer = "Done." });

        var answer = await stack.OpenAiAsync(History("a"));

        answer.Failed.Should().BeFalse("Bedrock refuses tool blocks without a toolConfig");
        script.Body()["toolConfig"]!["tools"]![0]!["toolSpec"]!["name"]!.GetValue<string>().Should().Be("f");
    }

    [Fact]
    public async Task Strange_ids_are_rewritten_alike_in_call_and_result()
    {
        using var script = stack.Script(new SimulatorRule { Answer = "Done." });

        await stack.OpenAiAsync(History(StrangeId));

        var id = script.Block(1, 0)["toolUse"]!["toolUseId"]!.GetValue<string>();
        id.Should().MatchRegex("^[a-zA-Z0-9_-]{1,64}$");
        script.Block(2, 0)["toolResult"]!["toolUseId"]!.GetValue<string>().Should().Be(id);
    }

    [Fact]
    public async Task Ids_of_the_model_reach_the_client_as_they_are()
    {
        using var script = stack.Script(new SimulatorRule { ToolCalls = [new ScriptedToolCall { Name = "f", Id = "tooluse_1-A" }] });

        var answer = await stack.OpenAiAsync("""{"model":"claude","messages":[{"role":"user","content":"Go."}],"tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object"} } }]}""");

        answer.Value["choices"]![0]!["message"]!["tool_calls"]![0]!["id"]!.GetValue<string>().Should().Be("tooluse_1-A");
    }

    private static string History(string id) => $$$"""
        {"model":"claude","messages":[{"role":"user","content":"Go."},
         {"role":"assistant","content":null,"tool_calls":[{"id":"{{{id}}}","type":"function","function":{"name":"f","arguments":"{}"}}]},{"role":"tool","tool_call_id":"{{{id}}}","content":"A"}]}
        """;
}
