using System.Buffers;
using System.Text.Json;
using LlmGateway.Core.Conversation;

namespace LlmGateway.Core.Protocols;

/// <summary>Copies the events of a stream in the client's own protocol.</summary>
/// <param name="named">Events of the protocol have names: those of payloads without one are named after their member <c>type</c>.</param>
internal sealed class CopiedStream(bool named)
{
    private bool _openEvent;

    public bool HasBegun { get; private set; }

    /// <summary>The copy has its framing, and with it its end, from the model server.</summary>
    public bool EndsItself { get; private set; }

    public void Write(WirePayload payload, string model, IBufferWriter<byte> output)
    {
        HasBegun = true;
        // Empty: a piece that only the gateway had asked for.
        if (payload.Payload.IsEmpty) return;
        if (payload.JsonAt is not null)
        {
            EndsItself = true;
            CopiedAnswer.Write(payload, model, output);
            _openEvent = !EndsEvent(payload.Payload.Span);
            return;
        }
        var json = CopiedAnswer.Renamed(payload.Payload, model).Span;
        if (named && TypeOf(json) is { } type) ServerSentEvents.WriteName(type, output);
        ServerSentEvents.Write(json, output);
    }

    /// <summary>An event that was cut in its middle must not swallow the one that follows.</summary>
    public void EndEvent(IBufferWriter<byte> output)
    {
        if (_openEvent) output.Write(ServerSentEvents.End);
        _openEvent = false;
    }

    private static bool EndsEvent(ReadOnlySpan<byte> bytes) => bytes.EndsWith("\n\n"u8) || bytes.EndsWith("\n\r\n"u8) || bytes.EndsWith("\r\r"u8);

    private static string? TypeOf(ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = JsonBody.Reader(json);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return null;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isType = reader.ValueTextEquals("type"u8);
                reader.Read();
                if (isType && reader.TokenType == JsonTokenType.String) return reader.GetString() is { } type && !type.AsSpan().ContainsAny('\r', '\n') ? type : null;
                reader.Skip();
            }
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            // What can't be read is copied, without a name.
        }
        return null;
    }
}
