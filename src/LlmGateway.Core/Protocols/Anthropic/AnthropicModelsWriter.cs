using System.Buffers;
using System.Text.Json;
using LlmGateway.Core.Governance;
using LlmGateway.Shared;

namespace LlmGateway.Core.Protocols.Anthropic;

/// <summary>Writes models as Anthropic lists them: https://docs.anthropic.com/en/api/models-list.</summary>
internal static class AnthropicModelsWriter
{
    private static readonly string[] Efforts = ["low", "medium", "high", "xhigh", "max"];

    public static void WriteList(ModelsPage page, IBufferWriter<byte> output)
    {
        using var json = new Utf8JsonWriter(output, JsonWriting.Options);
        var all = page.Models;
        json.WriteStartObject();
        json.WriteStartArray("data"u8);
        foreach (var model in all) Write(model, json);
        json.WriteEndArray();
        json.WriteBoolean("has_more"u8, page.HasMore);
        json.WriteString("first_id"u8, all.Count > 0 ? all[0].Alias : null);
        json.WriteString("last_id"u8, all.Count > 0 ? all[^1].Alias : null);
        json.WriteEndObject();
    }

    public static void WriteOne(CatalogModel model, IBufferWriter<byte> output)
    {
        using var json = new Utf8JsonWriter(output, JsonWriting.Options);
        Write(model, json);
    }

    private static void Write(CatalogModel model, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "model"u8);
        json.WriteString("id"u8, model.Alias);
        json.WriteString("display_name"u8, model.Alias);
        // No upstream tells when a model was made, and clients insist on a time.
        json.WriteString("created_at"u8, "1970-01-01T00:00:00Z"u8);
        WriteLimit("max_input_tokens"u8, model.Abilities.ContextWindow, json);
        WriteLimit("max_tokens"u8, model.Abilities.MaxOutputTokens, json);
        ModelFacts.Write(model, json, WriteCapabilities);
        json.WriteEndObject();
    }

    private static void WriteLimit(ReadOnlySpan<byte> name, int? tokens, Utf8JsonWriter json)
    {
        if (tokens is { } known) json.WriteNumber(name, known);
        else json.WriteNull(name);
    }

    /// <summary>As Anthropic's document has them. What runs at Anthropic's own servers alone is not supported.</summary>
    private static void WriteCapabilities(CatalogModel model, Utf8JsonWriter json)
    {
        var (can, chats) = (model.Abilities, !model.Embeds);
        var thinks = chats && can.Reasoning != ReasoningStyles.None;
        Supports("batch", false);
        Supports("citations", false);
        Supports("code_execution", false);
        json.WriteStartObject("context_management"u8);
        json.WriteBoolean("supported"u8, false);
        json.WriteNull("clear_thinking_20251015"u8);
        json.WriteNull("clear_tool_uses_20250919"u8);
        json.WriteNull("compact_20260112"u8);
        json.WriteEndObject();
        json.WriteStartObject("effort"u8);
        json.WriteBoolean("supported"u8, can.Efforts.Count > 0);
        foreach (var effort in Efforts) Supports(effort, can.Efforts.Contains(effort));
        json.WriteEndObject();
        Supports("image_input", chats && can.Vision);
        Supports("pdf_input", chats && can.Documents);
        Supports("structured_outputs", chats && (can.StructuredOutput || can.Tools));
        json.WriteStartObject("thinking"u8);
        json.WriteBoolean("supported"u8, thinks);
        json.WriteStartObject("types"u8);
        Supports("adaptive", chats && can.Reasoning == ReasoningStyles.Adaptive);
        Supports("enabled", thinks);
        json.WriteEndObject();
        json.WriteEndObject();

        void Supports(string name, bool supported)
        {
            json.WriteStartObject(name);
            json.WriteBoolean("supported"u8, supported);
            json.WriteEndObject();
        }
    }
}
