using LlmGateway.Core.Conversation;
using LlmGateway.Shared;

namespace LlmGateway.Core.Governance;

/// <summary>A model of the catalog, with its defaults filled in.</summary>
public sealed record CatalogModel
{
    /// <summary>The name that clients use.</summary>
    public required string Alias { get; init; }

    /// <summary><c>bedrock</c> or <c>openai</c>.</summary>
    public required string Upstream { get; init; }

    /// <summary>The name that the upstream uses: model id, inference-profile id or ARN.</summary>
    public required string UpstreamModel { get; init; }

    /// <summary>Bedrock's region; null: the function's own.</summary>
    public string? Region { get; init; }

    /// <summary>Base URL of an OpenAI-compatible server, <c>/v1</c> included.</summary>
    public Uri? Endpoint { get; init; }

    /// <summary>Where the upstream's key is kept; null: none, or the AWS credential chain.</summary>
    internal CredentialDocument? Credential { get; init; }

    /// <summary>What the operator says of the model.</summary>
    internal CapabilitiesDocument Capabilities { get; init; } = new();

    /// <summary>What it can do, all told. Looked up by each call: keep it while you ask.</summary>
    internal Abilities Abilities => new(Capabilities, UpstreamModel);

    /// <summary>Reads every prompt and answer, unless a request names one of <see cref="CallerGuardrails"/>; null: none does.</summary>
    internal GuardrailWish? Guardrail { get; init; }

    /// <summary>Guardrails that a request may name in place of <see cref="Guardrail"/>.</summary>
    internal IReadOnlyList<GuardrailWish> CallerGuardrails { get; init; } = [];

    /// <summary>Of requests that name none; null: none is sent.</summary>
    public double? Temperature { get; init; }

    /// <summary>Of requests that name no limit; null: the model's own.</summary>
    public int? MaxTokens { get; init; }

    /// <summary>The limit that is sent where the protocol demands one and nobody named any.</summary>
    internal int LimitOrLargest => MaxTokens ?? Abilities.MaxOutputTokens ?? LargestOfUnknown;

    /// <summary>Every current chat model can give as much.</summary>
    private const int LargestOfUnknown = 4096;

    internal PriceDocument? Price { get; init; }

    /// <summary>Turns texts into vectors, and never chats.</summary>
    internal bool Embeds => Abilities.Embeddings is not null
        // A model that nobody has heard of, behind another server: people name those after what they do.
        || Upstream != UpstreamKinds.Bedrock && ModelFamilies.Of(Capabilities.Family ?? UpstreamModel) is null && UpstreamModel.Contains("embed", StringComparison.OrdinalIgnoreCase);

    /// <summary>US dollars; null where the catalog knows no price.</summary>
    public decimal? CostOf(TokenUsage usage)
    {
        if (Price is not { } price) return null;
        var plain = usage.InputTokens - usage.CacheReadTokens - usage.CacheWriteTokens;
        return (plain * price.Input
            + usage.CacheReadTokens * (price.CacheRead ?? price.Input)
            + usage.CacheWriteTokens * (price.CacheWrite ?? price.Input)
            + usage.OutputTokens * price.Output) / 1_000_000m;
    }
}
