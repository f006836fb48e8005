using System.Buffers;
using LlmGateway.Core.Pipeline;
using LlmGateway.Core.Protocols;
using Microsoft.AspNetCore.Http;

namespace LlmGateway.Tool.Serve;

/// <summary>An answer through Kestrel: a stream's pieces leave at once, a whole answer with its length.</summary>
internal sealed class KestrelResponse(HttpResponse response) : IGatewayHttpResponse, IDisposable
{
    private bool _streamed;
    private byte[]? _whole;
    private int _length;

    public ValueTask StartAsync(int status, IReadOnlyList<KeyValuePair<string, string>> headers, CancellationToken cancellationToken)
    {
        response.StatusCode = status;
        foreach (var (name, value) in headers) response.Headers.Append(name, value);
        _streamed = response.ContentType == ServerSentEvents.ContentType;
        return ValueTask.CompletedTask;
    }

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        if (_streamed)
        {
            await response.BodyWriter.WriteAsync(data, cancellationToken);
            return;
        }
        Grow(_length + data.Length);
        data.Span.CopyTo(_whole.AsSpan(_length));
        _length += data.Length;
    }

    public async ValueTask EndAsync(CancellationToken cancellationToken)
    {
        if (!_streamed)
        {
            response.ContentLength = _length;
            if (_length > 0) await response.BodyWriter.WriteAsync(_whole.AsMemory(0, _length), cancellationToken);
        }
        await response.CompleteAsync();
    }

    public void Dispose()
    {
        if (_whole is not null) ArrayPool<byte>.Shared.Return(_whole);
        _whole = null;
    }

    private void Grow(int wanted)
    {
        if (_whole is { } has && has.Length >= wanted) return;
        var larger = ArrayPool<byte>.Shared.Rent(wanted);
        _whole.AsSpan(0, _length).CopyTo(larger);
        Dispose();
        _whole = larger;
    }
}
