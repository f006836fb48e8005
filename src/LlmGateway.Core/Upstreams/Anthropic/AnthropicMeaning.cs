using System.Text.Json;
using LlmGateway.Core.Conversation;
using LlmGateway.Core.Protocols.Anthropic;
using LlmGateway.Core.Upstreams.Answers;

namespace LlmGateway.Core.Upstreams.Anthropic;

/// <summary>Reads what an event, or a whole answer, of Messages says. Events and blocks it does not know say nothing.</summary>
internal sealed class AnthropicMeaning : IAnswerReader
{
    // Anthropic counts content blocks; clients of ours count tool calls, from 0.
    private readonly Dictionary<int, Call> _calls = [];
    private readonly AnthropicUsage _usage = new();
    private int _started, _block;
    private bool _ended;

    public IReadOnlyList<ChatEvent> Read(ReadOnlyMemory<byte> json, string model)
    {
        using var document = AnswerJson.Parse(json);
        var root = document.RootElement;
        return AnswerJson.Text(root, "type"u8) switch
        {
            "message" => Whole(root),
            "message_start" => Start(AnswerJson.Object(root, "message"u8)),
            "content_block_start" => Block(AnswerJson.Number(root, "index"u8) ?? _block + 1, AnswerJson.Object(root, "content_block"u8)),
            "content_block_delta" => Delta(AnswerJson.Number(root, "index"u8) ?? _block, AnswerJson.Object(root, "delta"u8)),
            "content_block_stop" => Stop(AnswerJson.Number(root, "index"u8) ?? _block),
            "message_delta" => Ending(root),
            "message_stop" => End(),
            "error" => throw ModelServerErrors.InStream(AnswerJson.Member(root, "error"u8), model),
            _ => [],
        };
    }

    public IReadOnlyList<ChatEvent> End()
    {
        if (_ended) return [];
        _ended = true;
        return [new AnswerEnded(FinishReason.Stop)];
    }

    private List<ChatEvent> Whole(JsonElement root)
    {
        List<ChatEvent> events = [];
        var index = 0;
        foreach (var block in AnswerJson.Items(root, "content"u8))
        {
            events.AddRange(Block(index, block));
            events.AddRange(Stop(index++));
        }
        _ended = true;
        events.Add(new AnswerEnded(AnthropicWords.Finish(AnswerJson.Text(root, "stop_reason"u8))) { StopSequence = AnswerJson.Text(root, "stop_sequence"u8) });
        if (AnswerJson.Object(root, "usage"u8) is { ValueKind: JsonValueKind.Object } usage) events.Add(new UsageReported(_usage.Add(usage)));
        return events;
    }

    // Usage is kept for the end, which tells what was made: of an answer that is cut off, the lengths are a better guess than "1".
    private List<ChatEvent> Start(JsonElement message)
    {
        if (AnswerJson.Object(message, "usage"u8) is { ValueKind: JsonValueKind.Object } usage) _usage.Add(usage);
        return [];
    }

    private List<ChatEvent> Block(int index, JsonElement block)
    {
        _block = index;
        List<ChatEvent> events = [];
        switch (AnswerJson.Text(block, "type"u8))
        {
            case "text":
                if (AnswerJson.Flat(AnswerJson.Member(block, "text"u8)) is { Length: > 0 } text) events.Add(new TextDelta(text));
                if (AnswerJson.Items(block, "citations"u8).Any()) events.Add(UntoldContent.Instance);
                break;
            case "thinking":
                if (AnswerJson.Flat(AnswerJson.Member(block, "thinking"u8)) is { Length: > 0 } thought) events.Add(new ReasoningDelta(thought));
                if (AnswerJson.Words(block, "signature"u8) is { } signature) events.Add(new ReasoningSigned(signature));
                break;
            case "redacted_thinking":
                if (AnswerJson.Words(block, "data"u8) is { } data) events.Add(new RedactedReasoning(data));
                break;
            case "tool_use":
                // Most send {} here and the arguments afterwards; some send all of them at once.
                var input = AnswerJson.Arguments(AnswerJson.Member(block, "input"u8));
                _calls[index] = new Call(_started) { Input = input is "{}" or "" ? null : input };
                events.Add(new ToolCallStarted(_started++, AnswerJson.Text(block, "id"u8) ?? "", AnswerJson.Text(block, "name"u8) ?? ""));
                break;
            default:
                events.Add(UntoldContent.Instance);
                break;
        }
        return events;
    }

    private List<ChatEvent> Delta(int index, JsonElement delta)
    {
        switch (AnswerJson.Text(delta, "type"u8))
        {
            case "text_delta":
                return AnswerJson.Flat(AnswerJson.Member(delta, "text"u8)) is { } text ? [new TextDelta(text)] : [];
            case "thinking_delta":
                return AnswerJson.Flat(AnswerJson.Member(delta, "thinking"u8)) is { } thought ? [new ReasoningDelta(thought)] : [];
            case "signature_delta":
                return AnswerJson.Words(delta, "signature"u8) is { } signature ? [new ReasoningSigned(signature)] : [];
            case "input_json_delta":
                if (!_calls.TryGetValue(index, out var call) || AnswerJson.Arguments(AnswerJson.Member(delta, "partial_json"u8)) is not { Length: > 0 } arguments) return [];
                call.Input = null;
                return [new ToolCallDelta(call.Number, arguments)];
            default:
                return [UntoldContent.Instance];
        }
    }

    private List<ChatEvent> Stop(int index)
    {
        if (!_calls.TryGetValue(index, out var call) || call.Input is not { } input) return [];
        call.Input = null;
        return [new ToolCallDelta(call.Number, input)];
    }

    private List<ChatEvent> Ending(JsonElement root)
    {
        List<ChatEvent> events = [];
        var delta = AnswerJson.Object(root, "delta"u8);
        if (AnswerJson.Words(delta, "stop_reason"u8) is { } reason)
        {
            _ended = true;
            events.Add(new AnswerEnded(AnthropicWords.Finish(reason)) { StopSequence = AnswerJson.Text(delta, "stop_sequence"u8) });
        }
        if (AnswerJson.Object(root, "usage"u8) is { ValueKind: JsonValueKind.Object } usage) events.Add(new UsageReported(_usage.Add(usage)));
        return events;
    }

    /// <param name="number">Of the tool call, from 0.</param>
    private sealed class Call(int number)
    {
        public int Number => number;

        /// <summary>Arguments that came with the beginning of the block; null: there are none, or others came since.</summary>
        public string? Input { get; set; }
    }
}
