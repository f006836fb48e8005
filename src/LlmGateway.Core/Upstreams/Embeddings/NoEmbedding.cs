using LlmGateway.Core.Conversation;
using LlmGateway.Core.Governance;

namespace LlmGateway.Core.Upstreams.Embeddings;

/// <summary>The refusal of a model that makes no vectors.</summary>
internal static class NoEmbedding
{
    public static GatewayException Of(CatalogModel model) => new(new GatewayError(
        ErrorKind.InvalidRequest, $"'{model.Alias}' makes no embeddings; use a model that does, such as Titan, Cohere Embed or Nova Embeddings of Bedrock.", Field: "model"));
}
