namespace LlmGateway.Constructs;

/// <summary>An effort of thinking, in OpenAI's words.</summary>
public enum ReasoningLevel
{
    /// <summary>No thinking.</summary>
    None,

    /// <summary>As little as can be.</summary>
    Minimal,

    /// <summary>Little.</summary>
    Low,

    /// <summary>Some.</summary>
    Medium,

    /// <summary>Much.</summary>
    High,

    /// <summary>More than that.</summary>
    XHigh,

    /// <summary>As much as can be.</summary>
    Max,
}
