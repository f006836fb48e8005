using System.Text.Json;
using LlmGateway.Core.Conversation;
using LlmGateway.Shared;

namespace LlmGateway.Core.Upstreams.Bedrock;

/// <summary>Writes <c>toolConfig</c>, where there are tools or a history that speaks of them.</summary>
internal static class ConverseToolsWriter
{
    private static readonly byte[] AnyObject = """{"type":"object"}"""u8.ToArray();

    public static void Write(RequestPlan plan, Utf8JsonWriter json)
    {
        var (tools, history) = (plan.Tools, Names(plan.Turns));
        var forbidden = tools.Choice?.Mode == ToolChoiceMode.None;
        if (tools.Tools.Count == 0 && history.Count == 0) return;
        // Converse knows no "none": without history it is said by naming no tools.
        if (forbidden && history.Count == 0) return;
        if (!plan.Can.Tools) throw ConverseRequestWriter.Invalid($"'{plan.Call.Model.Alias}' takes no tools.", "tools");

        json.WriteStartObject("toolConfig"u8);
        json.WriteStartArray("tools"u8);
        foreach (var tool in tools.Tools)
        {
            WriteTool(tool.Name, tool.Description, tool.ParametersJson.Span, tool.Strict, json);
            if (tool.CachePoint is { } point && plan.CachePoints.Take(CachePlaces.Tools)) ConverseContentWriter.WriteCachePoint(point, plan.CachePoints, json);
        }
        // Bedrock refuses tool blocks in the history unless tools are declared, also when the client has none any more.
        if (tools.Tools.Count == 0)
            foreach (var name in history) WriteTool(name, description: null, AnyObject, strict: false, json);
        json.WriteEndArray();
        // One call at a time is said together with the choice, elsewhere.
        if (!forbidden && tools is { OneAtATime: false, Choice: { } choice }) WriteChoice(choice, json);
        json.WriteEndObject();
    }

    private static void WriteTool(string name, string? description, ReadOnlySpan<byte> schema, bool strict, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteStartObject("toolSpec"u8);
        json.WriteString("name"u8, name);
        if (!string.IsNullOrWhiteSpace(description)) json.WriteString("description"u8, description);
        json.WriteStartObject("inputSchema"u8);
        json.WritePropertyName("json"u8);
        json.WriteRawValue(schema, skipInputValidation: true);
        json.WriteEndObject();
        if (strict) json.WriteBoolean("strict"u8, true);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteChoice(ToolChoice choice, Utf8JsonWriter json)
    {
        json.WriteStartObject("toolChoice"u8);
        json.WriteStartObject(choice.Mode switch { ToolChoiceMode.Required => "any"u8, ToolChoiceMode.Named => "tool"u8, _ => "auto"u8 });
        if (choice.Mode == ToolChoiceMode.Named) json.WriteString("name"u8, choice.Name);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static List<string> Names(List<(ChatRole Role, List<ContentPart> Content)> turns)
    {
        List<string> names = [];
        HashSet<string> known = new(StringComparer.Ordinal);
        foreach (var (_, content) in turns)
            foreach (var part in content)
            {
                if (part is ToolCallPart call && known.Add(call.Name)) names.Add(call.Name);
                // A result whose call was cut from the history still needs some tool to exist.
                if (part is ToolResultPart && names.Count == 0) names.Add("tool");
            }
        return names;
    }
}
