using LlmGateway.Core.Conversation;
using LlmGateway.Core.Governance;
using LlmGateway.Core.Upstreams.Embeddings;

namespace LlmGateway.Core.Upstreams;

/// <summary>A model server and the wire that it speaks.</summary>
public interface IUpstream
{
    /// <summary>Whether a request in <paramref name="protocol"/> can pass through untouched to <paramref name="model"/>.</summary>
    bool Speaks(WireProtocol protocol, CatalogModel model);

    /// <summary>
    /// Asks for an answer. A failure before the first event throws from the first <c>MoveNextAsync</c>; one in mid-stream
    /// throws from a later one. Disposing the enumerator early, or cancelling, closes the upstream call at once.
    /// </summary>
    /// <exception cref="GatewayException">The upstream refused or broke.</exception>
    IAsyncEnumerable<ChatEvent> InvokeAsync(UpstreamCall call, CancellationToken cancellationToken);

    /// <summary>Counts the tokens of a prompt without asking for an answer.</summary>
    /// <returns>Null: this upstream, or this model, can't count.</returns>
    /// <exception cref="GatewayException">The upstream broke.</exception>
    Task<int?> CountTokensAsync(UpstreamCall call, CancellationToken cancellationToken) => Task.FromResult<int?>(null);

    /// <summary>Whether a request that passes through may name images and documents by their addresses.</summary>
    bool TakesAddresses => true;

    /// <summary>Whether it takes an OpenAI client's own request for embeddings.</summary>
    bool SpeaksEmbeddings => false;

    /// <summary>Turns texts into vectors.</summary>
    /// <exception cref="GatewayException">The model makes none, or the upstream refused or broke.</exception>
    Task<EmbeddedTexts> EmbedAsync(EmbeddingCall call, CancellationToken cancellationToken) => throw NoEmbedding.Of(call.Model);
}

/// <summary>One call to an upstream.</summary>
/// <param name="Model">The catalog's entry: id, region, endpoint, defaults.</param>
/// <param name="Request">The conversation.</param>
public sealed record UpstreamCall(CatalogModel Model, ChatRequest Request)
{
    /// <summary>The caller's own body, when the upstream <see cref="IUpstream.Speaks"/> its protocol; null: translate <see cref="Request"/>.</summary>
    public ReadOnlyMemory<byte>? PassThroughBody { get; init; }

    /// <summary>The protocol of <see cref="PassThroughBody"/>.</summary>
    public WireProtocol Protocol { get; init; }

    /// <summary>Features that an Anthropic client asks for by the header <c>anthropic-beta</c>.</summary>
    public IReadOnlyList<string> Betas { get; init; } = [];

    /// <summary>The upstream adds what it had to leave out (<c>top_p</c>, …) before its first event; shown in <c>x-llm-gateway-dropped</c>.</summary>
    public ICollection<string> Dropped { get; init; } = [];
}

/// <summary>The protocols that clients and upstreams speak.</summary>
public enum WireProtocol
{
    OpenAiChat,
    OpenAiModels,
    OpenAiResponses,
    OpenAiCompaction,
    AnthropicMessages,
    Native,
}
