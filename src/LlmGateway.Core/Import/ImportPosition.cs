namespace LlmGateway.Core.Import;

/// <summary>A place in the files of an import: all before it is done.</summary>
/// <param name="File">Index of the file.</param>
/// <param name="Offset">Bytes of it.</param>
internal readonly record struct ImportPosition(int File, long Offset)
{
    public bool IsBefore(ImportPosition other) => File < other.File || (File == other.File && Offset < other.Offset);
}
