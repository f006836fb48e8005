using System.Runtime.CompilerServices;

namespace LlmGateway.Core.Import;

/// <summary>Reads a file row by row, in constant memory.</summary>
internal sealed class RecordReader
{
    private readonly TextWindow _window;
    private readonly IRecordSplitter _splitter;

    private RecordReader(TextWindow window, ImportFormat format)
    {
        (_window, Format) = (window, format);
        _splitter = format switch
        {
            ImportFormat.Csv => new CsvSplitter(),
            ImportFormat.JsonList => new JsonListSplitter(),
            ImportFormat.Document => new DocumentSplitter(),
            _ => new JsonLinesSplitter(),
        };
    }

    /// <summary>By the first character: a list, an object, or else the head of a table.</summary>
    public ImportFormat Format { get; }

    /// <param name="stream">The file.</param>
    /// <param name="known">How it is written; null: its first character tells.</param>
    /// <param name="cancellationToken">Ends reading.</param>
    public static async Task<RecordReader> OpenAsync(Stream stream, ImportFormat? known, CancellationToken cancellationToken)
    {
        var window = new TextWindow(stream);
        await window.BeginAsync(cancellationToken);
        if (known is { } given) return new RecordReader(window, given);
        int first;
        while ((first = window.Text.Span.IndexOfAnyExcept(" \t\r\n"u8)) < 0 && await window.FillAsync(cancellationToken)) { }
        var format = first < 0 ? ImportFormat.JsonLines : window.Text.Span[first] switch
        {
            (byte)'[' => ImportFormat.JsonList,
            (byte)'{' => ImportFormat.JsonLines,
            _ => ImportFormat.Csv,
        };
        return new RecordReader(window, format);
    }

    public async IAsyncEnumerable<ImportRecord> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        while (true)
        {
            var cut = _splitter.Next(_window.Text.Span, _window.Ended);
            if (cut.Kind == CutKind.More)
            {
                if (await _window.FillAsync(cancellationToken)) continue;
                // The end was news as well.
                cut = _splitter.Next(_window.Text.Span, _window.Ended);
                if (cut.Kind == CutKind.More)
                {
                    if (_window.Text.IsEmpty) yield break;
                    cut = Cut.Broken(0, NextLine(), _window.Ended ? "the file ends in the middle of a row" : $"is longer than {TextWindow.Largest} bytes");
                }
            }
            if (cut.Kind is CutKind.Row or CutKind.Broken)
                yield return new ImportRecord(_window.Text[cut.Start..cut.End], _window.LineAt(cut.Start), _window.Offset + cut.Consumed, cut.Reason);
            _window.Consume(cut.Consumed);
        }
    }

    private int NextLine()
    {
        var end = _window.Text.Span.IndexOf((byte)'\n');
        return _window.Ended || end < 0 ? _window.Text.Length : end + 1;
    }
}
