using Amazon.CDK.AWS.KMS;
using Amazon.CDK.AWS.Lambda;

namespace LlmGateway.Constructs;

/// <summary>What all small functions of a construct have in common.</summary>
/// <param name="Architecture">Of the code.</param>
/// <param name="Logs">How long their logs are kept.</param>
/// <param name="EncryptionKey">Of logs and environment; null: AWS's own.</param>
/// <param name="Network">Where in a VPC they are; null: in none.</param>
/// <param name="ReservedConcurrency">Of each; null: what the account has left.</param>
internal sealed record FunctionSettings(Architecture Architecture, GatewayLogs Logs, IKey? EncryptionKey = null, FunctionNetwork? Network = null, int? ReservedConcurrency = null);
