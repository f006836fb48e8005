namespace LlmGateway.Core.Import;

/// <summary>Comma-separated values (RFC 4180): quoted fields may hold line breaks.</summary>
internal sealed class CsvSplitter : IRecordSplitter
{
    public Cut Next(ReadOnlySpan<byte> text, bool ended)
    {
        var quoted = false;
        for (var at = 0; ;)
        {
            var found = quoted ? text[at..].IndexOf((byte)'"') : text[at..].IndexOfAny((byte)'"', (byte)'\n');
            if (found < 0)
            {
                if (!ended && text.Length < TextWindow.Largest) return Cut.More;
                if (quoted || !ended) return Cut.Broken(0, Line(text), "a quote is opened and never closed");
                return RowOf(text, text.Length);
            }
            at += found + 1;
            if (text[at - 1] == (byte)'\n') return RowOf(text, at);
            quoted = !quoted;
        }
    }

    private static Cut RowOf(ReadOnlySpan<byte> text, int consumed)
    {
        var length = text[..consumed].TrimEnd("\r\n"u8).Length;
        return length == 0 ? consumed == 0 ? Cut.More : Cut.Nothing(consumed) : Cut.Row(0, length, consumed);
    }

    private static int Line(ReadOnlySpan<byte> text)
    {
        var end = text.IndexOf((byte)'\n');
        return end < 0 ? text.Length : end + 1;
    }
}
