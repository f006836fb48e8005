namespace LlmGateway.Shared;

/// <summary>Which models of Bedrock turn texts into vectors: they never chat, and never stream.</summary>
internal static class EmbeddingModels
{
    /// <param name="modelId">A model's or a cross-region profile's id.</param>
    public static bool Includes(string modelId)
    {
        var id = InferenceProfileRegions.Split(modelId)?.Model ?? modelId;
        return id.StartsWith("amazon.titan-embed", StringComparison.Ordinal)
            || id.StartsWith("cohere.embed", StringComparison.Ordinal)
            || (id.StartsWith("amazon.nova", StringComparison.Ordinal) && id.Contains("embed", StringComparison.Ordinal));
    }
}
