using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LlmGateway.Tool.Local.Bedrock;

/// <summary>Counts a prompt's tokens: its texts, four for each message's frame, the tools' JSON, and images by their bytes.</summary>
internal static class PromptSize
{
    private const int PerMessage = 4;
    private const int BytesPerImageToken = 750;

    private static readonly FrozenSet<string> WireMembers = FrozenSet.Create(
        "type", "toolUseId", "tool_use_id", "id", "format", "media_type", "signature", "cachePoint", "cache_control");

    public static int Count(JsonNode? system, JsonNode? messages, JsonNode? tools) =>
        Sum(system)
        + (messages as JsonArray ?? []).Sum(message => PerMessage + Sum(message?["content"]))
        + (tools is null ? 0 : SimulatedTokenizer.Count(tools.ToJsonString()));

    /// <summary>Size of base64 text's content.</summary>
    public static int DecodedLength(string? base64) =>
        base64 is null ? 0 : base64.Length / 4 * 3 - (base64.EndsWith("==", StringComparison.Ordinal) ? 2 : base64.EndsWith('=') ? 1 : 0);

    private static int Sum(JsonNode? node) => node switch
    {
        JsonObject block => block.Sum(member => IsMediaData(member.Key, member.Value)
            ? 1 + DecodedLength(member.Value!.GetValue<string>()) / BytesPerImageToken
            : IsText(member.Key) ? Sum(member.Value) : 0),
        JsonArray array => array.Sum(Sum),
        JsonValue value when value.GetValueKind() == JsonValueKind.String => SimulatedTokenizer.Count(value.GetValue<string>()),
        JsonValue => 1,
        _ => 0,
    };

    // Discriminators and ids are the wire's, not the model's.
    private static bool IsText(string member) => !WireMembers.Contains(member);

    private static bool IsMediaData(string member, JsonNode? value) =>
        member is "bytes" or "data" && value?.GetValueKind() == JsonValueKind.String;
}
