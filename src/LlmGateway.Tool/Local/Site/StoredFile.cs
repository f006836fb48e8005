namespace LlmGateway.Tool.Local.Site;

/// <summary>An object of a bucket.</summary>
internal sealed record StoredFile(ReadOnlyMemory<byte> Content, string ContentType, string? CacheControl);
