using System.Text.Json;

namespace LlmGateway.Core.Import;

/// <summary>One JSON list, each element a row. After an element that is no JSON it goes on at the next line that begins as rows of this file do.</summary>
internal sealed class JsonListSplitter : IRecordSplitter
{
    /// <summary>DynamoDB nests 32 levels; the item is one of JSON's.</summary>
    public const int MostDepth = 34;

    private static readonly JsonReaderOptions Options = new() { MaxDepth = MostDepth };

    private bool _open;
    private bool _closed;
    private byte[]? _rowStart;

    public Cut Next(ReadOnlySpan<byte> text, bool ended)
    {
        var at = text.IndexOfAnyExcept(" \t\r\n,"u8);
        if (at < 0) return text.IsEmpty ? Cut.More : Cut.Nothing(text.Length);
        if (_closed) return Cut.Broken(at, text.Length, "something follows the end of the list");
        if (!_open)
        {
            _open = true;
            return Cut.Nothing(at + 1);
        }
        if (text[at] == (byte)']')
        {
            _closed = true;
            return Cut.Nothing(at + 1);
        }
        _rowStart ??= StartOf(text, at);
        try
        {
            var json = new Utf8JsonReader(text[at..], ended, new JsonReaderState(Options));
            if (!json.Read() || !json.TrySkip()) return Cut.More;
            var end = at + (int)json.BytesConsumed;
            // A number may go on behind what is there.
            return end == text.Length && !ended ? Cut.More : Cut.Row(at, end, end);
        }
        catch (JsonException mistake)
        {
            return Resume(text, at, ended, $"is no JSON: {Words(mistake)}");
        }
    }

    internal static string Words(JsonException mistake)
    {
        // The position within the row follows, which says nothing about the file.
        var end = mistake.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return end < 0 ? mistake.Message : mistake.Message[..end];
    }

    private Cut Resume(ReadOnlySpan<byte> text, int at, bool ended, string reason)
    {
        var next = text[at..].IndexOf(_rowStart);
        if (next >= 0) return Cut.Broken(at, at + next + 1, reason);
        // What is in view is lost; the row's begin may be cut in two by the end of it.
        return ended || text.Length >= TextWindow.Largest ? Cut.Broken(at, text.Length, reason) : Cut.More;
    }

    /// <summary>Line break, indentation and brace of the first row: how all rows of the file begin.</summary>
    private static byte[] StartOf(ReadOnlySpan<byte> text, int at)
    {
        var line = text[..at].LastIndexOf((byte)'\n');
        return line < 0 ? "\n{"u8.ToArray() : text[line..(at + 1)].ToArray();
    }
}
