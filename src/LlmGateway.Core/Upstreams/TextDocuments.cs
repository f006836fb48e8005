namespace LlmGateway.Core.Upstreams;

/// <summary>Documents that are text, under whatever name.</summary>
internal static class TextDocuments
{
    public static bool Is(string mediaType) =>
        mediaType.StartsWith("text/", StringComparison.Ordinal) || mediaType is "application/json" or "application/xml" or "application/yaml";
}
