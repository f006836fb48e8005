using Amazon.CDK;
using Amazon.CDK.AWS.KMS;

namespace LlmGateway.Constructs;

/// <summary>Props of <see cref="ChatHistory"/>. All optional.</summary>
public sealed record ChatHistoryProps
{
    /// <summary>How long a chat lives after its last turn; at least a minute. Default: for ever, until its owner deletes it.</summary>
    public Duration? TimeToLive { get; init; }

    /// <summary>The customer's key that encrypts the table. Default: none; DynamoDB encrypts with the AWS managed key, which costs nothing a key.</summary>
    public IKey? EncryptionKey { get; init; }

    /// <summary>
    /// What becomes of the table when the stack goes. Default: <see cref="RemovalPolicy.RETAIN"/>, with deletion protection: chats are people's data.
    /// <see cref="RemovalPolicy.DESTROY"/> switches both off.
    /// </summary>
    public RemovalPolicy RemovalPolicy { get; init; } = RemovalPolicy.RETAIN;
}
