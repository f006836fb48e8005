using System.Text;
using System.Text.Json;
using LlmGateway.Core.Conversation;

namespace LlmGateway.Core.Protocols.Responses;

/// <summary>A thought with its proof, as the text <c>encrypted_content</c> that clients keep and send back: a signature is of the very words, which clients may shorten.</summary>
internal static class SealedThought
{
    /// <summary>Tells ours from OpenAI's.</summary>
    public const string Mark = "llmgw1.";

    public static string Seal(string text, string? signature) => Write("text", text, signature);

    public static string SealRedacted(string data) => Write("redacted", data, signature: null);

    /// <summary>Whether this gateway sealed it, or somebody else.</summary>
    public static bool IsOurs(string sealedText) => sealedText.StartsWith(Mark, StringComparison.Ordinal);

    /// <returns>Null: it is not one of ours.</returns>
    public static ContentPart? Open(string sealedText)
    {
        if (!IsOurs(sealedText)) return null;
        try
        {
            using var document = JsonDocument.Parse(Convert.FromBase64String(sealedText[Mark.Length..]));
            var root = document.RootElement;
            if (root.TryGetProperty("redacted"u8, out var redacted)) return new RedactedReasoningPart(redacted.GetString()!);
            return new ReasoningPart(root.GetProperty("text"u8).GetString()!, root.TryGetProperty("signature"u8, out var signature) ? signature.GetString() : null);
        }
        catch (Exception damaged) when (damaged is FormatException or JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return null;
        }
    }

    private static string Write(string member, string value, string? signature)
    {
        using var output = new MemoryStream();
        using (var json = new Utf8JsonWriter(output, JsonWriting.Options))
        {
            json.WriteStartObject();
            json.WriteString(member, value);
            if (signature is not null) json.WriteString("signature"u8, signature);
            json.WriteEndObject();
        }
        return Mark + Convert.ToBase64String(output.ToArray());
    }
}
