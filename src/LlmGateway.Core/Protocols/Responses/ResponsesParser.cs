using System.Text;
using System.Text.Json;
using LlmGateway.Core.Conversation;

namespace LlmGateway.Core.Protocols.Responses;

/// <summary>Reads a request for a response: https://platform.openai.com/docs/api-reference/responses/create.</summary>
internal static class ResponsesParser
{
    /// <param name="body">A JSON object.</param>
    /// <param name="needsInput">False: a previous response is enough.</param>
    public static ParsedChat Parse(ReadOnlyMemory<byte> body, bool needsInput = true)
    {
        using var document = JsonBody.Parse(body);
        var fields = new Fields();
        foreach (var member in document.RootElement.EnumerateObject())
            if (member.Value.ValueKind != JsonValueKind.Null) fields.Read(JsonFields.Name(member), member.Value);
        return fields.ToParsed(needsInput);
    }

    /// <summary>What has been read so far.</summary>
    private sealed class Fields
    {
        private readonly Leftovers _leftovers = new();
        private readonly Dictionary<string, ReadOnlyMemory<byte>> _echo = [];
        private readonly KeyMaterial _own = new();
        private readonly ResponsesInputParser _input;
        private readonly ResponsesToolParser _tools;
        private string? _model, _instructions, _previous;
        private double? _temperature, _topP;
        private int? _maxTokens;
        private bool? _parallel, _store;
        private bool _stream, _sawInput, _warmUp;
        private AnswerFormat? _format;
        private ReasoningWish? _reasoning;

        public Fields() => (_input, _tools) = (new ResponsesInputParser(_leftovers), new ResponsesToolParser(_leftovers));

        public void Read(string name, JsonElement value)
        {
            try
            {
                ReadKnown(name, value);
            }
            catch (GatewayException refused) when (!IsOurs(name))
            {
                _leftovers.Refuse(refused.Error);
            }
        }

        // What the gateway acts on itself, wherever the request goes.
        private static bool IsOurs(string name) => name is "model" or "input" or "stream" or "store" or "previous_response_id" or "generate" or "background" or "conversation";

        private void ReadKnown(string name, JsonElement value)
        {
            if (ResponseEcho.Has(name)) _echo[name] = ResponseEcho.Write(name, value);
            switch (name)
            {
                case "model": _model = JsonFields.String(value, name); break;
                case "input": _input.Read(value, "input"); _sawInput = true; break;
                case "instructions": _instructions = JsonFields.String(value, name); break;
                case "temperature": _temperature = JsonFields.Number(value, name, 0, 2); break;
                case "top_p": _topP = JsonFields.Number(value, name, 0, 1); break;
                case "max_output_tokens": _maxTokens = JsonFields.PositiveInteger(value, name); break;
                case "stream": _stream = JsonFields.Boolean(value, name); break;
                case "tools": _tools.Read(value); break;
                case "tool_choice": _tools.ReadChoice(value); break;
                case "parallel_tool_calls": _parallel = JsonFields.Boolean(value, name); break;
                case "text": _format = Format(value); Distinguish(name, value); break;
                case "reasoning": _reasoning = Reasoning(value); Distinguish(name, value); break;
                case "store": _store = JsonFields.Boolean(value, name); break;
                case "previous_response_id": _previous = JsonFields.String(value, name); break;
                case "generate": _warmUp = !JsonFields.Boolean(value, name); break;
                case "include": ReadInclude(value); break;
                case "truncation" when JsonFields.String(value, name) == "disabled": break;
                case "background": RefuseAlways(JsonFields.Boolean(value, name), name, "the gateway answers while the client waits; leave it out, and use 'stream' for long answers"); break;
                case "top_logprobs": RefuseUnless(value.ValueKind == JsonValueKind.Number && value.GetDouble() == 0, name, "there are no log probabilities"); break;
                case "conversation": RefuseAlways(true, name, "conversations at the provider would be everybody's; use 'previous_response_id', or send all items with 'store: false'"); break;
                case "prompt": RefuseUnless(false, name, "there are no stored prompts; send 'instructions' and 'input'"); break;
                default: _leftovers.Add(name, value); break;
            }
        }

        public ParsedChat ToParsed(bool needsInput)
        {
            var goesOn = !needsInput && _previous is not null;
            if (!_sawInput && !goesOn) throw JsonBody.Invalid("'input' is missing.", "input");
            _input.Silent.Check(_input.Messages, "input");
            if (_input.IsEmpty && !goesOn) throw JsonBody.Invalid("'input' must hold at least one item.", "input");
            IEnumerable<ContentPart> instructions = string.IsNullOrWhiteSpace(_instructions) ? [] : [new TextPart(_instructions)];
            return new ParsedChat(new ChatRequest
            {
                Model = string.IsNullOrWhiteSpace(_model) ? null : _model,
                System = [.. instructions, .. _input.System],
                Messages = _input.Messages,
                Temperature = _temperature,
                TopP = _topP,
                MaxTokens = _maxTokens,
                Tools = _tools.Allowed,
                ToolChoice = _tools.Allowed.Count == 0 ? null : _tools.Choice,
                ParallelToolCalls = _tools.Allowed.Count == 0 ? null : _parallel,
                Format = _format,
                Reasoning = _reasoning,
                Stream = _stream,
                Unknown = _leftovers.Names,
            })
            {
                Untranslatable = _leftovers.Refusal,
                OtherFields = _leftovers.Raw + _own,
                Echo = _echo,
                Store = _store,
                PreviousId = _previous,
                IsWarmUp = _warmUp,
                HoldsSealed = _input.HoldsSealed,
            };
        }

        // An answer in JSON, or one that was thought about, is another answer.
        private void Distinguish(string name, JsonElement value) => _own.Add(name, value.GetRawText());

        private AnswerFormat? Format(JsonElement text)
        {
            _leftovers.AddMembers(text, "text", "format");
            if (text.ValueKind != JsonValueKind.Object) throw JsonFields.Wrong("text", "an object");
            if (!text.TryGetProperty("format"u8, out var format) || format.ValueKind == JsonValueKind.Null) return null;
            switch (JsonFields.RequiredString(format, "type", "text.format"))
            {
                case "text": return null;
                case "json_object": return new AnswerFormat(null);
                case "json_schema":
                    var schema = JsonFields.Required(format, "schema", "text.format");
                    if (schema.ValueKind != JsonValueKind.Object) throw JsonFields.Wrong("text.format.schema", "a JSON Schema object");
                    return new AnswerFormat(Encoding.UTF8.GetBytes(schema.GetRawText()), Optional(format, "name", "text.format"), Optional(format, "description", "text.format"),
                        !format.TryGetProperty("strict"u8, out var strict) || strict.ValueKind == JsonValueKind.Null || JsonFields.Boolean(strict, "text.format.strict"));
                case var other:
                    throw JsonBody.Invalid($"'text.format.type' is '{other}'; it must be text, json_object or json_schema.", "text.format.type");
            }
        }

        private ReasoningWish? Reasoning(JsonElement value)
        {
            _leftovers.AddMembers(value, "reasoning", "effort", "summary", "generate_summary");
            var effort = Optional(value, "effort", "reasoning");
            var shown = Optional(value, "summary", "reasoning") ?? Optional(value, "generate_summary", "reasoning");
            if (effort is null && shown is null) return null;
            return new ReasoningWish(effort switch
            {
                null => null,
                "none" => ReasoningEffort.None,
                "minimal" => ReasoningEffort.Minimal,
                "low" => ReasoningEffort.Low,
                "medium" => ReasoningEffort.Medium,
                "high" => ReasoningEffort.High,
                "xhigh" => ReasoningEffort.XHigh,
                "max" => ReasoningEffort.Max,
                _ => throw JsonBody.Invalid($"'reasoning.effort' is '{effort}'; it must be none, minimal, low, medium, high, xhigh or max.", "reasoning.effort"),
            })
            { Hidden = shown is null };
        }

        // What we sign always travels with the thought; all else there is to include comes from tools that run at the provider.
        private void ReadInclude(JsonElement value)
        {
            foreach (var item in JsonFields.Strings(value, "include"))
            {
                if (item == "message.output_text.logprobs") RefuseUnless(false, "include", "there are no log probabilities");
                else if (item != "reasoning.encrypted_content") _leftovers.Add("include." + item, value);
            }
        }

        private static string? Optional(JsonElement parent, string name, string field) =>
            parent.ValueKind != JsonValueKind.Object ? throw JsonFields.Wrong(field, "an object")
            : parent.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? JsonFields.String(value, $"{field}.{name}") : null;

        private static void RefuseAlways(bool asked, string field, string why)
        {
            if (asked) throw JsonBody.Invalid($"'{field}': {why}.", field);
        }

        // A server of this very protocol may well give it.
        private void RefuseUnless(bool fine, string field, string why)
        {
            if (!fine) _leftovers.Refuse(field, $"'{field}': toward this model {why}.");
        }
    }
}
