namespace LlmGateway.Tool.Local.Bedrock;

/// <summary>Speed of the model. Members that are null don't slow it down; in a rule, they leave the script's.</summary>
internal sealed record SimulatorPace
{
    /// <summary>Of the answer.</summary>
    public double? TokensPerSecond { get; init; }

    /// <summary>Of the prompt, before the first token: long prompts take longer.</summary>
    public double? PrefillTokensPerSecond { get; init; }

    /// <summary>Time to the first token beside prefill.</summary>
    public double? FirstTokenMs { get; init; }

    public SimulatorPace Or(SimulatorPace other) => new()
    {
        TokensPerSecond = TokensPerSecond ?? other.TokensPerSecond,
        PrefillTokensPerSecond = PrefillTokensPerSecond ?? other.PrefillTokensPerSecond,
        FirstTokenMs = FirstTokenMs ?? other.FirstTokenMs,
    };

    /// <summary>From the request to the first token.</summary>
    public TimeSpan Prefill(int promptTokens) => TimeSpan.FromMilliseconds(
        (FirstTokenMs ?? 0) + (PrefillTokensPerSecond is > 0 and var speed ? promptTokens * 1000 / speed : 0));

    /// <summary>When a token is due, counted from the first.</summary>
    public TimeSpan Due(int token) => TokensPerSecond is > 0 and var speed ? TimeSpan.FromSeconds(token / speed) : TimeSpan.Zero;
}
