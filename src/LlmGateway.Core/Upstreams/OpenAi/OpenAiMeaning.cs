using System.Text.Json;
using LlmGateway.Core.Conversation;
using LlmGateway.Core.Upstreams.Answers;

namespace LlmGateway.Core.Upstreams.OpenAi;

/// <summary>Reads what a chunk or a whole answer of chat completions says, as servers of this protocol write it, OpenAI's own being one of many.</summary>
internal sealed class OpenAiMeaning : IAnswerReader
{
    private readonly CallNumbers _calls = new();
    private bool _ended, _thought;
    private int _started;

    public bool UsageAlone { get; private set; }

    public IReadOnlyList<ChatEvent> Read(ReadOnlyMemory<byte> json, string model)
    {
        UsageAlone = false;
        using var document = AnswerJson.Parse(json);
        var root = document.RootElement;
        if (AnswerJson.Member(root, "error"u8) is var error && IsError(error)) throw ModelServerErrors.InStream(error, model);

        List<ChatEvent> events = [];
        var choices = 0;
        JsonElement usage = default;
        foreach (var choice in AnswerJson.Items(root, "choices"u8))
        {
            if (AnswerJson.Member(choice, "error"u8) is var broken && IsError(broken)) throw ModelServerErrors.InStream(broken, model);
            // One choice is an answer; a client that asked for several reads them from the copy.
            if (choices++ > 0 || AnswerJson.Number(choice, "index"u8) is > 0) events.Add(UntoldContent.Instance);
            else ReadChoice(choice, events);
            usage = AnswerJson.Object(choice, "usage"u8);
        }
        if (AnswerJson.Object(root, "usage"u8) is { ValueKind: JsonValueKind.Object } told) usage = told;
        if (usage.ValueKind == JsonValueKind.Object) events.Add(new UsageReported(Usage(usage)));
        UsageAlone = usage.ValueKind == JsonValueKind.Object && choices == 0;
        return events;
    }

    public IReadOnlyList<ChatEvent> End()
    {
        if (_ended) return [];
        List<ChatEvent> events = [];
        StartUnnamed(events);
        _ended = true;
        events.Add(new AnswerEnded(FinishReason.Stop));
        return events;
    }

    // Some servers have the member in every chunk, empty.
    private static bool IsError(JsonElement error) => error.ValueKind switch
    {
        JsonValueKind.String => AnswerJson.Text(error) is { Length: > 0 },
        JsonValueKind.Object => error.EnumerateObject().Any(),
        _ => false,
    };

    private void ReadChoice(JsonElement choice, List<ChatEvent> events)
    {
        var delta = AnswerJson.Object(choice, "delta"u8);
        var whole = delta.ValueKind == JsonValueKind.Undefined;
        var said = whole ? AnswerJson.Object(choice, "message"u8) : delta;
        ReadThought(said, events);
        ReadContent(AnswerJson.Member(said, "content"u8), events);
        if (AnswerJson.Words(said, "refusal"u8) is { } refusal) events.Add(new TextDelta(refusal));
        ReadCalls(AnswerJson.Member(said, "tool_calls"u8), whole, events);
        if (AnswerJson.Object(said, "function_call"u8) is { ValueKind: JsonValueKind.Object } function) ReadCall(function, index: -1, id: null, fromEnd: 0, whole, events);
        if (HasUntold(choice, said)) events.Add(UntoldContent.Instance);
        if (AnswerJson.Words(choice, "finish_reason"u8) is not { } reason) return;
        StartUnnamed(events);
        _ended = true;
        events.Add(new AnswerEnded(Finish(reason)));
    }

    // OpenAI's reference knows no reasoning text; DeepSeek and vLLM began with one name, later servers have another, and proxies their own lists.
    private void ReadThought(JsonElement said, List<ChatEvent> events)
    {
        var blocks = AnswerJson.Member(said, "thinking_blocks"u8);
        var details = AnswerJson.Member(said, "reasoning_details"u8);
        var thought = AnswerJson.Flat(AnswerJson.Member(said, "reasoning_content"u8)) is { Length: > 0 } first ? first : AnswerJson.Flat(AnswerJson.Member(said, "reasoning"u8));
        if (string.IsNullOrEmpty(thought) && !_thought) thought = AnswerJson.Flat(details) is { Length: > 0 } told ? told : Thinking(blocks);
        if (!string.IsNullOrEmpty(thought))
        {
            _thought = true;
            events.Add(new ReasoningDelta(thought));
        }
        ReadProofs(blocks, events);
        ReadProofs(details, events);
    }

    private static string? Thinking(JsonElement blocks) => blocks.ValueKind == JsonValueKind.Array
        ? string.Concat(blocks.EnumerateArray().Select(static block => AnswerJson.Flat(AnswerJson.Member(block, "thinking"u8)))) : null;

    private static void ReadProofs(JsonElement blocks, List<ChatEvent> events)
    {
        if (blocks.ValueKind != JsonValueKind.Array) return;
        foreach (var block in blocks.EnumerateArray())
        {
            if (AnswerJson.Words(block, "signature"u8) is { } signature) events.Add(new ReasoningSigned(signature));
            if (AnswerJson.Words(block, "data"u8) is { } data) events.Add(new RedactedReasoning(data));
        }
    }

    // A text, or a list of chunks: Mistral's have thinking among them.
    private void ReadContent(JsonElement content, List<ChatEvent> events)
    {
        if (content.ValueKind != JsonValueKind.Array)
        {
            if (AnswerJson.Flat(content) is { } text) events.Add(new TextDelta(text));
            return;
        }
        foreach (var chunk in content.EnumerateArray())
        {
            if (AnswerJson.Flat(AnswerJson.Member(chunk, "thinking"u8)) is { Length: > 0 } thought)
            {
                _thought = true;
                events.Add(new ReasoningDelta(thought));
            }
            else if (AnswerJson.Flat(chunk) is { } text)
            {
                events.Add(new TextDelta(text));
            }
        }
    }

    private void ReadCalls(JsonElement calls, bool whole, List<ChatEvent> events)
    {
        if (calls.ValueKind == JsonValueKind.Object) Read(calls, 0);
        if (calls.ValueKind != JsonValueKind.Array) return;
        var rest = calls.GetArrayLength();
        foreach (var call in calls.EnumerateArray()) Read(call, --rest);

        void Read(JsonElement call, int fromEnd)
        {
            if (call.ValueKind != JsonValueKind.Object) return;
            var function = AnswerJson.Object(call, "function"u8);
            if (function.ValueKind == JsonValueKind.Undefined) function = call;
            ReadCall(function, AnswerJson.Number(call, "index"u8), AnswerJson.Words(call, "id"u8), fromEnd, whole, events);
        }
    }

    private void ReadCall(JsonElement function, int? index, string? id, int fromEnd, bool whole, List<ChatEvent> events)
    {
        var name = AnswerJson.Words(function, "name"u8);
        var call = whole ? _calls.New(index, id, name) : _calls.Of(index, id, name, fromEnd);
        var arguments = AnswerJson.Arguments(AnswerJson.Member(function, "arguments"u8)) ?? "";
        call.Progress.Add(arguments);
        if (call.Number is { } number)
        {
            if (arguments.Length > 0) events.Add(new ToolCallDelta(number, arguments));
            return;
        }
        // Clients hear of a call by its name, which can come after the id.
        call.Early.Append(arguments);
        if (call.Name is not null) Start(call, events);
    }

    private void StartUnnamed(List<ChatEvent> events)
    {
        foreach (var call in _calls.Calls)
            if (call.Number is null) Start(call, events);
    }

    private void Start(NumberedCall call, List<ChatEvent> events)
    {
        var number = _started++;
        call.Number = number;
        events.Add(new ToolCallStarted(number, call.Id ?? "", call.Name ?? ""));
        if (call.Early.Length > 0) events.Add(new ToolCallDelta(number, call.Early.ToString()));
    }

    // What no event tells: a cached answer would lack it.
    private static bool HasUntold(JsonElement choice, JsonElement said) =>
        Has(choice, "logprobs"u8) || Has(said, "annotations"u8) || Has(said, "audio"u8) || Has(said, "images"u8) || Has(said, "refusal"u8);

    private static bool Has(JsonElement parent, ReadOnlySpan<byte> name) => AnswerJson.Member(parent, name) switch
    {
        { ValueKind: JsonValueKind.Array } list => list.GetArrayLength() > 0,
        { ValueKind: JsonValueKind.Undefined } => false,
        _ => true,
    };

    private static FinishReason Finish(string reason) => reason.ToLowerInvariant() switch
    {
        "length" or "max_tokens" or "model_length" => FinishReason.Length,
        "tool_calls" or "function_call" or "tool_use" => FinishReason.ToolCalls,
        "content_filter" or "safety" => FinishReason.ContentFilter,
        _ => FinishReason.Stop,
    };

    private static TokenUsage Usage(JsonElement usage)
    {
        // OpenAI's place, DeepSeek's, and Moonshot's.
        var cached = AnswerJson.Number(AnswerJson.Object(usage, "prompt_tokens_details"u8), "cached_tokens"u8)
            ?? AnswerJson.Number(usage, "prompt_cache_hit_tokens"u8) ?? AnswerJson.Number(usage, "cached_tokens"u8) ?? 0;
        return new TokenUsage(AnswerJson.Number(usage, "prompt_tokens"u8) ?? 0, AnswerJson.Number(usage, "completion_tokens"u8) ?? 0, cached)
        {
            ReasoningTokens = AnswerJson.Number(AnswerJson.Object(usage, "completion_tokens_details"u8), "reasoning_tokens"u8) ?? 0,
        };
    }
}
