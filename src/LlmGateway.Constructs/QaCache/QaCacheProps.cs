using Amazon.CDK;
using Amazon.CDK.AWS.DynamoDB;
using Amazon.CDK.AWS.KMS;

namespace LlmGateway.Constructs;

/// <summary>Props of <see cref="QaCache"/>. All optional.</summary>
public sealed record QaCacheProps
{
    /// <summary>How answers are kept and found again. Default: each identity has its own, for 30 days, with every rule of normalization.</summary>
    public AnswerRules Answers { get; init; } = new();

    /// <summary>Answers that are deployed with the stack. Default: none. <c>QaSeed.FromFile("faq.csv")</c>.</summary>
    public QaSeed? Seed { get; init; }

    /// <summary>Millions of answers that DynamoDB imports when it makes the table. Default: none. A table that exists is replaced where this changes, by CloudFormation's rules.</summary>
    public S3Import? ImportFromS3 { get; init; }

    /// <summary>The customer's key that encrypts the table. Default: none; DynamoDB encrypts with the AWS managed key, which costs nothing a key.</summary>
    public IKey? EncryptionKey { get; init; }

    /// <summary>
    /// What becomes of the table when the stack goes. Default: <see cref="RemovalPolicy.RETAIN"/>, with deletion protection: answers that operators imported
    /// are data. <see cref="RemovalPolicy.DESTROY"/> switches both off.
    /// </summary>
    public RemovalPolicy RemovalPolicy { get; init; } = RemovalPolicy.RETAIN;

    /// <summary>
    /// Changes the table's props as you like, after the defaults. The key, its type and the attribute of the time to live are the handler's: changing them is an error.
    /// </summary>
    public Action<TableProps>? ConfigureTable { get; init; }
}
