using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using LlmGateway.Core.Conversation;

namespace LlmGateway.Core.Protocols;

/// <summary>A request body as JSON, with errors that a person can act on.</summary>
internal static class JsonBody
{
    /// <summary>Levels of nesting that the gateway reads, in requests and answers alike.</summary>
    public const int MaxDepth = 512;

    /// <summary>For what was taken in once already, and may lie a few levels deeper now.</summary>
    public static JsonDocumentOptions Deep { get; } = new() { MaxDepth = 2 * MaxDepth };

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = MaxDepth, AllowDuplicateProperties = false };

    private static readonly JsonReaderOptions ReaderOptions = new() { MaxDepth = Deep.MaxDepth };

    /// <summary>Parses an object. The caller disposes the document.</summary>
    /// <exception cref="GatewayException">Empty, malformed (with line and position, from 1), nested too deep, or no object.</exception>
    public static JsonDocument Parse(ReadOnlyMemory<byte> body)
    {
        CheckBytes(body.Span);
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(body, Strict);
        }
        catch (JsonException twice) when (twice.LineNumber is null)
        {
            document = DuplicateMembers.Parse(body, twice);
        }
        catch (JsonException malformed)
        {
            throw Invalid(IsTooDeep(body.Span)
                ? $"The request body is nested too deep: {MaxDepth} levels are the most."
                : $"The request body is not valid JSON: line {malformed.LineNumber + 1}, position {malformed.BytePositionInLine + 1}.", cause: malformed);
        }
        catch (InvalidOperationException halved)
        {
            throw JsonFields.HalfName(halved);
        }
        if (document.RootElement.ValueKind == JsonValueKind.Object) return document;
        document.Dispose();
        throw Invalid("The request body must be a JSON object.");
    }

    /// <summary>Parses a text that was parsed once already.</summary>
    /// <exception cref="JsonException">It is not JSON, or nested too deep.</exception>
    public static JsonDocument Reread(ReadOnlyMemory<byte> json) => JsonDocument.Parse(json, Deep);

    /// <inheritdoc cref="Reread(ReadOnlyMemory{byte})"/>
    public static JsonDocument Reread(string json) => JsonDocument.Parse(json, Deep);

    /// <summary>Reads a text that was parsed once already.</summary>
    public static Utf8JsonReader Reader(ReadOnlySpan<byte> json) => new(json, isFinalBlock: true, new JsonReaderState(ReaderOptions));

    public static GatewayException Invalid(string message, string? field = null, Exception? cause = null) =>
        new(new GatewayError(ErrorKind.InvalidRequest, message, Field: field), cause);

    private static void CheckBytes(ReadOnlySpan<byte> body)
    {
        if (body.IsEmpty) throw Invalid("The request body is empty; send a JSON object.");
        if (body.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]))
            throw Invalid("The request body begins with a byte order mark (EF BB BF); send UTF-8 without one.");
        if (body.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B]) || body.StartsWith((ReadOnlySpan<byte>)[0x28, 0xB5, 0x2F, 0xFD]))
            throw Invalid("The request body is compressed; name the compression in the header 'Content-Encoding', or send it uncompressed.");
        // The JSON parser looks at text only when it is asked for, and then too late to say where it is broken.
        if (!Utf8.IsValid(body)) throw Invalid($"The request body is not valid UTF-8: {PlaceOfBadText(body)}.");
    }

    private static bool IsTooDeep(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = int.MaxValue });
        try
        {
            while (reader.Read())
                if (reader.CurrentDepth >= MaxDepth && reader.TokenType is JsonTokenType.StartArray or JsonTokenType.StartObject) return true;
        }
        catch (JsonException)
        {
            // It is malformed as well, and that comes first in it.
        }
        return false;
    }

    private static string PlaceOfBadText(ReadOnlySpan<byte> text)
    {
        var at = 0;
        while (Rune.DecodeFromUtf8(text[at..], out _, out var length) == OperationStatus.Done) at += length;
        var before = text[..at];
        return $"line {before.Count((byte)'\n') + 1}, position {at - before.LastIndexOf((byte)'\n')}";
    }
}
