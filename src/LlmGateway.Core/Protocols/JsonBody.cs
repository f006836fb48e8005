using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using LlmGateway.Core.Conversation;

namespace LlmGateway.Core.Protocols;

/// <summary>A request body as JSON, with errors that a person can act on.</summary>
internal static class JsonBody
{
    // Of a member that comes twice, this gateway and the model server could each believe another: one checked, one answered.
    private static readonly JsonDocumentOptions Options = new() { AllowDuplicateProperties = false };

    /// <summary>For what was taken in once already.</summary>
    public static JsonDocumentOptions Deep { get; } = new() { MaxDepth = 1024 };

    /// <summary>Parses an object. The caller disposes the document.</summary>
    /// <exception cref="GatewayException">Empty, malformed (with line and position, from 1), or no object.</exception>
    public static JsonDocument Parse(ReadOnlyMemory<byte> body)
    {
        if (body.IsEmpty) throw Invalid("The request body is empty; send a JSON object.");
        // The JSON parser looks at text only when it is asked for, and then too late to say where it is broken.
        if (!Utf8.IsValid(body.Span)) throw Invalid($"The request body is not valid UTF-8: {PlaceOfBadText(body.Span)}.");
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(body, Options);
        }
        catch (JsonException malformed) when (malformed.LineNumber is null)
        {
            throw Invalid("The request body has an object with the same field twice.", cause: malformed);
        }
        catch (JsonException malformed)
        {
            throw Invalid($"The request body is not valid JSON: line {malformed.LineNumber + 1}, position {malformed.BytePositionInLine + 1}.", cause: malformed);
        }
        catch (InvalidOperationException halved)
        {
            throw JsonFields.HalfName(halved);
        }
        if (document.RootElement.ValueKind == JsonValueKind.Object) return document;
        document.Dispose();
        throw Invalid("The request body must be a JSON object.");
    }

    public static GatewayException Invalid(string message, string? field = null, Exception? cause = null) =>
        new(new GatewayError(ErrorKind.InvalidRequest, message, Field: field), cause);

    private static string PlaceOfBadText(ReadOnlySpan<byte> text)
    {
        var at = 0;
        while (Rune.DecodeFromUtf8(text[at..], out _, out var length) == OperationStatus.Done) at += length;
        var before = text[..at];
        return $"line {before.Count((byte)'\n') + 1}, position {at - before.LastIndexOf((byte)'\n')}";
    }
}
