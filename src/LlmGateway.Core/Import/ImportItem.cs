namespace LlmGateway.Core.Import;

/// <summary>A row, ready to be written.</summary>
/// <param name="Key">What tells it from others.</param>
/// <param name="Json">As its store takes it; of a table, in DynamoDB's JSON.</param>
/// <param name="File">Where it comes from.</param>
/// <param name="Line">Where it begins there.</param>
internal record ImportItem(string Key, ReadOnlyMemory<byte> Json, string File, long Line);
