using System.Text;
using System.Text.Json.Nodes;

namespace LlmGateway.Tool.Local.Bedrock;

/// <summary>Answers of InvokeModel and InvokeModelWithResponseStream on Claude: Anthropic's own JSON, streamed in chunks of base64.</summary>
internal sealed class AnthropicForm(string model) : IAnswerForm
{
    private readonly string _messageId = $"msg_bdrk_{Guid.NewGuid():n}"[..33];

    public JsonObject Whole(SimulatedAnswer answer, TimeSpan latency) => Message(
        new JsonArray([.. answer.Blocks.Select(Block)]), answer.StopReason, answer.StopSequence, Usage(answer.Usage, answer.Usage.OutputTokens));

    public IEnumerable<(string Type, JsonObject Payload)> Opening(SimulatedAnswer answer) =>
        [Chunk(new JsonObject { ["type"] = "message_start", ["message"] = Message([], null, null, Usage(answer.Usage, 1)) })];

    public IEnumerable<(string Type, JsonObject Payload)> Step(AnswerStep step)
    {
        switch (step.Kind)
        {
            case AnswerStepKind.BlockStart:
                yield return Chunk(Event("content_block_start", step.Index, "content_block", step.Block.Kind switch
                {
                    AnswerBlockKind.Reasoning => new JsonObject { ["type"] = "thinking", ["thinking"] = "", ["signature"] = "" },
                    AnswerBlockKind.Redacted => new JsonObject { ["type"] = "redacted_thinking", ["data"] = step.Block.Text },
                    AnswerBlockKind.ToolUse => ToolUse(step.Block, []),
                    _ => new JsonObject { ["type"] = "text", ["text"] = "" },
                }));
                break;
            case AnswerStepKind.Piece when step.Block.Kind != AnswerBlockKind.Redacted:
                yield return Chunk(Event("content_block_delta", step.Index, "delta", step.Block.Kind switch
                {
                    AnswerBlockKind.Reasoning => new JsonObject { ["type"] = "thinking_delta", ["thinking"] = step.Piece },
                    AnswerBlockKind.ToolUse => new JsonObject { ["type"] = "input_json_delta", ["partial_json"] = step.Piece },
                    _ => new JsonObject { ["type"] = "text_delta", ["text"] = step.Piece },
                }));
                break;
            case AnswerStepKind.BlockStop:
                if (step.Block.Kind == AnswerBlockKind.Reasoning)
                {
                    yield return Chunk(Event("content_block_delta", step.Index, "delta",
                        new JsonObject { ["type"] = "signature_delta", ["signature"] = ConverseForm.Signature(step.Block) }));
                }
                yield return Chunk(new JsonObject { ["type"] = "content_block_stop", ["index"] = step.Index });
                break;
        }
    }

    public IEnumerable<(string Type, JsonObject Payload)> Closing(SimulatedAnswer answer, TimeSpan latency, TimeSpan firstToken) =>
    [
        Chunk(new JsonObject
        {
            ["type"] = "message_delta",
            ["delta"] = new JsonObject { ["stop_reason"] = answer.StopReason, ["stop_sequence"] = answer.StopSequence },
            ["usage"] = new JsonObject { ["output_tokens"] = answer.Usage.OutputTokens },
        }),
        Chunk(new JsonObject
        {
            ["type"] = "message_stop",
            ["amazon-bedrock-invocationMetrics"] = new JsonObject
            {
                ["inputTokenCount"] = answer.Usage.InputTokens,
                ["outputTokenCount"] = answer.Usage.OutputTokens,
                ["invocationLatency"] = (long)latency.TotalMilliseconds,
                ["firstByteLatency"] = (long)firstToken.TotalMilliseconds,
            },
        }),
    ];

    private static (string, JsonObject) Chunk(JsonObject anthropicEvent) =>
        ("chunk", new JsonObject { ["bytes"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(anthropicEvent.ToJsonString())) });

    private static JsonObject Event(string type, int index, string member, JsonObject value) =>
        new() { ["type"] = type, ["index"] = index, [member] = value };

    private JsonObject Message(JsonArray content, string? stopReason, string? stopSequence, JsonObject usage) => new()
    {
        ["model"] = ModelName(model),
        ["id"] = _messageId,
        ["type"] = "message",
        ["role"] = "assistant",
        ["content"] = content,
        ["stop_reason"] = stopReason,
        ["stop_sequence"] = stopSequence,
        ["usage"] = usage,
    };

    private static JsonObject Block(AnswerBlock block) => block.Kind switch
    {
        AnswerBlockKind.Reasoning => new JsonObject { ["type"] = "thinking", ["thinking"] = block.Text, ["signature"] = ConverseForm.Signature(block) },
        AnswerBlockKind.Redacted => new JsonObject { ["type"] = "redacted_thinking", ["data"] = block.Text },
        AnswerBlockKind.ToolUse => ToolUse(block, JsonNode.Parse(block.Text) as JsonObject ?? []),
        _ => new JsonObject { ["type"] = "text", ["text"] = block.Text },
    };

    private static JsonObject ToolUse(AnswerBlock block, JsonObject input) =>
        new() { ["type"] = "tool_use", ["id"] = block.ToolId, ["name"] = block.ToolName, ["input"] = input };

    private static JsonObject Usage(SimulatedUsage usage, int outputTokens) => new()
    {
        ["input_tokens"] = usage.InputTokens,
        ["cache_creation_input_tokens"] = usage.CacheWriteInputTokens,
        ["cache_read_input_tokens"] = usage.CacheReadInputTokens,
        ["output_tokens"] = outputTokens,
    };

    // us.anthropic.claude-haiku-4-5-20251001-v1:0 calls itself claude-haiku-4-5-20251001.
    private static string ModelName(string id)
    {
        var name = id[(id.LastIndexOf("anthropic.", StringComparison.Ordinal) + "anthropic.".Length)..];
        var version = name.LastIndexOf("-v", StringComparison.Ordinal);
        return version > 0 ? name[..version] : name;
    }
}
