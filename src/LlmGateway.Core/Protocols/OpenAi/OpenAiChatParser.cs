using System.Text.Json;
using LlmGateway.Core.Conversation;

namespace LlmGateway.Core.Protocols.OpenAi;

/// <summary>Reads a chat-completions request: https://platform.openai.com/docs/api-reference/chat/create.</summary>
internal static class OpenAiChatParser
{
    public static ParsedChat Parse(ReadOnlyMemory<byte> body)
    {
        using var document = JsonBody.Parse(body);
        var fields = new Fields();
        foreach (var member in document.RootElement.EnumerateObject())
            if (member.Value.ValueKind != JsonValueKind.Null) fields.Read(JsonFields.Name(member), member.Value);
        return fields.ToParsed();
    }

    /// <summary>What has been read so far.</summary>
    private sealed class Fields
    {
        private readonly Leftovers _leftovers = new();
        private readonly OpenAiMessageParser _messages;
        private IReadOnlyList<string> _stop = [];
        private IReadOnlyList<ToolDefinition> _tools = [];
        private IReadOnlyList<ToolDefinition>? _functions;
        private HashSet<string>? _only;
        private string? _model;
        private double? _temperature, _topP;
        private int? _maxTokens, _maxCompletionTokens, _topK;
        private ToolChoice? _toolChoice, _functionCall;
        private bool? _parallel;
        private AnswerFormat? _format;
        private ReasoningWish? _effort, _reasoning, _thinking;
        private GuardrailWish? _guardrail;
        private bool _stream, _includeUsage, _sawMessages;

        public Fields() => _messages = new OpenAiMessageParser(_leftovers);

        public void Read(string name, JsonElement value)
        {
            try
            {
                ReadKnown(name, value);
            }
            catch (GatewayException refused) when (name is not ("model" or "messages" or "stream" or "stream_options" or "guardrailConfig"))
            {
                _leftovers.Refuse(refused.Error);
            }
        }

        private void ReadKnown(string name, JsonElement value)
        {
            // Read into the conversation, and part of what makes an answer the same.
            if (name is "top_k" or "response_format" or "reasoning_effort" or "reasoning" or "thinking" or "guardrailConfig") _leftovers.Note(name, value);
            switch (name)
            {
                case "model": _model = JsonFields.String(value, name); break;
                case "messages": _messages.Read(value); _sawMessages = true; break;
                case "temperature": _temperature = JsonFields.Number(value, name, 0, 2); break;
                case "top_p": _topP = JsonFields.Number(value, name, 0, 1); break;
                case "max_completion_tokens": _maxCompletionTokens = JsonFields.PositiveInteger(value, name); break;
                case "max_tokens": _maxTokens = JsonFields.PositiveInteger(value, name); break;
                case "stop": _stop = JsonFields.Strings(value, name); break;
                case "stream": _stream = JsonFields.Boolean(value, name); break;
                case "stream_options": ReadStreamOptions(value); break;
                case "tools": _tools = OpenAiToolParser.Tools(value, _leftovers); break;
                case "tool_choice": (_toolChoice, _only) = OpenAiToolParser.Choice(value, _leftovers); break;
                case "parallel_tool_calls": _parallel = JsonFields.Boolean(value, name); break;
                case "functions": _functions = OpenAiFunctions.Tools(value, _leftovers); break;
                case "function_call": _functionCall = OpenAiFunctions.Choice(value); break;
                case "top_k": _topK = JsonFields.Integer(value, name) is > 0 and var most ? most : null; break;
                case "response_format": _format = OpenAiFormatParser.Parse(value, _leftovers); break;
                case "reasoning_effort": _effort = ThinkingFields.Effort(value, name, _leftovers) is { } effort ? new ReasoningWish(effort) : null; break;
                case "reasoning": _reasoning = OpenAiReasoningParser.Wish(value, _leftovers); break;
                case "thinking": _thinking = Thinking(value); break;
                case "guardrailConfig": _guardrail = GuardrailFields.OfBody(value, name); break;
                case "n": RefuseUnless(JsonFields.PositiveInteger(value, name) == 1, name, "one answer a request; send n requests instead"); break;
                case "logprobs": RefuseUnless(!JsonFields.Boolean(value, name), name, "no log probabilities"); break;
                case "top_logprobs": RefuseUnless(false, name, "no log probabilities"); break;
                case "audio": RefuseUnless(false, name, "no audio"); break;
                case "modalities": RefuseUnless(JsonFields.Strings(value, name).All(one => one == "text"), name, "text alone"); break;
                default: _leftovers.Add(name, value); break;
            }
        }

        public ParsedChat ToParsed()
        {
            if (!_sawMessages) throw JsonBody.Invalid("'messages' is missing.", "messages");
            _messages.Silent.Check(_messages.Messages, "messages");
            if (_messages.IsEmpty) throw JsonBody.Invalid("'messages' must hold at least one message.", "messages");
            if (_only is not null) _tools = [.. _tools.Where(tool => _only.Contains(tool.Name))];
            if (_functions is not null && _tools.Count > 0) _leftovers.Refuse("functions", "'functions' is the old name of 'tools'; send one of them.");
            var old = _functions is { Count: > 0 } && _tools.Count == 0;
            // Their answer has room for one call.
            if (old) (_tools, _toolChoice, _parallel) = (_functions!, _functionCall, false);
            return new ParsedChat(new ChatRequest
            {
                Model = string.IsNullOrWhiteSpace(_model) ? null : _model,
                System = _messages.System,
                Messages = _messages.Messages,
                Temperature = _temperature,
                TopP = _topP,
                MaxTokens = _maxCompletionTokens ?? _maxTokens,
                StopSequences = _stop,
                Tools = _tools,
                // Without tools there is nothing to choose from, whatever the client's defaults say.
                ToolChoice = _tools.Count == 0 ? null : _toolChoice,
                ParallelToolCalls = _tools.Count == 0 ? null : _parallel,
                TopK = _topK,
                Format = _format,
                Reasoning = _thinking ?? _reasoning ?? _effort,
                Guardrail = _guardrail,
                Stream = _stream,
                Unknown = _leftovers.Names,
            })
            { IncludeUsage = _includeUsage, OldFunctions = old, Untranslatable = _leftovers.Refusal, OtherFields = _leftovers.Raw };
        }

        private void ReadStreamOptions(JsonElement value)
        {
            foreach (var member in JsonFields.Members(value, "stream_options"))
                if (member.NameEquals("include_usage"u8)) _includeUsage = JsonFields.Boolean(member.Value, "stream_options.include_usage");
            _leftovers.AddMembers(value, "stream_options", "include_usage");
        }

        private ReasoningWish? Thinking(JsonElement value) =>
            ThinkingFields.Thinking(value, _leftovers) is not { } wish ? null
            : wish.BudgetTokens is null ? wish with { Effort = wish.Effort ?? ReasoningEffort.Medium } : wish;

        // A server of this very protocol may well give it.
        private void RefuseUnless(bool fine, string field, string what)
        {
            if (!fine) _leftovers.Refuse(field, $"'{field}': toward this model the gateway gives {what}.");
        }
    }
}
