using Amazon.CDK;
using LlmGateway.Shared;

namespace LlmGateway.Constructs;

/// <summary>
/// What you know of a model better than the gateway does. A member left null is decided by the model's family, which the gateway finds by its id; of a model
/// without a known family, a conversation's needs (tools, images, documents) are passed on and the upstream decides, and all else is left out.
/// </summary>
public sealed record ModelCapabilities
{
    /// <summary>A model id by whose family the rest is decided, such as <c>anthropic.claude-haiku-4-5</c>. Default: the model's own id; of an application profile, its source's.</summary>
    public string? Family { get; init; }

    /// <summary>Calls tools.</summary>
    public bool? Tools { get; init; }

    /// <summary>Rules on tools that it can be told. Empty: none.</summary>
    public IReadOnlyList<ToolChoiceKind>? ToolChoice { get; init; }

    /// <summary>Streams its answers also where a request has tools. Where it does not, the answer comes as one piece.</summary>
    public bool? ToolsWhileStreaming { get; init; }

    /// <summary>Can be told to call one tool at a time.</summary>
    public bool? OneToolAtATime { get; init; }

    /// <summary>Promises arguments that fit a tool's schema.</summary>
    public bool? StrictTools { get; init; }

    /// <summary>Answers by a JSON schema on its own. Where it does not, the gateway asks through a tool.</summary>
    public bool? StructuredOutput { get; init; }

    /// <summary>Sees images.</summary>
    public bool? Vision { get; init; }

    /// <summary>Reads PDFs and office documents.</summary>
    public bool? Documents { get; init; }

    /// <summary>Streams its answers. Where it does not, the gateway asks for a whole answer and sends it as one piece.</summary>
    public bool? Streaming { get; init; }

    /// <summary>Takes a system prompt. Where it does not, the user says it first.</summary>
    public bool? SystemPrompt { get; init; }

    /// <summary>Takes <c>temperature</c>, <c>top_p</c> and <c>top_k</c>. Where it does not, they are left out, and the response names them in <c>x-llm-gateway-dropped</c>.</summary>
    public bool? Sampling { get; init; }

    /// <summary>Takes <c>temperature</c> and <c>top_p</c> in one request. Where it does not, the temperature wins.</summary>
    public bool? TemperatureAndTopP { get; init; }

    /// <summary>
    /// An OpenAI-compatible server that speaks Responses, too: requests to <c>/v1/responses</c> then pass through untouched. Default: OpenAI's own does, and
    /// for any other the gateway translates.
    /// </summary>
    public bool? Responses { get; init; }

    /// <summary>Goes on from a last message of the assistant. Where it does not, such a request is refused.</summary>
    public bool? Prefill { get; init; }

    /// <summary>How it is told to think. Where it can't be, the wish is left out, and the response names it in <c>x-llm-gateway-dropped</c>.</summary>
    public ReasoningStyle? Reasoning { get; init; }

    /// <summary>The efforts that it takes. Another one becomes the nearest of these.</summary>
    public IReadOnlyList<ReasoningLevel>? Efforts { get; init; }

    /// <summary>Takes back what it thought in earlier turns.</summary>
    public bool? ReasoningHistory { get; init; }

    /// <summary>
    /// The model server leaves reasoning in the text of the answer, between <c>&lt;think&gt;</c> and <c>&lt;/think&gt;</c> (also without the opening tag,
    /// which chat templates can take away): translated answers then have it as reasoning. No effect on answers that are passed through. Default: false.
    /// </summary>
    public bool? ThinkTags { get; init; }

    /// <summary>
    /// The chat template of the model's server takes one system message, and that before all others: several are joined and put first, also in chat completions
    /// that are passed through. No effect on Bedrock and Anthropic. Default: false.
    /// </summary>
    public bool? OneSystemMessage { get; init; }

    /// <summary>Where it takes cache points. Empty: nowhere, and they are left out.</summary>
    public IReadOnlyList<CachePlace>? CachePoints { get; init; }

    /// <summary>Wants <c>max_completion_tokens</c> for <c>max_tokens</c>: OpenAI's newer models.</summary>
    public bool? MaxCompletionTokens { get; init; }

    /// <summary>Prompt and answer together, in tokens.</summary>
    public int? ContextWindow { get; init; }

    /// <summary>Tokens that an answer has at most.</summary>
    public int? MaxOutputTokens { get; init; }

    internal void Validate(Mistakes mistakes, string property)
    {
        mistakes.Check($"{property}.{nameof(ContextWindow)}", ContextWindow is null or > 0, $"is {ContextWindow}", "Use the number of tokens, 1 or more");
        mistakes.Check($"{property}.{nameof(MaxOutputTokens)}", MaxOutputTokens is null or > 0, $"is {MaxOutputTokens}", "Use the number of tokens, 1 or more");
        mistakes.Check($"{property}.{nameof(Family)}", Family is null || Token.IsUnresolved(Family) || ModelFamilies.Of(Family) is not null, $"'{Family}' is of no family that the gateway knows",
            "Use the id of a model that is, such as \"anthropic.claude-haiku-4-5\", or leave it out and say what the model can do");
    }

    internal CapabilitiesDocument ToDocument() => new()
    {
        Family = Family,
        Tools = Tools,
        ToolChoice = ToolChoice?.Select(WordFor).ToArray(),
        ToolsWhileStreaming = ToolsWhileStreaming,
        OneToolAtATime = OneToolAtATime,
        StrictTools = StrictTools,
        StructuredOutput = StructuredOutput,
        Vision = Vision,
        Documents = Documents,
        Streaming = Streaming,
        SystemPrompt = SystemPrompt,
        Sampling = Sampling,
        TemperatureAndTopP = TemperatureAndTopP,
        Prefill = Prefill,
        Reasoning = Reasoning is { } style ? WordFor(style) : null,
        Efforts = Efforts?.Select(level => level.ToString().ToLowerInvariant()).ToArray(),
        ReasoningHistory = ReasoningHistory,
        ThinkTags = ThinkTags,
        OneSystemMessage = OneSystemMessage,
        CachePoints = CachePoints?.Select(WordFor).ToArray(),
        MaxCompletionTokens = MaxCompletionTokens,
        Responses = Responses,
        ContextWindow = ContextWindow,
        MaxOutputTokens = MaxOutputTokens,
    };

    private static string WordFor(ToolChoiceKind kind) => kind switch
    {
        ToolChoiceKind.Required => ToolChoices.Required,
        ToolChoiceKind.Named => ToolChoices.Named,
        _ => ToolChoices.Auto,
    };

    private static string WordFor(CachePlace place) => place switch
    {
        CachePlace.Tools => CachePlaces.Tools,
        CachePlace.System => CachePlaces.System,
        _ => CachePlaces.Messages,
    };

    private static string WordFor(ReasoningStyle style) => style switch
    {
        ReasoningStyle.Budget => ReasoningStyles.Budget,
        ReasoningStyle.Adaptive => ReasoningStyles.Adaptive,
        ReasoningStyle.Nova => ReasoningStyles.Nova,
        ReasoningStyle.Effort => ReasoningStyles.Effort,
        ReasoningStyle.EffortObject => ReasoningStyles.EffortObject,
        _ => ReasoningStyles.None,
    };
}
