namespace LlmGateway.Constructs;

/// <summary>Limits of the API, for all callers together; what comes above them gets 429.</summary>
public sealed record GatewayThrottle
{
    /// <summary>Default: 100.</summary>
    public double RequestsPerSecond { get; init; } = 100;

    /// <summary>Requests that may come at once. Default: 200.</summary>
    public int Burst { get; init; } = 200;

    internal void Validate(Mistakes mistakes, string property)
    {
        mistakes.Check($"{property}.{nameof(RequestsPerSecond)}", Amazon.CDK.Token.IsUnresolved(RequestsPerSecond) || RequestsPerSecond > 0, $"is {RequestsPerSecond}", "Use more than 0 requests a second");
        mistakes.Check($"{property}.{nameof(Burst)}", Burst > 0, $"is {Burst}", "Use 1 or more requests");
    }
}
