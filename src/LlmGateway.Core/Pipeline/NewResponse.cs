using System.Buffers;
using System.Text;
using System.Text.Json;
using LlmGateway.Core.Chats;
using LlmGateway.Core.Protocols;
using LlmGateway.Core.Protocols.Responses;

namespace LlmGateway.Core.Pipeline;

/// <summary>A response that has just ended, as it is kept.</summary>
internal static class NewResponse
{
    /// <summary>For the table, where a conversation's responses are found by their requests.</summary>
    public static KeptResponse Of(ReadOnlyMemory<byte> body, ParsedChat parsed, ResponsesWriter writer) => new(
        parsed is { WholeInput: null, PreviousId: { } previous } ? ResponseId.Parse(previous)?.Request : null, InputOf(body, parsed), Written(writer));

    /// <summary>For a connection, where they are found by their ids.</summary>
    public static async Task RememberAsync(IResponseSession session, ReadOnlyMemory<byte> body, ParsedChat parsed, ResponsesWriter writer, CancellationToken cancellationToken)
    {
        var response = writer.CopiedEnd is { } copied ? Encoding.UTF8.GetString(copied.Span) : Written(writer);
        using var made = JsonBody.Reread(response);
        var root = made.RootElement;
        // Of a stream that was copied: the event that ended it.
        if (root.TryGetProperty("response"u8, out var inner)) (root, response) = (inner, inner.GetRawText());
        if (JsonFields.Optional(root, "id") is not { ValueKind: JsonValueKind.String } id || JsonFields.Optional(root, "output") is not { ValueKind: JsonValueKind.Array }) return;
        await session.KeepAsync(id.GetString()!, new KeptResponse(parsed.WholeInput is null ? parsed.PreviousId : null, InputOf(body, parsed), response), cancellationToken);
    }

    private static string InputOf(ReadOnlyMemory<byte> body, ParsedChat parsed)
    {
        if (parsed.WholeInput is { } whole) return whole;
        using var request = JsonBody.Reread(body);
        return request.RootElement.TryGetProperty("input"u8, out var input) ? input.GetRawText() : "[]";
    }

    private static string Written(ResponsesWriter writer)
    {
        var response = new ArrayBufferWriter<byte>(1024);
        writer.WriteObject(response);
        return Encoding.UTF8.GetString(response.WrittenSpan);
    }
}
