namespace LlmGateway.Core.Import;

/// <summary>The part of a file that is looked at: as much as the longest row takes, however long the file is.</summary>
internal sealed class TextWindow(Stream stream)
{
    private const int Smallest = 256 * 1024;

    /// <summary>No row is longer: an item of 400 KB, every character of it escaped, is shorter.</summary>
    public const int Largest = 4 * 1024 * 1024;

    private static readonly byte[] ByteOrderMark = [0xEF, 0xBB, 0xBF];

    private byte[] _buffer = new byte[Smallest];
    private int _start;
    private int _end;

    /// <summary>All of the file is in the window, or was.</summary>
    public bool Ended { get; private set; }

    /// <summary>Bytes before the window.</summary>
    public long Offset { get; private set; }

    /// <summary>Line on which the window begins, from 1.</summary>
    public long Line { get; private set; } = 1;

    public ReadOnlyMemory<byte> Text => _buffer.AsMemory(_start, _end - _start);

    /// <summary>Line of a place in the window.</summary>
    public long LineAt(int index) => Line + _buffer.AsSpan(_start, index).Count((byte)'\n');

    /// <returns>False: there is no more, or a row is longer than any may be.</returns>
    public async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        if (Ended || _end - _start >= Largest) return false;
        if (_start > 0)
        {
            Buffer.BlockCopy(_buffer, _start, _buffer, 0, _end - _start);
            (_start, _end) = (0, _end - _start);
        }
        if (_end == _buffer.Length) Array.Resize(ref _buffer, _buffer.Length * 2);
        var read = await stream.ReadAtLeastAsync(_buffer.AsMemory(_end), 1, throwOnEndOfStream: false, cancellationToken);
        _end += read;
        Ended = read == 0;
        return !Ended;
    }

    /// <summary>Moves the window's beginning.</summary>
    public void Consume(int length)
    {
        Line = LineAt(length);
        Offset += length;
        _start += length;
    }

    /// <summary>Skips what some editors put at the beginning of UTF-8.</summary>
    public async ValueTask BeginAsync(CancellationToken cancellationToken)
    {
        while (_end - _start < ByteOrderMark.Length && await FillAsync(cancellationToken)) { }
        if (Text.Span.StartsWith(ByteOrderMark)) Consume(ByteOrderMark.Length);
    }
}
