using Amazon.CDK;
using Amazon.CDK.AWS.Logs;

namespace LlmGateway.Constructs;

/// <summary>What a gateway logs, and for how long.</summary>
public sealed record GatewayLogs
{
    /// <summary>How long logs are kept. Default: one month, enough to look into what users report.</summary>
    public RetentionDays Retention { get; init; } = RetentionDays.ONE_MONTH;

    /// <summary>Whether API Gateway writes a line of JSON for each request: who, what, status, times; never a key or a body. Default: yes.</summary>
    public bool Access { get; init; } = true;

    /// <summary>
    /// Whether the function logs prompts and answers. Default: no; it logs lengths and hashes. Whoever may read the logs reads what people asked.
    /// </summary>
    public bool Content { get; init; }

    /// <summary>
    /// The role by which API Gateway writes logs, an account-wide setting of a region. Default: <see cref="LlmGateway.Constructs.AccountRole.Once"/>, since a new
    /// account has none and logs fail without it. Use <see cref="LlmGateway.Constructs.AccountRole.Existing"/> where another stack owns it.
    /// </summary>
    public AccountRole AccountRole { get; init; } = AccountRole.Once;

    /// <summary>What becomes of the log groups when the stack goes. Default: <see cref="RemovalPolicy.DESTROY"/>; they would end by their retention anyway.</summary>
    public RemovalPolicy RemovalPolicy { get; init; } = RemovalPolicy.DESTROY;
}
