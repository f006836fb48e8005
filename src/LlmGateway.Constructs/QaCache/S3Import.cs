using Amazon.CDK.AWS.DynamoDB;
using Amazon.CDK.AWS.S3;

namespace LlmGateway.Constructs;

/// <summary>
/// Millions of answers in S3, which DynamoDB itself imports when it makes the table, and never again. The files are DynamoDB's JSON, a line an item, as
/// <c>llm-gateway answers export</c> and DynamoDB's own exports write them.
/// </summary>
public sealed record S3Import
{
    /// <summary>Where the files are.</summary>
    public required IBucket Bucket { get; init; }

    /// <summary>What the keys of the files begin with. Default: all of the bucket.</summary>
    public string? KeyPrefix { get; init; }

    /// <summary>How the files are compressed. Default: not at all.</summary>
    public InputCompressionType Compression { get; init; } = InputCompressionType.NONE;

    internal ImportSourceSpecification ToSource() => new()
    {
        Bucket = Bucket,
        KeyPrefix = KeyPrefix,
        CompressionType = Compression,
        InputFormat = InputFormat.DynamoDBJson(),
    };
}
