namespace LlmGateway.Constructs;

/// <summary>How a model is told to think before it answers.</summary>
public enum ReasoningStyle
{
    /// <summary>It does not think, or thinks as it likes.</summary>
    None,

    /// <summary>A budget of tokens: Claude up to 4.5.</summary>
    Budget,

    /// <summary>An effort, and the model decides how much it takes: Claude from 4.6 on.</summary>
    Adaptive,

    /// <summary>Amazon Nova 2's effort.</summary>
    Nova,

    /// <summary><c>reasoning_effort</c>: OpenAI's servers and those like them, gpt-oss, DeepSeek, Kimi.</summary>
    Effort,

    /// <summary><c>reasoning.effort</c>: OpenAI's GPT on Bedrock.</summary>
    EffortObject,
}
