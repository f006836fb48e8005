using System.Buffers;
using System.Text;
using System.Text.Json;

namespace LlmGateway.Core.Protocols.Responses;

/// <summary>
/// Members of a request as its response repeats them. The request may leave out parts of them (a tool's <c>strict</c>, a format's <c>description</c>);
/// the schema of the response requires each.
/// </summary>
internal static class ResponseEcho
{
    private const string Text = """{"type":"text"}""";

    /// <summary>Members that a response repeats, and their values where the request names none.</summary>
    public static IReadOnlyList<(string Name, byte[] Default)> Members { get; } =
    [
        Of("instructions", "null"), Of("max_output_tokens", "null"), Of("max_tool_calls", "null"), Of("metadata", "{}"),
        Of("parallel_tool_calls", "true"), Of("presence_penalty", "0"), Of("frequency_penalty", "0"), Of("previous_response_id", "null"),
        Of("prompt_cache_key", "null"), Of("reasoning", """{"effort":null,"summary":null}"""), Of("safety_identifier", "null"),
        Of("service_tier", "\"default\""), Of("temperature", "1"), Of("text", $$"""{"format":{{Text}}}"""), Of("tool_choice", "\"auto\""),
        Of("tools", "[]"), Of("top_logprobs", "0"), Of("top_p", "1"), Of("truncation", "\"disabled\""), Of("user", "null"),
    ];

    private static readonly HashSet<string> Names = [.. Members.Select(member => member.Name)];

    public static bool Has(string name) => Names.Contains(name);

    /// <param name="name">Of the member.</param>
    /// <param name="value">As it was sent, and as yet unchecked.</param>
    public static ReadOnlyMemory<byte> Write(string name, JsonElement value)
    {
        try
        {
            return (name, value.ValueKind) switch
            {
                ("tools", JsonValueKind.Array) => Rewritten(value, Tools),
                ("text", JsonValueKind.Object) => Rewritten(value, Format),
                ("reasoning", JsonValueKind.Object) => Rewritten(value, static (given, json) => Filled(given, json, ("effort", "null"), ("summary", "null"))),
                _ => Encoding.UTF8.GetBytes(value.GetRawText()),
            };
        }
        catch (InvalidOperationException)
        {
            // Text with half of a surrogate pair can be copied, but not rewritten.
            return Encoding.UTF8.GetBytes(value.GetRawText());
        }
    }

    private static (string Name, byte[] Default) Of(string name, string json) => (name, Encoding.UTF8.GetBytes(json));

    private static void Tools(JsonElement tools, Utf8JsonWriter json)
    {
        json.WriteStartArray();
        foreach (var tool in tools.EnumerateArray())
        {
            // The gateway makes no tool strict whose request does not say so.
            if (IsOf(tool, "function"u8)) Filled(tool, json, ("description", "null"), ("parameters", "null"), ("strict", "false"));
            else tool.WriteTo(json);
        }
        json.WriteEndArray();
    }

    private static void Format(JsonElement text, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        var formatted = false;
        foreach (var member in text.EnumerateObject())
        {
            if (member.Value.ValueKind == JsonValueKind.Null) continue;
            if (!member.NameEquals("format"u8))
            {
                member.WriteTo(json);
                continue;
            }
            formatted = true;
            json.WritePropertyName("format"u8);
            if (IsOf(member.Value, "json_schema"u8)) Filled(member.Value, json, ("description", "null"), ("strict", "true"));
            else member.Value.WriteTo(json);
        }
        if (!formatted)
        {
            json.WritePropertyName("format"u8);
            json.WriteRawValue(Text);
        }
        json.WriteEndObject();
    }

    private static void Filled(JsonElement value, Utf8JsonWriter json, params ReadOnlySpan<(string Name, string Default)> required)
    {
        json.WriteStartObject();
        foreach (var member in value.EnumerateObject()) member.WriteTo(json);
        foreach (var (name, otherwise) in required)
        {
            if (value.TryGetProperty(name, out _)) continue;
            json.WritePropertyName(name);
            json.WriteRawValue(otherwise);
        }
        json.WriteEndObject();
    }

    private static bool IsOf(JsonElement value, ReadOnlySpan<byte> type) =>
        value.ValueKind == JsonValueKind.Object && value.TryGetProperty("type"u8, out var given)
        && given.ValueKind == JsonValueKind.String && given.ValueEquals(type);

    private static ReadOnlyMemory<byte> Rewritten(JsonElement value, Action<JsonElement, Utf8JsonWriter> write)
    {
        var output = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(output, JsonWriting.Options)) write(value, json);
        return output.WrittenMemory;
    }
}
