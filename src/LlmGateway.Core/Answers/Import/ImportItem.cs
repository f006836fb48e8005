namespace LlmGateway.Core.Answers.Import;

/// <summary>A row, ready to be written.</summary>
/// <param name="Key">Its partition key.</param>
/// <param name="Json">The item in DynamoDB's JSON.</param>
/// <param name="File">Where it comes from.</param>
/// <param name="Line">Where it begins there.</param>
internal sealed record ImportItem(string Key, ReadOnlyMemory<byte> Json, string File, long Line);
