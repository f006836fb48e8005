using System.Text.Json;
using LlmGateway.Core.Conversation;

namespace LlmGateway.Core.Protocols.Responses;

/// <summary>The tool <c>local_shell</c>: OpenAI's own models know it by heart, all others are told.</summary>
internal static class LocalShell
{
    public const string Name = "local_shell";

    public static ToolDefinition Tool { get; } = new(Name, "Runs a command on the user's machine and returns its output.",
        """{"type":"object","properties":{"type":{"type":"string","enum":["exec"]},"command":{"type":"array","items":{"type":"string"},"description":"The command and its arguments."},"working_directory":{"type":"string"},"timeout_ms":{"type":"integer"},"env":{"type":"object","additionalProperties":{"type":"string"}}},"required":["command"]}"""u8.ToArray())
    { Kind = ToolKind.LocalShell };

    /// <summary>The model's arguments as <c>action</c>; of a call that was cut off nothing can be run.</summary>
    public static void WriteAction(string arguments, Utf8JsonWriter json)
    {
        json.WriteStartObject("action"u8);
        json.WriteString("type"u8, "exec"u8);
        var (command, environment) = (false, false);
        if (Parse(arguments) is { RootElement: { ValueKind: JsonValueKind.Object } root } document)
        {
            using (document)
                foreach (var member in root.EnumerateObject())
                {
                    command |= member.NameEquals("command"u8);
                    environment |= member.NameEquals("env"u8);
                    if (!member.NameEquals("type"u8)) member.WriteTo(json);
                }
        }
        if (!command)
        {
            json.WriteStartArray("command"u8);
            json.WriteEndArray();
        }
        if (!environment)
        {
            json.WriteStartObject("env"u8);
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }

    private static JsonDocument? Parse(string arguments)
    {
        try
        {
            return JsonBody.Reread(arguments);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
