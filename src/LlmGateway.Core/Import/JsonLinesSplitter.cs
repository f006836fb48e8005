namespace LlmGateway.Core.Import;

/// <summary>JSON Lines: a row a line.</summary>
internal sealed class JsonLinesSplitter : IRecordSplitter
{
    public Cut Next(ReadOnlySpan<byte> text, bool ended)
    {
        var end = text.IndexOf((byte)'\n');
        if (end < 0 && (!ended || text.IsEmpty)) return Cut.More;
        var consumed = end < 0 ? text.Length : end + 1;
        var line = text[..consumed];
        var start = line.Length - line.TrimStart(" \t\r\n"u8).Length;
        var length = line.Trim(" \t\r\n"u8).Length;
        return length == 0 ? Cut.Nothing(consumed) : Cut.Row(start, start + length, consumed);
    }
}
