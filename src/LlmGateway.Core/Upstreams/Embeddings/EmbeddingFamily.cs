using LlmGateway.Core.Governance;
using LlmGateway.Shared;

namespace LlmGateway.Core.Upstreams.Embeddings;

/// <summary>What an embedding model of Bedrock takes, as <see cref="ModelFamilies"/> has it.</summary>
/// <param name="Form">How the request is written, and the answer read.</param>
/// <param name="Dimensions">Lengths that vectors can have.</param>
/// <param name="MostTexts">In one call.</param>
internal sealed record EmbeddingFamily(EmbeddingForm Form, IReadOnlyList<int> Dimensions, int MostTexts)
{
    /// <returns>Null: it makes no vectors that Bedrock would give.</returns>
    public static EmbeddingFamily? Of(Abilities can)
    {
        EmbeddingForm? form = can.Embeddings switch
        {
            EmbeddingForms.TitanV1 => EmbeddingForm.TitanFixed,
            EmbeddingForms.TitanV2 => EmbeddingForm.Titan,
            EmbeddingForms.TitanMultimodal => EmbeddingForm.TitanImage,
            EmbeddingForms.Cohere => can.Dimensions.Count > 1 ? EmbeddingForm.CohereSized : EmbeddingForm.Cohere,
            EmbeddingForms.Nova => EmbeddingForm.Nova,
            _ => null,
        };
        return form is { } known ? new EmbeddingFamily(known, can.Dimensions, can.EmbeddingBatch) : null;
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
