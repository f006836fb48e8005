using System.Text;
using System.Text.Json;

namespace LlmGateway.Core.Tests.Field;

/// <summary>Streams with all that model servers, and the proxies before them, do to events.</summary>
internal static class OddStream
{
    /// <summary>Sound answers, by the route whose protocol they are in.</summary>
    public static IReadOnlyDictionary<string, string[]> Sound { get; } = new Dictionary<string, string[]>
    {
        ["/v1/chat/completions"] =
        [
            """{"id":"c","object":"chat.completion.chunk","created":1,"model":"up-m","choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}]}""",
            """{"id":"c","model":"up-m","choices":[{"index":0,"delta":{"content":"Grüße \ud83d\ude00"},"finish_reason":null}]}""",
            """{"id":"c","model":"up-m","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"a","type":"function","function":{"name":"f","arguments":"{\"x\":1}"}}]}}]}""",
            """{"id":"c","model":"up-m","choices":[{"index":0,"delta":{"reasoning_content":"hm"}}]}""",
            """{"id":"c","model":"up-m","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}""",
            """{"id":"c","model":"up-m","choices":[],"usage":{"prompt_tokens":5,"completion_tokens":2}}""",
        ],
        ["/v1/messages"] =
        [
            """{"type":"message_start","message":{"id":"m","type":"message","role":"assistant","model":"up-m","content":[],"usage":{"input_tokens":5,"output_tokens":1}}}""",
            """{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}""",
            """{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Grüße \ud83d\ude00"}}""",
            """{"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":"{}"}}""",
            """{"type":"content_block_stop","index":0}""",
            """{"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":2}}""",
            """{"type":"message_stop"}""",
        ],
        ["/v1/responses"] =
        [
            """{"type":"response.created","sequence_number":0,"response":{"id":"r","model":"up-m","status":"in_progress","output":[]}}""",
            """{"type":"response.output_item.added","output_index":0,"item":{"type":"function_call","call_id":"a","name":"f"}}""",
            """{"type":"response.function_call_arguments.delta","output_index":0,"delta":"{}"}""",
            """{"type":"response.output_text.delta","output_index":0,"delta":"Grüße \ud83d\ude00"}""",
            """{"type":"response.completed","response":{"id":"r","model":"up-m","status":"completed","usage":{"input_tokens":5,"output_tokens":2}}}""",
        ],
    };

    private static readonly string[] Values =
        ["null", "[]", "{}", "\"\"", "0", "-1", "1e999", "true", "\"\\ud83d\"", "\"\\ude00x\"", "[null]", "{\"a\":null}", "99999999999", "1.5", "[[1]]", "\"model\""];

    private static readonly string[] Ends = ["\n\n", "\r\n\r\n", "\n\n", "\r\r"];

    /// <summary>A stream of events, cut anywhere.</summary>
    public static byte[] Of(Random random, string route)
    {
        using var stream = new MemoryStream();
        foreach (var payload in Payloads(random, route))
        {
            if (random.Next(12) == 0) stream.Write(": keep-alive\n\n"u8);
            if (random.Next(20) == 0) stream.Write("id: 7\nretry: 10\n"u8);
            if (random.Next(3) == 0) stream.Write("event: x\n"u8);
            stream.Write(random.Next(8) == 0 ? "data:"u8 : "data: "u8);
            // A payload that spans lines is told in as many, which the property for whole lines does not cover.
            stream.Write(Array.FindAll(payload, one => one is not ((byte)'\n' or (byte)'\r')));
            stream.Write(Encoding.ASCII.GetBytes(Ends[random.Next(Ends.Length)]));
        }
        if (random.Next(2) == 0) stream.Write("data: [DONE]\n\n"u8);
        var bytes = stream.ToArray();
        return random.Next(4) == 0 ? bytes[..random.Next(1, bytes.Length + 1)] : bytes;
    }

    /// <summary>The data of events, some of them damaged; one at least.</summary>
    public static List<byte[]> Payloads(Random random, string route)
    {
        var sound = Sound[route];
        List<byte[]> payloads = [];
        foreach (var one in sound)
        {
            if (payloads.Count > 0 && random.Next(6) == 0) continue;
            payloads.Add(Damaged(one, random));
        }
        return payloads;
    }

    /// <summary>As an answer that comes without framing goes out.</summary>
    public static byte[] Framed(byte[] payload, bool type)
    {
        var name = type ? TypeOf(payload) : null;
        return [.. name is null ? [] : Encoding.UTF8.GetBytes($"event: {name}\n"), .. "data: "u8, .. payload, .. "\n\n"u8];
    }

    private static byte[] Damaged(string json, Random random)
    {
        for (var times = random.Next(3); times > 0; times--) json = Replaced(json, random);
        if (random.Next(40) == 0) json = json[..^1] + ",\"deep\":" + new string('[', 100) + new string(']', 100) + "}";
        if (random.Next(20_000) == 0) json = json[..^1] + ",\"long\":\"" + new string('x', 8 * 1024 * 1024) + "\"}";
        var bytes = Encoding.UTF8.GetBytes(json);
        if (random.Next(12) == 0) bytes[random.Next(bytes.Length)] = (byte)random.Next(0x20, 0x100);
        return random.Next(20) == 0 ? bytes[..random.Next(1, bytes.Length)] : bytes;
    }

    // The value of some member becomes another, of whatever kind. The reports of errors are none of these.
    private static string Replaced(string json, Random random)
    {
        List<int> members = [];
        for (var at = json.IndexOf("\":", StringComparison.Ordinal); at >= 0; at = json.IndexOf("\":", at + 1, StringComparison.Ordinal)) members.Add(at + 2);
        if (members.Count == 0) return json;
        var start = members[random.Next(members.Count)];
        var rest = Encoding.UTF8.GetBytes(json[start..]);
        try
        {
            var reader = new Utf8JsonReader(rest, isFinalBlock: false, new JsonReaderState(new JsonReaderOptions { MaxDepth = 1000 }));
            if (!reader.Read() || !reader.TrySkip()) return json;
            var end = start + Encoding.UTF8.GetCharCount(rest.AsSpan(0, (int)reader.BytesConsumed));
            return string.Concat(json.AsSpan(0, start), Values[random.Next(Values.Length)], json.AsSpan(end));
        }
        catch (JsonException)
        {
            return json;
        }
    }

    private static string? TypeOf(byte[] payload)
    {
        try
        {
            var reader = new Utf8JsonReader(payload);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return null;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isType = reader.GetString() == "type";
                reader.Read();
                if (isType && reader.TokenType == JsonTokenType.String) return reader.GetString();
                reader.Skip();
            }
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            return null;
        }
        return null;
    }
}
