using System.Buffers;
using System.Text;
using System.Text.Json;
using LlmGateway.Core.Protocols;
using LlmGateway.Core.Protocols.Native;
using LlmGateway.Core.Requests;

namespace LlmGateway.Core.Sockets;

/// <summary>
/// The frames of one answer on their way to a connection. The first text goes out at once; while a frame is on its way, what the model says gathers to the
/// next one. All frames are kept here until the answer is closed: a connection that resumes is given them again from where it was, then the live rest.
/// </summary>
/// <param name="frames">Writes them.</param>
/// <param name="poster">Where they go.</param>
/// <param name="connectionId">To whom at first.</param>
internal sealed class AnswerFrames(NativeFrames frames, IConnectionPoster poster, string connectionId) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _news = new(0);
    private readonly PendingText _pending = new();
    private readonly List<string> _texts = [];
    private byte[]? _last;
    private string? _connection = connectionId;
    private int _next;

    /// <summary>Connections that were told of as gone.</summary>
    public event Action? Gone;

    /// <summary>More of the answer.</summary>
    public void Add(string text)
    {
        lock (_gate) _pending.Add(text);
        _news.Release();
    }

    /// <summary>The answer is complete: its last frame, given the number that it gets. Only the first call counts.</summary>
    public void End(Action<Utf8JsonWriter, int> write)
    {
        lock (_gate)
        {
            if (_last is not null) return;
            while (_pending.Take(final: true) is { } text) _texts.Add(text);
            _last = Render(json => write(json, _texts.Count));
        }
        _news.Release();
    }

    /// <summary>A cached answer is one frame, unless it is larger than one may be.</summary>
    public void EndWhole(string text, Action<Utf8JsonWriter, string, int> write)
    {
        var rest = new PendingText();
        rest.Add(text);
        lock (_gate)
        {
            if (_last is not null) return;
            var piece = rest.Take(final: true) ?? "";
            while (rest.Take(final: true) is { } next)
            {
                _texts.Add(piece);
                piece = next;
            }
            _last = Render(json => write(json, piece, _texts.Count));
        }
        _news.Release();
    }

    /// <summary>From now on another connection is sent what it does not have yet.</summary>
    public void Redirect(string connection, int afterSeq)
    {
        lock (_gate) (_connection, _next) = (connection, Math.Max(afterSeq + 1, 0));
        _news.Release();
    }

    /// <summary>The texts that are frames by now, from one on; what still gathers becomes one.</summary>
    public IReadOnlyList<string> Kept(int from)
    {
        lock (_gate)
        {
            while (_pending.Take(final: false) is { } text) _texts.Add(text);
            return _texts[Math.Min(from, _texts.Count)..];
        }
    }

    /// <summary>The last frame and its number; null before the end.</summary>
    public (int Seq, string Json)? Last
    {
        get { lock (_gate) return _last is null ? null : (_texts.Count, Encoding.UTF8.GetString(_last)); }
    }

    /// <summary>Sends until the last frame is out. Called again after a redirection that came later.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var (connection, message) = TakeNext(out var done);
            if (done) return;
            if (connection is null || message is null) await _news.WaitAsync(cancellationToken);
            else if (!await poster.PostAsync(connection, message, cancellationToken)) Lose(connection);
        }
    }

    public void Dispose() => _news.Dispose();

    private (string? Connection, byte[]? Message) TakeNext(out bool done)
    {
        lock (_gate)
        {
            done = _last is not null && (_connection is null || _next > _texts.Count);
            if (_connection is null || done) return default;
            if (_next == _texts.Count && _last is null && _pending.Take(final: false) is { } text) _texts.Add(text);
            if (_next < _texts.Count)
            {
                var seq = _next++;
                return (_connection, Render(json => frames.Text(json, _texts[seq], seq)));
            }
            if (_next != _texts.Count || _last is null) return default;
            _next++;
            return (_connection, _last);
        }
    }

    private void Lose(string connection)
    {
        lock (_gate)
        {
            // Another one may have come meanwhile.
            if (_connection == connection) _connection = null;
        }
        Gone?.Invoke();
    }

    private static byte[] Render(Action<Utf8JsonWriter> write)
    {
        var output = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(output, JsonWriting.Options)) write(json);
        return output.WrittenSpan.ToArray();
    }
}
