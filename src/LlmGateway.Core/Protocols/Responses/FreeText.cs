using System.Text;
using System.Text.Json;
using LlmGateway.Core.Conversation;

namespace LlmGateway.Core.Protocols.Responses;

/// <summary>Custom tools take text instead of JSON. Other protocols have none such: toward them it is the one argument of a function.</summary>
internal static class FreeText
{
    private const string Argument = "input";

    private static readonly byte[] Parameters = """{"type":"object","properties":{"input":{"type":"string","description":"All that the tool is given, as plain text."}},"required":["input"]}"""u8.ToArray();

    public static ToolDefinition Tool(string name, string? description, string? grammar, string? syntax) => new(name,
        grammar is null ? description : $"{description}\n\nThe input must match this {syntax ?? "lark"} grammar:\n{grammar}".Trim(), Parameters) { Kind = ToolKind.FreeText };

    public static string ToArguments(string text)
    {
        using var output = new MemoryStream();
        using (var json = new Utf8JsonWriter(output, JsonWriting.Options))
        {
            json.WriteStartObject();
            json.WriteString(Argument, text);
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(output.ToArray());
    }

    /// <summary>The text in a model's arguments; a model that wrote something else meant that.</summary>
    public static string Of(string arguments)
    {
        try
        {
            using var document = JsonBody.Reread(arguments);
            if (document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty(Argument, out var text) && text.ValueKind == JsonValueKind.String)
                return text.GetString()!;
        }
        catch (Exception halved) when (halved is JsonException or InvalidOperationException)
        {
            // A call that was cut off: what there is of it goes on as it is.
        }
        return arguments;
    }
}
