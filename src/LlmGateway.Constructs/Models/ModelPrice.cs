using LlmGateway.Shared;

namespace LlmGateway.Constructs;

/// <summary>What a model costs, in US dollars per million tokens.</summary>
/// <param name="Input">Tokens of the prompt.</param>
/// <param name="Output">Tokens of the answer.</param>
/// <remarks>See <see href="https://aws.amazon.com/bedrock/pricing/">Amazon Bedrock pricing</see>. The gateway puts the cost of an answer into its metrics, logs and the <c>x-llm-gateway-cost-usd</c> header.</remarks>
public sealed record ModelPrice(decimal Input, decimal Output)
{
    /// <summary>Prompt tokens read from the upstream's prompt cache. Default: as <see cref="Input"/>.</summary>
    public decimal? CacheRead { get; init; }

    /// <summary>Prompt tokens written to the upstream's prompt cache. Default: as <see cref="Input"/>.</summary>
    public decimal? CacheWrite { get; init; }

    internal void Validate(Mistakes mistakes, string property)
    {
        foreach (var (name, price) in new[] { (nameof(Input), Input), (nameof(Output), Output), (nameof(CacheRead), CacheRead ?? 0), (nameof(CacheWrite), CacheWrite ?? 0) })
            mistakes.Check($"{property}.{name}", price >= 0, $"is {price}", "Use US dollars per million tokens, 0 or more");
    }

    internal PriceDocument ToDocument() => new() { Input = Input, Output = Output, CacheRead = CacheRead, CacheWrite = CacheWrite };
}
