namespace LlmGateway.Core.Import;

/// <summary>A text that is one row from its first character to its last.</summary>
internal sealed class DocumentSplitter : IRecordSplitter
{
    public Cut Next(ReadOnlySpan<byte> text, bool ended)
    {
        if (!ended && text.Length < TextWindow.Largest) return Cut.More;
        if (!ended) return Cut.Broken(0, text.Length, $"is part of a document of more than {TextWindow.Largest} bytes: divide it");
        return text.IsEmpty ? Cut.More : Cut.Row(0, text.Length, text.Length);
    }
}
