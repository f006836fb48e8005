using System.Text.Json.Nodes;
using LlmGateway.EndToEnd.EdgeCases;
using LlmGateway.Tool.Local.Bedrock;

namespace LlmGateway.EndToEnd.ClientMatrix;

/// <summary>A question that takes two tools, one after the other: a call without arguments, then one with the first one's result.</summary>
internal static class ToolLoop
{
    public const string End = "It rains in Oslo.";

    public static SimulatorRule[] Rules =>
    [
        new SimulatorRule { Times = 1, ToolCalls = [new ScriptedToolCall { Name = "find_city" }] },
        new SimulatorRule { Times = 1, ToolCalls = [new ScriptedToolCall { Name = "get_weather", Input = new JsonObject { ["city"] = "Oslo" } }] },
        Says(End),
    ];

    public static SimulatorRule Says(string text) => new() { Answer = text };

    /// <summary>The model was asked three times, and the last time with all that had been said and done.</summary>
    public static void Check(ScriptedBedrock script)
    {
        script.Calls.Count.Should().Be(3);
        var turns = script.Body()["messages"]!.AsArray();
        turns.Select(turn => turn!["role"]!.GetValue<string>()).Should().Equal("user", "assistant", "user", "assistant", "user");
        turns[2]!.ToJsonString().Should().Contain("Oslo").And.NotContain("Rain");
        turns[4]!.ToJsonString().Should().Contain("Rain in Oslo");
    }
}
