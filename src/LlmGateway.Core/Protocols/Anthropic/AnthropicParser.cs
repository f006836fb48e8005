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
        private IReadOnlyList<ContentPart> _system = [];
        private IReadOnlyList<string> _stop = [];
        private IReadOnlyList<ToolDefinition> _tools = [];
        private ToolChoice? _toolChoice;
        private string? _model;
        private double? _temperature, _topP;
        private int? _maxTokens;
        private bool _stream, _sawMessages;

        public Fields() => _content = new AnthropicContentParser(_leftovers);

        public void Read(string name, JsonElement value)
        {
            switch (name)
            {
                case "model": _model = JsonFields.String(value, name); break;
                case "messages": ReadMessages(value); break;
                case "system": _system = System(value); break;
                case "max_tokens": _maxTokens = JsonFields.PositiveInteger(value, name); break;
                case "temperature": _temperature = JsonFields.Number(value, name, 0, 1); break;
                case "top_p": _topP = JsonFields.Number(value, name, 0, 1); break;
                case "stop_sequences": _stop = JsonFields.Strings(value, name); break;
                case "stream": _stream = JsonFields.Boolean(value, name); break;
                case "tools": _tools = AnthropicToolParser.Tools(value, _leftovers); break;
                case "tool_choice": _toolChoice = AnthropicToolParser.Choice(value, _leftovers); break;
                default: _leftovers.Add(name, value); break;
            }
        }

        public ParsedChat ToParsed()
        {
            if (!_sawMessages) throw JsonBody.Invalid("'messages' is missing.", "messages");
            if (_messages.Count == 0) throw JsonBody.Invalid("'messages' must hold at least one message.", "messages");
            return new ParsedChat(new ChatRequest
            {
                Model = string.IsNullOrWhiteSpace(_model) ? null : _model,
                System = _system,
                Messages = _messages,
                Temperature = _temperature,
                TopP = _topP,
                MaxTokens = _maxTokens,
                StopSequences = _stop,
                Tools = _tools,
                ToolChoice = _tools.Count == 0 ? null : _toolChoice,
                Stream = _stream,
                Unknown = _leftovers.Names,
            })
            { Untranslatable = _leftovers.Refusal, OtherFields = _leftovers.Raw };
        }

        private List<ContentPart> System(JsonElement value)
        {
            var parts = _content.Parse(value, "system");
            return parts.All(part => part is TextPart)
                ? [.. parts.Where(part => part is TextPart { Text: var text } && !string.IsNullOrWhiteSpace(text))]
                : throw JsonBody.Invalid("'system' takes text alone.", "system");
        }

        private void ReadMessages(JsonElement value)
        {
            _sawMessages = true;
            var index = 0;
            foreach (var message in JsonFields.Items(value, "messages"))
            {
                var field = $"messages[{index++}]";
                var role = JsonFields.RequiredString(message, "role", field) switch
                {
                    "user" => ChatRole.User,
                    "assistant" => ChatRole.Assistant,
                    var other => throw JsonBody.Invalid($"'{field}.role' is '{other}'; it must be user or assistant, and what the system says goes into 'system'.", $"{field}.role"),
                };
                _messages.Add(new ChatMessage(role, _content.Parse(JsonFields.Required(message, "content", field), $"{field}.content")));
            }
        }
    }
}
