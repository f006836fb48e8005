using System.Text.Json;

namespace LlmGateway.Core.Upstreams;

/// <summary>What a model server says of an error, in any of the shapes that servers use: an object, a text, or a number as code.</summary>
/// <param name="Message">Its sentence.</param>
/// <param name="Type">OpenAI's and Anthropic's <c>type</c>.</param>
/// <param name="Code">OpenAI's <c>code</c>, Anthropic's <c>details.error_code</c>.</param>
/// <param name="Param">The field at fault.</param>
/// <param name="Status">The HTTP status that it names, as vLLM and others do in <c>code</c>.</param>
internal readonly record struct UpstreamFault(string? Message, string? Type, string? Code, string? Param, int? Status)
{
    private static readonly string[] OverflowWords =
    [
        "prompt is too long", "input is too long", "context length", "context window", "context_length", "exceed context", "exceeds the context", "available context size",
        "maximum number of input tokens", "too many input tokens", "exceed model maximum",
    ];

    /// <summary>The conversation is larger than the model takes.</summary>
    public bool IsContextOverflow => Code is "context_length_exceeded" || Type is "exceed_context_size_error"
        || Message is { } message && OverflowWords.Any(words => message.Contains(words, StringComparison.OrdinalIgnoreCase));

    /// <summary>Reads an error response's body: <c>{"error": {…}}</c>, <c>{"error": "text"}</c>, <c>{"message": …}</c>, <c>{"detail": "text"}</c>. What is no JSON says nothing.</summary>
    public static UpstreamFault OfBody(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            // Google's OpenAI-compatible servers put the object into a list.
            if (root is { ValueKind: JsonValueKind.Array } list && list.GetArrayLength() > 0) root = list[0];
            if (root.ValueKind != JsonValueKind.Object) return default;
            return root.TryGetProperty("error"u8, out var error) && error.ValueKind is JsonValueKind.Object or JsonValueKind.String ? Of(error) : Of(root);
        }
        catch (JsonException)
        {
            // A proxy's page of HTML says nothing that a client could use.
            return default;
        }
    }

    /// <summary>Reads the value of an <c>error</c> member.</summary>
    public static UpstreamFault Of(JsonElement error)
    {
        if (error.ValueKind == JsonValueKind.String) return new UpstreamFault(Text(error), null, null, null, null);
        if (error.ValueKind != JsonValueKind.Object) return default;
        var details = Member(error, "details"u8);
        return new UpstreamFault(
            Text(Member(error, "message"u8)) ?? Text(Member(error, "detail"u8)),
            Text(Member(error, "type"u8)),
            Text(Member(error, "code"u8)) ?? (details.ValueKind == JsonValueKind.Object ? Text(Member(details, "error_code"u8)) : null),
            Text(Member(error, "param"u8)),
            Number(Member(error, "code"u8)) ?? Number(Member(error, "status"u8)));
    }

    private static JsonElement Member(JsonElement parent, ReadOnlySpan<byte> name) => parent.TryGetProperty(name, out var value) ? value : default;

    private static int? Number(JsonElement value) => value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) ? number : null;

    private static string? Text(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String) return null;
        try
        {
            return value.GetString() is { Length: > 0 } text ? text : null;
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate: no text that could be passed on.
            return null;
        }
    }
}
