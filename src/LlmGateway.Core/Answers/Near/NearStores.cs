using Amazon.DynamoDBv2;
using LlmGateway.Core.Aws;
using LlmGateway.Core.Knowledge.OpenSearch;
using LlmGateway.Core.Knowledge.S3Vectors;
using LlmGateway.Shared;

namespace LlmGateway.Core.Answers.Near;

/// <summary>Opens what a cache's rules name. Nothing is connected here.</summary>
internal static class NearStores
{
    /// <param name="rules">Of nearness.</param>
    /// <param name="table">Of the answers.</param>
    /// <param name="dynamo">Asks for it.</param>
    /// <param name="aws">The other services.</param>
    /// <param name="time">Tells what has expired.</param>
    public static INearStore Open(NearDocument rules, string table, IAmazonDynamoDB dynamo, AwsServices aws, TimeProvider time) => rules switch
    {
        { S3Index: { } index } => new NearS3Vectors(new S3VectorsClient(aws.S3Vectors(S3VectorsClient.RegionOf(index))), index, time),
        { OpenSearch: { } place } => new NearOpenSearch(new OpenSearchClient(aws.OpenSearch(place.Endpoint, place.Serverless ?? false)), place.Index, place.Serverless ?? false, time),
        _ => new NearTable(dynamo, table, rules, time),
    };
}
