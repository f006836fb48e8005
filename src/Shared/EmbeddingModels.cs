namespace LlmGateway.Shared;

/// <summary>Which models of Bedrock turn texts into vectors: they never chat, and never stream.</summary>
internal static class EmbeddingModels
{
    /// <param name="modelId">A model's or a cross-region profile's id.</param>
    public static bool Includes(string modelId) => ModelFamilies.Of(modelId)?.Can.Embeddings is { } form && form != EmbeddingForms.OpenAi;
}
