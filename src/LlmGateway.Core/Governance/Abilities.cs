using LlmGateway.Core.Conversation;
using LlmGateway.Shared;

namespace LlmGateway.Core.Governance;

/// <summary>
/// What a model can do, the one type that is asked: by what the operator says of it, else by its family, else as is safe with a model that nobody has
/// heard of. Safe means: what a conversation can't do without is tried, and the upstream decides; what only adds to it is left out.
/// </summary>
internal readonly struct Abilities
{
    private static readonly CapabilitiesDocument Unknown = new();

    private readonly CapabilitiesDocument _said;
    private readonly CapabilitiesDocument _family;
    private readonly string _name;

    public Abilities(CapabilitiesDocument said, string upstreamModel)
    {
        _said = said;
        var family = ModelFamilies.Of(said.Family ?? upstreamModel);
        _family = family?.Can ?? Unknown;
        _name = family?.Name ?? "";
    }

    public bool IsNova => _name.StartsWith("Nova", StringComparison.Ordinal);

    /// <summary>One of OpenAI's own models.</summary>
    public bool IsGpt => _name.StartsWith("GPT", StringComparison.Ordinal) || _name.StartsWith("OpenAI", StringComparison.Ordinal);

    public bool Streaming => _said.Streaming ?? _family.Streaming ?? true;
    public bool SystemPrompt => _said.SystemPrompt ?? _family.SystemPrompt ?? true;
    public bool Tools => _said.Tools ?? _family.Tools ?? true;
    public bool ToolsWhileStreaming => _said.ToolsWhileStreaming ?? _family.ToolsWhileStreaming ?? true;
    public bool OneToolAtATime => _said.OneToolAtATime ?? _family.OneToolAtATime ?? false;
    public bool StrictTools => _said.StrictTools ?? _family.StrictTools ?? false;
    public bool StructuredOutput => _said.StructuredOutput ?? _family.StructuredOutput ?? false;
    public bool Vision => _said.Vision ?? _family.Vision ?? true;
    public bool Documents => _said.Documents ?? _family.Documents ?? true;
    public bool Sampling => _said.Sampling ?? _family.Sampling ?? true;
    public bool TemperatureAndTopP => _said.TemperatureAndTopP ?? _family.TemperatureAndTopP ?? false;
    public bool Prefill => _said.Prefill ?? _family.Prefill ?? true;
    public bool ReasoningHistory => _said.ReasoningHistory ?? _family.ReasoningHistory ?? false;
    public bool ThinkTags => _said.ThinkTags ?? _family.ThinkTags ?? false;
    public bool OneSystemMessage => _said.OneSystemMessage ?? _family.OneSystemMessage ?? false;
    public bool ToolsApart => _said.ToolsApart ?? _family.ToolsApart ?? false;
    public bool MaxCompletionTokens => _said.MaxCompletionTokens ?? _family.MaxCompletionTokens ?? false;

    /// <summary>One of <see cref="TopKFields"/>; null: it takes no <c>top_k</c>.</summary>
    public string? TopK => Sampling ? _said.TopK ?? _family.TopK : null;

    /// <summary>One of <see cref="ReasoningStyles"/>.</summary>
    public string Reasoning => _said.Reasoning ?? _family.Reasoning ?? ReasoningStyles.None;

    /// <summary>Least first; empty: none is known.</summary>
    public IReadOnlyList<string> Efforts => _said.Efforts ?? _family.Efforts ?? [];

    /// <summary>Takes Anthropic Messages; null: the id has to tell.</summary>
    public bool? Messages => _said.Messages ?? _family.Messages;

    public IReadOnlyList<string> CacheTtls => _said.CacheTtls ?? _family.CacheTtls ?? [];

    public int? ContextWindow => _said.ContextWindow ?? _family.ContextWindow;
    public int? MaxOutputTokens => _said.MaxOutputTokens ?? _family.MaxOutputTokens;

    /// <summary>One of <see cref="EmbeddingForms"/>; null: it makes no embeddings, as far as is known.</summary>
    public string? Embeddings => _said.Embeddings ?? _family.Embeddings;
    public int EmbeddingBatch => _said.EmbeddingBatch ?? _family.EmbeddingBatch ?? 1;
    public IReadOnlyList<int> Dimensions => _said.Dimensions ?? _family.Dimensions ?? [];

    /// <summary>Whether a rule on tools can be told to the model. Not known: it can.</summary>
    public bool Takes(ToolChoiceMode mode)
    {
        if ((_said.ToolChoice ?? _family.ToolChoice) is not { } choices) return true;
        return choices.Contains(mode switch { ToolChoiceMode.Required => ToolChoices.Required, ToolChoiceMode.Named => ToolChoices.Named, _ => ToolChoices.Auto });
    }

    /// <summary>Whether a cache point may stand there.</summary>
    /// <param name="place">One of <see cref="CachePlaces"/>.</param>
    public bool Caches(string place) => (_said.CachePoints ?? _family.CachePoints)?.Contains(place) == true;
}
