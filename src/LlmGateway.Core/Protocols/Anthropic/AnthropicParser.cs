using System.Text.Json;
using LlmGateway.Core.Conversation;

namespace LlmGateway.Core.Protocols.Anthropic;

/// <summary>Reads a Messages request. What only Claude can take is kept for Claude; toward other models it is named, or refused.</summary>
internal static class AnthropicParser
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
        private readonly AnthropicContentParser _content;
        private readonly List<ChatMessage> _messages = [];
        private readonly SilentTurns _silent;
        private readonly List<ContentPart> _system = [], _laterSystem = [];
        private IReadOnlyList<string> _stop = [];
        private IReadOnlyList<ToolDefinition> _tools = [];
        private ToolChoice? _toolChoice;
        private bool? _parallel;
        private AnswerFormat? _format;
        private ReasoningWish? _thinking;
        private ReasoningEffort? _effort;
        private CachePointPart? _cachePoint;
        private string? _model;
        private double? _temperature, _topP;
        private int? _maxTokens, _topK;
        private bool _stream, _sawMessages, _isEmpty = true;

        public Fields() => (_content, _silent) = (new AnthropicContentParser(_leftovers), new SilentTurns(_leftovers));

        public void Read(string name, JsonElement value)
        {
            try
            {
                ReadKnown(name, value);
            }
            catch (GatewayException refused) when (name is not ("model" or "messages" or "stream" or "thread" or "container"))
            {
                _leftovers.Refuse(refused.Error);
            }
        }

        private void ReadKnown(string name, JsonElement value)
        {
            // Read into the conversation, and part of what makes an answer the same.
            if (name is "top_k" or "thinking" or "output_config" or "output_format") _leftovers.Note(name, value);
            switch (name)
            {
                case "model": _model = JsonFields.String(value, name); break;
                case "messages": ReadMessages(value); break;
                case "system": AddSystem(value, "system", _system); break;
                case "max_tokens": _maxTokens = JsonFields.PositiveInteger(value, name); break;
                case "temperature": _temperature = JsonFields.Number(value, name, 0, 1); break;
                case "top_p": _topP = JsonFields.Number(value, name, 0, 1); break;
                case "stop_sequences": _stop = JsonFields.Strings(value, name); break;
                case "stream": _stream = JsonFields.Boolean(value, name); break;
                case "tools": _tools = AnthropicToolParser.Tools(value, _leftovers); break;
                case "tool_choice": (_toolChoice, _parallel) = (AnthropicToolParser.Choice(value, _leftovers), AnthropicToolParser.Parallel(value)); break;
                case "top_k": _topK = JsonFields.Integer(value, name) is > 0 and var most ? most : null; break;
                case "thinking": _thinking = ThinkingFields.Thinking(value, _leftovers); break;
                case "output_config": ReadOutput(value); break;
                case "output_format": _format = Format(value, name); break;
                case "thread": ServerState.RefuseThread(value); break;
                case "container": ServerState.RefuseContainer(value); _leftovers.Add(name, value); break;
                case "cache_control": _cachePoint = CacheControl.Read(value, name, _leftovers); break;
                default: _leftovers.Add(name, value); break;
            }
        }

        public ParsedChat ToParsed()
        {
            if (!_sawMessages) throw JsonBody.Invalid("'messages' is missing.", "messages");
            _silent.Check(_messages, "messages");
            if (_isEmpty && _system.Count == 0) throw JsonBody.Invalid("'messages' must hold at least one message.", "messages");
            // Set on the request, it means its end.
            if (_cachePoint is not null && _messages is [.., var last] && last.Content is not [.., CachePointPart]) _messages[^1] = last with { Content = [.. last.Content, _cachePoint] };
            return new ParsedChat(new ChatRequest
            {
                Model = string.IsNullOrWhiteSpace(_model) ? null : _model,
                System = [.. _system, .. _laterSystem],
                Messages = _messages,
                Temperature = _temperature,
                TopP = _topP,
                MaxTokens = _maxTokens,
                StopSequences = _stop,
                Tools = _tools,
                ToolChoice = _tools.Count == 0 ? null : _toolChoice,
                ParallelToolCalls = _tools.Count == 0 ? null : _parallel,
                TopK = _topK,
                Format = _format,
                Reasoning = Reasoning(),
                Stream = _stream,
                Unknown = _leftovers.Names,
            })
            { Untranslatable = _leftovers.Refusal, OtherFields = _leftovers.Raw, HoldsOddSources = _leftovers.HoldsOddSources };
        }

        /// <summary>What thinks as much as it likes does so by the effort that is asked for, which is high where none is.</summary>
        private ReasoningWish? Reasoning() =>
            _thinking is null ? _effort is { } effort ? new ReasoningWish(effort) : null
            : _thinking.Effort is null && _thinking.BudgetTokens is null ? _thinking with { Effort = _effort ?? ReasoningEffort.High }
            : _thinking;

        private void ReadOutput(JsonElement value)
        {
            _leftovers.AddMembers(value, "output_config", "effort", "format");
            if (JsonFields.Optional(value, "effort") is { } effort) _effort = ThinkingFields.Effort(effort, "output_config.effort", _leftovers);
            if (JsonFields.Optional(value, "format") is { } format) _format = Format(format, "output_config.format");
        }

        private AnswerFormat? Format(JsonElement value, string field)
        {
            var type = JsonFields.RequiredString(value, "type", field);
            if (type == "json_schema")
                return new AnswerFormat(JsonFields.Schema(JsonFields.Required(value, "schema", field), $"{field}.schema"));
            _leftovers.Refuse($"{field}.type", $"'{field}.type' is '{type}'; this gateway takes json_schema.");
            return null;
        }

        private void AddSystem(JsonElement value, string field, List<ContentPart> system)
        {
            foreach (var part in _content.Parse(value, field))
            {
                if (part is not (TextPart or CachePointPart)) throw JsonBody.Invalid($"'{field}' takes text alone.", field);
                if (part is TextPart { Text: var text } ? !string.IsNullOrWhiteSpace(text) : system.Count > 0) system.Add(part);
            }
        }

        private void ReadMessages(JsonElement value)
        {
            _sawMessages = true;
            var index = 0;
            foreach (var message in JsonFields.Items(value, "messages"))
            {
                _isEmpty = false;
                try
                {
                    ReadMessage(message, $"messages[{index++}]");
                }
                catch (GatewayException refused)
                {
                    _leftovers.Refuse(refused.Error);
                }
            }
        }

        private void ReadMessage(JsonElement message, string field)
        {
            var content = JsonFields.Required(message, "content", field);
            var said = JsonFields.RequiredString(message, "role", field);
            if (said == "system")
            {
                AddSystem(content, $"{field}.content", _laterSystem);
                return;
            }
            var role = said switch
            {
                "user" => ChatRole.User,
                "assistant" => ChatRole.Assistant,
                var other => throw JsonBody.Invalid($"'{field}.role' is '{other}'; it must be user, assistant or system.", $"{field}.role"),
            };
            if (role == ChatRole.User) _silent.See(content, $"{field}.content");
            _messages.Add(new ChatMessage(role, _content.Parse(content, $"{field}.content")));
        }
    }
}
