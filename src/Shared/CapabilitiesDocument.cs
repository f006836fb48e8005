namespace LlmGateway.Shared;

/// <summary>
/// What a model can do. Of a model family in <see cref="ModelFamilies"/>, what is known; of a catalog's model, what its operator says otherwise.
/// Null: not known here, and the family or a cautious default decides.
/// </summary>
internal sealed record CapabilitiesDocument
{
    /// <summary>A model id by which the family is found, where the model's own does not tell: an application profile's ARN, a server's own name.</summary>
    public string? Family { get; init; }

    public bool? Tools { get; init; }
    public bool? Vision { get; init; }
    public bool? Streaming { get; init; }
    public bool? SystemPrompt { get; init; }

    /// <summary>Reads PDFs and office documents.</summary>
    public bool? Documents { get; init; }

    /// <summary>Takes <c>temperature</c>, <c>top_p</c> and <c>top_k</c> at all. Not known: yes.</summary>
    public bool? Sampling { get; init; }

    /// <summary>Takes <c>temperature</c> and <c>top_p</c> in one request. Not known: no.</summary>
    public bool? TemperatureAndTopP { get; init; }

    /// <summary>Where Converse takes <c>top_k</c>, below <c>additionalModelRequestFields</c>; one of <see cref="TopKFields"/>. Not known: nowhere.</summary>
    public string? TopK { get; init; }

    /// <summary>Which of <see cref="ToolChoices"/> it takes. Not known: it is asked, and refuses what it does not.</summary>
    public IReadOnlyList<string>? ToolChoice { get; init; }

    /// <summary>False: with tools, it answers in one piece only. Not known: it streams.</summary>
    public bool? ToolsWhileStreaming { get; init; }

    /// <summary>Can be told to call one tool a turn. Not known: no.</summary>
    public bool? OneToolAtATime { get; init; }

    /// <summary>Promises arguments that fit a tool's schema. Not known: no.</summary>
    public bool? StrictTools { get; init; }

    /// <summary>Answers by a JSON schema on its own. Not known: no, and a tool stands in.</summary>
    public bool? StructuredOutput { get; init; }

    /// <summary>Goes on from a last turn of the assistant. Not known: it is asked.</summary>
    public bool? Prefill { get; init; }

    /// <summary>How it is told to think; one of <see cref="ReasoningStyles"/>. Not known: not at all.</summary>
    public string? Reasoning { get; init; }

    /// <summary>The levels of effort that it takes, least first, in OpenAI's words.</summary>
    public IReadOnlyList<string>? Efforts { get; init; }

    /// <summary>Takes back what it thought in earlier turns. Not known: no.</summary>
    public bool? ReasoningHistory { get; init; }

    /// <summary>Writes its reasoning into the text, between <c>&lt;think&gt;</c> tags. Not known: no.</summary>
    public bool? ThinkTags { get; init; }

    /// <summary>Its chat template takes one system message, and that first. Not known: no.</summary>
    public bool? OneSystemMessage { get; init; }

    /// <summary>On Converse it takes no words beside calls of tools or their results. Not known: it does.</summary>
    public bool? ToolsApart { get; init; }

    /// <summary>Where a cache point may stand; of <see cref="CachePlaces"/>. Not known: nowhere.</summary>
    public IReadOnlyList<string>? CachePoints { get; init; }

    /// <summary>How long its prompt cache can be told to keep: <c>5m</c>, <c>1h</c>. Not known: it can't be told.</summary>
    public IReadOnlyList<string>? CacheTtls { get; init; }

    /// <summary>Tokens that a cached prompt has at least.</summary>
    public int? CacheMinimum { get; init; }

    /// <summary>Claude: takes Anthropic Messages through InvokeModel. Not known: read from the model's id.</summary>
    public bool? Messages { get; init; }

    /// <summary>An OpenAI-compatible server that speaks Responses, too. Not known: OpenAI's own does.</summary>
    public bool? Responses { get; init; }

    /// <summary>OpenAI's servers: wants <c>max_completion_tokens</c> and refuses <c>max_tokens</c>. Not known: no.</summary>
    public bool? MaxCompletionTokens { get; init; }

    /// <summary>In tokens.</summary>
    public int? ContextWindow { get; init; }

    /// <summary>Tokens that an answer has at most.</summary>
    public int? MaxOutputTokens { get; init; }

    /// <summary>Bedrock: can be asked through an inference profile alone.</summary>
    public bool? ProfileOnly { get; init; }

    /// <summary>The form in which it is asked for embeddings; one of <see cref="EmbeddingForms"/>. Null: it makes none.</summary>
    public string? Embeddings { get; init; }

    /// <summary>Texts that it embeds in one call. Not known: 1.</summary>
    public int? EmbeddingBatch { get; init; }

    /// <summary>Lengths of vectors that it can make; empty or not known: its own alone.</summary>
    public IReadOnlyList<int>? Dimensions { get; init; }
}

internal static class ToolChoices
{
    public const string Auto = "auto";
    public const string Required = "required";
    public const string Named = "named";
}

internal static class CachePlaces
{
    public const string System = "system";
    public const string Messages = "messages";
    public const string Tools = "tools";
}

/// <summary>How models are told to think.</summary>
internal static class ReasoningStyles
{
    /// <summary>It does not think, or thinks as it likes.</summary>
    public const string None = "none";

    /// <summary>Claude up to 4.5: <c>thinking: {type: enabled, budget_tokens}</c>.</summary>
    public const string Budget = "budget";

    /// <summary>Claude from 4.6 on: <c>thinking: {type: adaptive}</c> and <c>output_config.effort</c>.</summary>
    public const string Adaptive = "adaptive";

    /// <summary>Nova 2: <c>reasoningConfig.maxReasoningEffort</c>.</summary>
    public const string Nova = "nova";

    /// <summary>OpenAI's servers, gpt-oss, DeepSeek and Kimi: <c>reasoning_effort</c>.</summary>
    public const string Effort = "effort";

    /// <summary>OpenAI's GPT on Bedrock: <c>reasoning.effort</c>.</summary>
    public const string EffortObject = "effort-object";
}

/// <summary>Where Converse takes <c>top_k</c>.</summary>
internal static class TopKFields
{
    public const string Claude = "top_k";
    public const string Nova = "inferenceConfig.topK";
    public const string Cohere = "k";
}

internal static class EmbeddingForms
{
    /// <summary>Titan Text Embeddings V1: <c>inputText</c>.</summary>
    public const string TitanV1 = "titan-v1";

    /// <summary>Titan Text Embeddings V2: <c>inputText</c>, <c>dimensions</c>.</summary>
    public const string TitanV2 = "titan-v2";

    /// <summary>Titan Multimodal Embeddings: <c>inputText</c>, <c>embeddingConfig.outputEmbeddingLength</c>.</summary>
    public const string TitanMultimodal = "titan-multimodal";

    /// <summary>Cohere Embed: <c>texts</c>, <c>input_type</c>.</summary>
    public const string Cohere = "cohere";

    /// <summary>Nova Multimodal Embeddings: <c>singleEmbeddingParams</c>.</summary>
    public const string Nova = "nova";

    /// <summary>OpenAI's own.</summary>
    public const string OpenAi = "openai";
}
