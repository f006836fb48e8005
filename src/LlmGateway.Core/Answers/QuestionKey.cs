using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using LlmGateway.Core.Conversation;
using LlmGateway.Core.Governance;
using LlmGateway.Core.Protocols;

namespace LlmGateway.Core.Answers;

/// <summary>The key of a cached answer: scope, version of this very rule, and a hash of all that makes the answer what it is.</summary>
internal static class QuestionKey
{
    /// <summary>Changes when the same question would hash otherwise: old answers are then left to expire.</summary>
    private const string Version = "v1";

    /// <summary>Null where caching does not apply: only a first question of plain text, without tools, has an answer to keep.</summary>
    public static string? Of(string scope, ParsedChat parsed, CatalogModel model, QuestionNormalizer normalizer)
    {
        var request = parsed.Request;
        // What no gateway could translate may ask for more than a text: several answers, probabilities, sound.
        if (parsed.Untranslatable is not null) return null;
        if (request.Tools.Count > 0 || request.Messages is not [{ Role: ChatRole.User, Content: var parts }]) return null;
        if (Text(parts) is not { } question || Text(request.System) is not { } system) return null;
        if (normalizer.Normalize(question) is not { Length: > 0 } normalized) return null;

        var material = new ArrayBufferWriter<byte>(256 + normalized.Length);
        using (var json = new Utf8JsonWriter(material, JsonWriting.Options))
        {
            json.WriteStartArray();
            json.WriteStringValue(normalized);
            json.WriteStringValue(system);
            json.WriteStringValue(model.Alias);
            json.WriteStringValue(model.UpstreamModel);
            json.WriteNumberValue(request.Temperature ?? model.Temperature);
            json.WriteNumberValue(request.TopP ?? -1);
            json.WriteNumberValue(request.MaxTokens ?? model.MaxTokens);
            json.WriteStringValue(parsed.OtherFields);
            foreach (var stop in request.StopSequences) json.WriteStringValue(stop);
            json.WriteEndArray();
        }
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(material.WrittenSpan, hash);
        return $"{scope}#{Version}#{Convert.ToHexStringLower(hash)}";
    }

    /// <summary>The question as the caller put it; null: it is not text alone.</summary>
    public static string? Text(IReadOnlyList<ContentPart> parts)
    {
        if (parts is [TextPart one]) return one.Text;
        var text = new StringBuilder();
        foreach (var part in parts)
        {
            if (part is not TextPart { Text: var piece }) return null;
            text.Append(text.Length > 0 ? "\n" : "").Append(piece);
        }
        return text.ToString();
    }
}
