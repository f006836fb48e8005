using Amazon.CDK;
using LlmGateway.Shared;

namespace LlmGateway.Constructs;

/// <summary>A guardrail of Amazon Bedrock that reads all that goes to a model and comes from it.</summary>
/// <param name="Arn">ARN of the guardrail: <c>arn:aws:bedrock:…:guardrail/…</c>. The function may apply this one.</param>
/// <param name="Version">Its version: a number, or <c>DRAFT</c>.</param>
/// <remarks>See <see href="https://docs.aws.amazon.com/bedrock/latest/userguide/guardrails.html">Guardrails for Amazon Bedrock</see>. Requests in Anthropic's protocol are then translated, since a guardrail does not read what passes through.</remarks>
public sealed record ModelGuardrail(string Arn, string Version)
{
    /// <summary>Answers tell what it found. Default: they don't.</summary>
    public bool Trace { get; init; }

    internal void Validate(Mistakes mistakes, string property)
    {
        mistakes.Check($"{property}.{nameof(Arn)}", Token.IsUnresolved(Arn) || Arn?.StartsWith("arn:", StringComparison.Ordinal) == true && Arn.Contains(":guardrail/", StringComparison.Ordinal),
            $"'{Arn}' is no ARN of a guardrail", "Use arn:aws:bedrock:REGION:ACCOUNT:guardrail/ID");
        mistakes.Check($"{property}.{nameof(Version)}", Token.IsUnresolved(Version) || Version == "DRAFT" || Version is { Length: > 0 } && Version[0] != '0' && Version.All(char.IsAsciiDigit),
            $"'{Version}' is no version", "Use a number from 1, or DRAFT");
    }

    internal GuardrailDocument ToDocument() => new() { Id = Arn, Version = Version, Trace = Trace ? true : null };
}
