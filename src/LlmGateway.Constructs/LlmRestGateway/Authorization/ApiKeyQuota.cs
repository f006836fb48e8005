using Amazon.CDK.AWS.APIGateway;

namespace LlmGateway.Constructs;

/// <summary>How many requests a key may make in a while.</summary>
/// <param name="Requests">So many.</param>
/// <param name="Period">In a calendar day, week or month (UTC).</param>
public sealed record ApiKeyQuota(int Requests, Period Period);
