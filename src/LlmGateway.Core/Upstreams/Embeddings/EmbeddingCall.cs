using LlmGateway.Core.Governance;

namespace LlmGateway.Core.Upstreams.Embeddings;

/// <summary>Texts to be turned into vectors.</summary>
/// <param name="Model">The catalog's entry: id, region, endpoint.</param>
/// <param name="Texts">None of them empty.</param>
public sealed record EmbeddingCall(CatalogModel Model, IReadOnlyList<string> Texts)
{
    /// <summary>Length of each vector; null: the model's own.</summary>
    public int? Dimensions { get; init; }

    /// <summary>What the vectors are for; a model that makes no difference is not told.</summary>
    public EmbeddingPurpose Purpose { get; init; }

    /// <summary>The client reads vectors as base64, not as lists of numbers.</summary>
    public bool Base64 { get; init; }

    /// <summary>The caller's own body, for a server that speaks its protocol; null: write one.</summary>
    public ReadOnlyMemory<byte>? PassThroughBody { get; init; }
}

/// <summary>What a vector is for.</summary>
public enum EmbeddingPurpose
{
    /// <summary>To be found.</summary>
    Document,

    /// <summary>To find by.</summary>
    Query,
    Classification,
    Clustering,
}

/// <summary>What texts became.</summary>
/// <param name="Vectors">One for each text, in their order; none where <see cref="Copy"/> has them.</param>
/// <param name="InputTokens">Null: the model does not say.</param>
public sealed record EmbeddedTexts(IReadOnlyList<float[]> Vectors, int? InputTokens)
{
    /// <summary>The answer in the caller's own protocol, to be copied as it is.</summary>
    public ReadOnlyMemory<byte>? Copy { get; init; }
}
