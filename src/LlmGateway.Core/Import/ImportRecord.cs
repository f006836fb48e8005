namespace LlmGateway.Core.Import;

/// <summary>A row as it stands in its file.</summary>
/// <param name="Text">Valid until the next row is read.</param>
/// <param name="Line">Where it begins, from 1.</param>
/// <param name="End">Bytes of the file up to the row's end.</param>
/// <param name="Broken">Why no row can be made of it; null: it is one.</param>
internal readonly record struct ImportRecord(ReadOnlyMemory<byte> Text, long Line, long End, string? Broken);
