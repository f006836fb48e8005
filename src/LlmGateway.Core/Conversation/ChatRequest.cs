namespace LlmGateway.Core.Conversation;

/// <summary>A request for an answer, in no protocol's words. Made by <c>Protocols</c>, read by <c>Upstreams</c>.</summary>
public sealed record ChatRequest
{
    /// <summary>The model as the caller named it: an alias of the catalog. Null: the catalog's first.</summary>
    public string? Model { get; init; }

    /// <summary>System and developer messages in their order, blank ones dropped.</summary>
    public IReadOnlyList<ContentPart> System { get; init; } = [];

    /// <summary>The turns, oldest first, as the caller sent them; merging to what an upstream takes is the upstream's work.</summary>
    public required IReadOnlyList<ChatMessage> Messages { get; init; }

    public double? Temperature { get; init; }
    public double? TopP { get; init; }
    public int? TopK { get; init; }

    /// <summary>Most tokens to generate. Null: the catalog's default.</summary>
    public int? MaxTokens { get; init; }

    public IReadOnlyList<string> StopSequences { get; init; } = [];

    public IReadOnlyList<ToolDefinition> Tools { get; init; } = [];
    public ToolChoice? ToolChoice { get; init; }

    /// <summary>Null: the model's own default; false: at most one call a turn.</summary>
    public bool? ParallelToolCalls { get; init; }

    /// <summary>Null: plain text.</summary>
    public AnswerFormat? Format { get; init; }

    /// <summary>Null: the model's own default.</summary>
    public ReasoningWish? Reasoning { get; init; }

    /// <summary>Null: the catalog's, if it names one.</summary>
    public GuardrailWish? Guardrail { get; init; }

    /// <summary>The caller wants the answer as it is made.</summary>
    public bool Stream { get; init; }

    /// <summary>A field of the caller's that no part of this record carries: named in <c>x-llm-gateway-dropped</c> toward a translated upstream.</summary>
    public IReadOnlyList<string> Unknown { get; init; } = [];
}

/// <summary>Who said a <see cref="ChatMessage"/>.</summary>
public enum ChatRole
{
    /// <summary>The person, or the result of a tool.</summary>
    User,

    /// <summary>The model.</summary>
    Assistant,
}

/// <summary>One turn of a conversation.</summary>
public sealed record ChatMessage(ChatRole Role, IReadOnlyList<ContentPart> Content);

/// <summary>A tool that the model may call.</summary>
/// <param name="Name">The name the model calls it by.</param>
/// <param name="Description">What it does; null when the caller gave none.</param>
/// <param name="ParametersJson">JSON Schema of its arguments, as UTF-8; empty object schema where the caller gave none.</param>
public sealed record ToolDefinition(string Name, string? Description, ReadOnlyMemory<byte> ParametersJson)
{
    /// <summary>Arguments must fit the schema exactly, where the model can promise that.</summary>
    public bool Strict { get; init; }

    /// <summary>What the caller's protocol calls it; to a model each is a function.</summary>
    public ToolKind Kind { get; init; }

    /// <summary>What the caller calls it, where that is two names; null: by its one name.</summary>
    public NamespacedName? Within { get; init; }

    /// <summary>Tools up to this one are worth keeping in the provider's prompt cache; null: no.</summary>
    public CachePointPart? CachePoint { get; init; }
}

/// <summary>A tool's name in a group of tools.</summary>
/// <param name="Namespace">The group's name.</param>
/// <param name="Name">The tool's own, which other groups may have, too.</param>
public sealed record NamespacedName(string Namespace, string Name);

/// <summary>Kinds of tools that a client runs.</summary>
public enum ToolKind
{
    /// <summary>Takes JSON.</summary>
    Function,

    /// <summary>Takes text: the one argument of its function.</summary>
    FreeText,

    /// <summary>The shell of the client's machine.</summary>
    LocalShell,
}

/// <summary>Whether, or which, tool must be called.</summary>
/// <param name="Mode">The rule.</param>
/// <param name="Name">The tool, for <see cref="ToolChoiceMode.Named"/>.</param>
public sealed record ToolChoice(ToolChoiceMode Mode, string? Name = null);

/// <summary>The rule of a <see cref="ToolChoice"/>.</summary>
public enum ToolChoiceMode
{
    /// <summary>The model decides.</summary>
    Auto,

    /// <summary>No tool is called.</summary>
    None,

    /// <summary>Some tool is called.</summary>
    Required,

    /// <summary>The named tool is called.</summary>
    Named,
}

/// <summary>The form that an answer must have.</summary>
/// <param name="SchemaJson">JSON Schema, as UTF-8; null: any JSON object.</param>
/// <param name="Name">The schema's name; null: the caller gave none.</param>
/// <param name="Description">What the answer is for; null: the caller said nothing.</param>
/// <param name="Strict">The answer must fit the schema exactly.</param>
public sealed record AnswerFormat(ReadOnlyMemory<byte>? SchemaJson, string? Name = null, string? Description = null, bool Strict = true);

/// <summary>How much the model should think first. One of both is set; a model that knows only the other gets its equivalent from the catalog.</summary>
/// <param name="Effort">In OpenAI's words.</param>
/// <param name="BudgetTokens">In Anthropic's.</param>
public sealed record ReasoningWish(ReasoningEffort? Effort = null, int? BudgetTokens = null)
{
    /// <summary>The thoughts may be left out of the answer: the caller shows none.</summary>
    public bool Hidden { get; init; }
}

/// <summary>OpenAI's levels of thinking, least first.</summary>
public enum ReasoningEffort
{
    /// <summary>No thinking.</summary>
    None,
    Minimal,
    Low,
    Medium,
    High,
    XHigh,
    Max,
}

/// <summary>A guardrail of Bedrock that reads prompt and answer.</summary>
/// <param name="Id">Id or ARN.</param>
/// <param name="Version">A number, or <c>DRAFT</c>.</param>
/// <param name="Trace">Whether the response tells what it found.</param>
public sealed record GuardrailWish(string Id, string Version, bool Trace = false);
