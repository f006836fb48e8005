namespace LlmGateway.Constructs;

/// <summary>What must be equal, beside the question, for an answer to be the answer.</summary>
public enum KeyPart
{
    /// <summary>The model's alias, and that the same model is still behind it. Without it any model's answer is given.</summary>
    Model,

    /// <summary>System and developer messages. Without it a persona or an instruction changes nothing.</summary>
    SystemPrompt,

    /// <summary>Temperature, top_p, the most tokens and stop sequences, where a request differs from the model's defaults.</summary>
    Parameters,
}
