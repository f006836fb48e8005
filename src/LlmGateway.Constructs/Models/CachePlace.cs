namespace LlmGateway.Constructs;

/// <summary>A part of the prompt that a provider's prompt cache can be told to keep.</summary>
public enum CachePlace
{
    /// <summary>The tools.</summary>
    Tools,

    /// <summary>The system prompt.</summary>
    System,

    /// <summary>The conversation.</summary>
    Messages,
}
