using System.Text;
using System.Text.Json.Nodes;

namespace LlmGateway.Tool.Local.Bedrock;

/// <summary>Answers of Converse and ConverseStream.</summary>
internal sealed class ConverseForm : IAnswerForm
{
    public JsonObject Whole(SimulatedAnswer answer, TimeSpan latency) => Traced(answer, Stopped(answer, new JsonObject
    {
        ["metrics"] = Metrics(latency),
        ["output"] = new JsonObject
        {
            ["message"] = new JsonObject
            {
                ["content"] = new JsonArray([.. answer.Blocks.Select(Block)]),
                ["role"] = "assistant",
            },
        },
        ["stopReason"] = answer.StopReason,
        ["usage"] = Usage(answer.Usage),
    }));

    public IEnumerable<(string Type, JsonObject Payload)> Opening(SimulatedAnswer answer) =>
        [("messageStart", new JsonObject { ["role"] = "assistant" })];

    public IEnumerable<(string Type, JsonObject Payload)> Step(AnswerStep step)
    {
        switch (step.Kind)
        {
            // Bedrock announces tool use alone; text and reasoning begin with their first delta.
            case AnswerStepKind.BlockStart when step.Block.Kind == AnswerBlockKind.ToolUse:
                yield return ("contentBlockStart", new JsonObject
                {
                    ["contentBlockIndex"] = step.Index,
                    ["start"] = new JsonObject { ["toolUse"] = new JsonObject { ["name"] = step.Block.ToolName, ["toolUseId"] = step.Block.ToolId } },
                });
                break;
            case AnswerStepKind.Piece:
                yield return Delta(step.Index, step.Block.Kind switch
                {
                    AnswerBlockKind.Redacted => new JsonObject { ["reasoningContent"] = new JsonObject { ["redactedContent"] = step.Piece } },
                    AnswerBlockKind.Reasoning => new JsonObject { ["reasoningContent"] = new JsonObject { ["text"] = step.Piece } },
                    AnswerBlockKind.ToolUse => new JsonObject { ["toolUse"] = new JsonObject { ["input"] = step.Piece } },
                    _ => new JsonObject { ["text"] = step.Piece },
                });
                break;
            case AnswerStepKind.BlockStop:
                if (step.Block.Kind == AnswerBlockKind.Reasoning)
                    yield return Delta(step.Index, new JsonObject { ["reasoningContent"] = new JsonObject { ["signature"] = Signature(step.Block) } });
                yield return ("contentBlockStop", new JsonObject { ["contentBlockIndex"] = step.Index });
                break;
        }
    }

    public IEnumerable<(string Type, JsonObject Payload)> Closing(SimulatedAnswer answer, TimeSpan latency, TimeSpan firstToken) =>
    [
        ("messageStop", Stopped(answer, new JsonObject { ["stopReason"] = answer.StopReason })),
        ("metadata", Traced(answer, new JsonObject { ["metrics"] = Metrics(latency), ["usage"] = Usage(answer.Usage) })),
    ];

    private static JsonObject Stopped(SimulatedAnswer answer, JsonObject said)
    {
        if (answer is { TellsStopSequence: true, StopSequence: { } stop }) said["additionalModelResponseFields"] = new JsonObject { ["stop_sequence"] = stop };
        return said;
    }

    private static JsonObject Traced(SimulatedAnswer answer, JsonObject said)
    {
        if (answer.GuardrailTrace is { } trace) said["trace"] = new JsonObject { ["guardrail"] = trace.DeepClone() };
        return said;
    }

    /// <summary>What vouches for a reasoning block when it is sent back.</summary>
    internal static string Signature(AnswerBlock block) => SignatureOf(block.Text);

    internal static string SignatureOf(string thought) => Convert.ToBase64String(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(thought)));

    private static (string, JsonObject) Delta(int index, JsonObject delta) =>
        ("contentBlockDelta", new JsonObject { ["contentBlockIndex"] = index, ["delta"] = delta });

    private static JsonObject Block(AnswerBlock block) => block.Kind switch
    {
        AnswerBlockKind.Reasoning => new JsonObject
        {
            ["reasoningContent"] = new JsonObject { ["reasoningText"] = new JsonObject { ["signature"] = Signature(block), ["text"] = block.Text } },
        },
        AnswerBlockKind.Redacted => new JsonObject { ["reasoningContent"] = new JsonObject { ["redactedContent"] = block.Text } },
        AnswerBlockKind.ToolUse => new JsonObject
        {
            ["toolUse"] = new JsonObject { ["input"] = JsonNode.Parse(block.Text), ["name"] = block.ToolName, ["toolUseId"] = block.ToolId },
        },
        _ => new JsonObject { ["text"] = block.Text },
    };

    private static JsonObject Metrics(TimeSpan latency) => new() { ["latencyMs"] = (long)latency.TotalMilliseconds };

    private static JsonObject Usage(SimulatedUsage usage) => new()
    {
        ["cacheReadInputTokens"] = usage.CacheReadInputTokens,
        ["cacheWriteInputTokens"] = usage.CacheWriteInputTokens,
        ["inputTokens"] = usage.InputTokens,
        ["outputTokens"] = usage.OutputTokens,
        ["totalTokens"] = usage.TotalTokens,
    };
}
