using System.Buffers;
using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using LlmGateway.Core.Conversation;
using LlmGateway.Core.Protocols;
using LlmGateway.Core.Protocols.Anthropic;
using LlmGateway.Core.Protocols.Native;
using LlmGateway.Core.Protocols.OpenAi;
using LlmGateway.Core.Protocols.Responses;
using LlmGateway.Core.Tests.Upstreams;
using LlmGateway.Core.Upstreams.Bedrock;
using LlmGateway.Core.Upstreams.OpenAi;

namespace LlmGateway.Core.Tests.Protocols;

/// <summary>What holds of every request and of every answer.</summary>
public sealed class ProtocolProperties
{
    private static readonly byte[][] Requests =
    [
        """
        {"model":"m","stream":true,"stream_options":{"include_usage":true},"temperature":0.5,"stop":["a","b"],"seed":1,
         "messages":[{"role":"system","content":"s"},{"role":"user","content":[{"type":"text","text":"caf\u00e9 é 🌍"},{"type":"image_url","image_url":{"url":"data:image/png;base64,AQID"}}]},
         {"role":"assistant","content":null,"tool_calls":[{"id":"a","type":"function","function":{"name":"f","arguments":"{}"}}]},{"role":"tool","tool_call_id":"a","content":"r"}],
         "tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object"}}}],"tool_choice":{"type":"function","function":{"name":"f"}}}
        """u8.ToArray(),
        """{"prompt":"What is wrong \ud83c\udf0d?","model":"m","chat_id":"c","system":"é","parameters":{"temperature":0.5,"stop_sequences":["x"],"node_id":"n"},"invalidate_cache":"false","stream":"true"}"""u8.ToArray(),
        """
        {"model":"m","max_tokens":9,"stream":true,"system":[{"type":"text","text":"é","cache_control":{"type":"ephemeral"}}],"temperature":0.5,"stop_sequences":["x"],"thinking":{"type":"enabled","budget_tokens":1024},
         "messages":[{"role":"user","content":[{"type":"text","text":"caf\u00e9 🌍"},{"type":"image","source":{"type":"base64","media_type":"image/png","data":"AQID"}}]},
         {"role":"assistant","content":[{"type":"thinking","thinking":"t","signature":"s"},{"type":"tool_use","id":"a","name":"f","input":{"x":1}}]},
         {"role":"user","content":[{"type":"tool_result","tool_use_id":"a","content":[{"type":"text","text":"r"}],"is_error":true}]}],
         "tools":[{"name":"f","input_schema":{"type":"object"}}],"tool_choice":{"type":"tool","name":"f"}}
        """u8.ToArray(),
        """
        {"model":"m","stream":true,"store":false,"instructions":"é","temperature":0.5,"truncation":"auto","include":["reasoning.encrypted_content"],"reasoning":{"effort":"low","summary":"auto"},"text":{"format":{"type":"json_object"}},
         "input":[{"role":"user","content":[{"type":"input_text","text":"caf\u00e9 🌍"},{"type":"input_image","image_url":"data:image/png;base64,AQID"}]},{"type":"reasoning","summary":[],"encrypted_content":"gAAA"},
         {"type":"function_call","call_id":"a","name":"f","arguments":"{}"},{"type":"custom_tool_call","call_id":"b","name":"g","input":"x"},{"type":"function_call_output","call_id":"a","output":"r"},
         {"type":"custom_tool_call_output","call_id":"b","output":[{"type":"input_text","text":"r"}]}],
         "tools":[{"type":"function","name":"f","parameters":{"type":"object"},"strict":true},{"type":"custom","name":"g","format":{"type":"grammar","syntax":"lark","definition":"x"}},{"type":"local_shell"}],
         "tool_choice":{"type":"allowed_tools","mode":"auto","tools":[{"type":"function","name":"f"}]},"top_logprobs":0,"background":false}
        """u8.ToArray(),
    ];

    // Damage as it happens: bytes lost, doubled, changed, or pieces of JSON and text where they don't belong.
    private static readonly string[] Pieces = ["\"", "null", "{}", "[]", "1e999", "\\ud83d", "\\u0000", ",", "true", "-1", "\"\"", "é"];
    private static readonly Gen<byte[]> Splinters = Gen.OneOf(Gen.Byte.Array[0, 3], Gen.Int[0, Pieces.Length - 1].Select(which => Encoding.UTF8.GetBytes(Pieces[which])));

    // Halves of characters can't be sent; all else can.
    private static readonly Gen<string> Text = Gen.String.Select(text => string.Concat(text.EnumerateRunes().Where(rune => rune != Rune.ReplacementChar)));

    private static readonly IChatProtocol[] Protocols = [new OpenAiChatProtocol(), new NativeProtocol(), new AnthropicProtocol(), new ResponsesProtocol()];

    [Fact]
    public void Whatever_comes_is_read_or_refused() =>
        Gen.Select(Gen.Int[0, 3], Gen.Int[0, 1000], Gen.Int[0, 6], Splinters).Sample((which, place, cut, splinter) =>
        {
            var sound = Requests[which];
            var at = place % sound.Length;
            byte[] damaged = [.. sound[..at], .. splinter, .. sound[Math.Min(at + cut, sound.Length)..]];
            foreach (var protocol in Protocols)
            {
                try
                {
                    var parsed = protocol.Parse(damaged);
                    if (parsed.Untranslatable is not null) continue;
                    var request = parsed.Request;
                    (request.Messages.Count + request.System.Count).Should().BePositive();
                    ConverseRequestWriter.Write(Wire.Call(request)).IsEmpty.Should().BeFalse();
                    OpenAiRequestWriter.Write(Wire.Call(request)).IsEmpty.Should().BeFalse();
                }
                catch (GatewayException refused)
                {
                    refused.Error.Kind.Should().Be(ErrorKind.InvalidRequest);
                    refused.Error.Message.Should().NotBeEmpty();
                }
            }
        }, iter: 20_000);

    [Fact]
    public void An_answer_is_the_same_streamed_and_whole() =>
        Text.Array[0, 8].Sample(deltas =>
        {
            var said = string.Concat(deltas);
            foreach (var (protocol, streamed, whole) in new[] { (Protocols[0], "delta", "message"), (Protocols[1], "", "") })
            {
                string.Concat(Render(protocol, stream: true, deltas).Split("\n\n", StringSplitOptions.RemoveEmptyEntries)
                    .Where(one => one != "data: [DONE]").Select(one => Words(JsonNode.Parse(one["data: ".Length..])!, streamed))).Should().Be(said);
                Words(JsonNode.Parse(Render(protocol, stream: false, deltas))!, whole).Should().Be(said);
            }
        }, iter: 500);

    private static string? Words(JsonNode json, string member) =>
        (member.Length == 0 ? json["completion"] : json["choices"]!.AsArray().FirstOrDefault()?[member]?["content"])?.GetValue<string>();

    private static string Render(IChatProtocol protocol, bool stream, string[] deltas)
    {
        var writer = protocol.CreateWriter(
            new ParsedChat(new ChatRequest { Messages = [], Stream = stream }), new AnswerHead("r", "m", DateTimeOffset.UnixEpoch, false, _ => null));
        var output = new ArrayBufferWriter<byte>();
        foreach (var delta in deltas) writer.Write(new TextDelta(delta), output);
        writer.Write(new AnswerEnded(FinishReason.Stop), output);
        writer.End(output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
