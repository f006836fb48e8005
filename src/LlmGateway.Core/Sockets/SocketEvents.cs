using System.Buffers;
using System.Text.Json;
using LlmGateway.Core.Pipeline;
using LlmGateway.Core.Protocols;

namespace LlmGateway.Core.Sockets;

/// <summary>A stream of server-sent events as messages of a WebSocket, one an event. Each request ends with exactly one of: completed, incomplete, failed, error.</summary>
/// <param name="send">Sends a message.</param>
internal sealed class SocketEvents(Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> send) : IGatewayHttpResponse
{
    private const int Ok = 200;

    private readonly ArrayBufferWriter<byte> _unread = new(1024);
    private readonly ArrayBufferWriter<byte> _payload = new(1024);
    private int _status;
    private byte[]? _last;
    private string? _lastName;

    /// <summary>The request was refused, or its answer failed.</summary>
    public bool Failed { get; private set; }

    public ValueTask StartAsync(int status, IReadOnlyList<KeyValuePair<string, string>> headers, CancellationToken cancellationToken)
    {
        _status = status;
        return ValueTask.CompletedTask;
    }

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        if (_status != Ok)
        {
            _unread.Write(data.Span);
            return;
        }
        // Line by line: what is copied from a model server ends its lines as that server does.
        while (data.Span.IndexOf((byte)'\n') is var end && end >= 0)
        {
            _unread.Write(data.Span[..end]);
            data = data[(end + 1)..];
            Read(_unread.WrittenSpan);
            var ended = _unread.WrittenSpan is [] or [(byte)'\r'];
            _unread.ResetWrittenCount();
            if (!ended || _payload.WrittenCount == 0) continue;
            var payload = _payload.WrittenSpan.ToArray();
            _payload.ResetWrittenCount();
            if (!payload.AsSpan().SequenceEqual("[DONE]"u8)) await TakeAsync(TypeOf(payload), payload, cancellationToken);
        }
        _unread.Write(data.Span);
    }

    /// <summary>The end goes out last: once a client has it, its next message finds what this one left behind.</summary>
    public async ValueTask EndAsync(CancellationToken cancellationToken)
    {
        if (_status != Ok)
        {
            Failed = true;
            await send(SocketError.Of(_unread.WrittenMemory, _status), cancellationToken);
            return;
        }
        if (_last is null) return;
        Failed = _lastName is "error" or "response.failed";
        await send(_lastName == "error" ? SocketError.Of(_last, status: null) : _last, cancellationToken);
        _last = null;
    }

    private async ValueTask TakeAsync(string name, byte[] payload, CancellationToken cancellationToken)
    {
        // What failed is told once: by the response, where there is one.
        if (_last is { } before && !(_lastName == "error" && name == "response.failed")) await send(before, cancellationToken);
        _last = null;
        if (name is "error" or "response.completed" or "response.incomplete" or "response.failed") (_lastName, _last) = (name, payload);
        else await send(payload, cancellationToken);
    }

    private void Read(ReadOnlySpan<byte> line)
    {
        if (!line.StartsWith("data:"u8)) return;
        line = line["data:".Length..].TrimEnd((byte)'\r');
        if (_payload.WrittenCount > 0) _payload.Write("\n"u8);
        _payload.Write(line is [(byte)' ', .. var rest] ? rest : line);
    }

    /// <summary>The member <c>type</c>; empty: there is none, or the payload is no JSON.</summary>
    private static string TypeOf(ReadOnlySpan<byte> payload)
    {
        var json = new Utf8JsonReader(payload, new JsonReaderOptions { MaxDepth = JsonBody.Deep.MaxDepth });
        try
        {
            if (!json.Read() || json.TokenType != JsonTokenType.StartObject) return "";
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                var isType = json.ValueTextEquals("type"u8);
                json.Read();
                if (isType && json.TokenType == JsonTokenType.String) return json.GetString()!;
                json.Skip();
            }
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            // Sent on as it is.
        }
        return "";
    }
}
