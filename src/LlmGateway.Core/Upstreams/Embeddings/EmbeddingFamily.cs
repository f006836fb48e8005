using LlmGateway.Shared;

namespace LlmGateway.Core.Upstreams.Embeddings;

/// <summary>What Bedrock's embedding models take, by the beginning of their ids.</summary>
/// <param name="Prefix">Of the ids, without a geography.</param>
/// <param name="Form">How the request is written, and the answer read.</param>
/// <param name="Dimensions">Lengths that vectors can have.</param>
/// <param name="MostTexts">In one call.</param>
internal sealed record EmbeddingFamily(string Prefix, EmbeddingForm Form, IReadOnlyList<int> Dimensions, int MostTexts = 1)
{
    /// <summary>The longest prefixes first.</summary>
    private static readonly EmbeddingFamily[] All =
    [
        new("amazon.titan-embed-text-v2", EmbeddingForm.Titan, [256, 512, 1024]),
        new("amazon.titan-embed-image", EmbeddingForm.TitanImage, [256, 384, 1024]),
        new("amazon.titan-embed", EmbeddingForm.TitanFixed, [1536]),
        new("cohere.embed-v4", EmbeddingForm.CohereSized, [256, 512, 1024, 1536], MostTexts: 96),
        new("cohere.embed", EmbeddingForm.Cohere, [1024], MostTexts: 96),
        new("amazon.nova", EmbeddingForm.Nova, [256, 384, 1024, 3072]),
    ];

    /// <param name="modelId">A model's or a cross-region profile's id.</param>
    /// <returns>Null: it makes no vectors.</returns>
    public static EmbeddingFamily? Of(string modelId)
    {
        if (!EmbeddingModels.Includes(modelId)) return null;
        var id = InferenceProfileRegions.Split(modelId)?.Model ?? modelId;
        return All.First(family => id.StartsWith(family.Prefix, StringComparison.Ordinal));
    }
}

/// <summary>The forms of InvokeModel bodies.</summary>
internal enum EmbeddingForm
{
    Titan,

    /// <summary>Titan whose vectors have one length.</summary>
    TitanFixed,

    /// <summary>Titan that embeds images, too.</summary>
    TitanImage,
    Cohere,

    /// <summary>Cohere whose vectors can be shortened.</summary>
    CohereSized,
    Nova,
}
