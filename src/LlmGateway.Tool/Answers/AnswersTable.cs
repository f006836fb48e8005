using LlmGateway.Core.Aws;
using LlmGateway.Shared;

namespace LlmGateway.Tool.Answers;

/// <summary>A table of answers, and the rules by which its gateway finds them.</summary>
internal sealed record AnswersTable(AwsServices Aws, DynamoDbWire Dynamo, CacheDocument Rules)
{
    public string Name => Rules.Table;
}
