using System.Text.Json;
using LlmGateway.Core.Conversation;

namespace LlmGateway.Core.Protocols;

/// <summary>A request body as JSON, with errors that a person can act on.</summary>
internal static class JsonBody
{
    /// <summary>Parses an object. The caller disposes the document.</summary>
    /// <exception cref="GatewayException">Empty, malformed (with line and position, from 1), or no object.</exception>
    public static JsonDocument Parse(ReadOnlyMemory<byte> body)
    {
        if (body.IsEmpty) throw Invalid("The request body is empty; send a JSON object.");
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(body);
        }
        catch (JsonException malformed)
        {
            throw Invalid($"The request body is not valid JSON: line {malformed.LineNumber + 1}, position {malformed.BytePositionInLine + 1}.", cause: malformed);
        }
        if (document.RootElement.ValueKind == JsonValueKind.Object) return document;
        document.Dispose();
        throw Invalid("The request body must be a JSON object.");
    }

    public static GatewayException Invalid(string message, string? field = null, Exception? cause = null) =>
        new(new GatewayError(ErrorKind.InvalidRequest, message, Field: field), cause);
}
