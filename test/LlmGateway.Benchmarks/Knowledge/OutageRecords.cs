using System.Globalization;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using LlmGateway.Core.Aws;
using LlmGateway.Core.Knowledge.OpenSearch;
using LlmGateway.Core.Knowledge.S3Vectors;
using LlmGateway.Tool.Local;
using LlmGateway.Tool.Local.Bedrock;

namespace LlmGateway.Benchmarks.Knowledge;

/// <summary>20,000 records of 500 nodes, the same in each store.</summary>
internal static class OutageRecords
{
    public const int Dimensions = 256;
    private const int Nodes = 500;
    private const int PerNode = 40;
    private const int Batch = 500;

    /// <summary>Of one in a thousand nodes there are 50 passages and more.</summary>
    public const string Large = "large";

    private static readonly string[] Causes = ["power supply", "cut fibre", "flooded basement", "failed radio unit", "broken antenna", "wrong configuration", "lost route"];

    public static string NodeOf(int number) => string.Create(CultureInfo.InvariantCulture, $"node-{number % Nodes}");

    public static async Task FillAsync(LocalRun run, AwsServices aws, IAmazonDynamoDB dynamo, string table)
    {
        var records = Enumerable.Range(0, Nodes * PerNode).Select(number => (Id: string.Create(CultureInfo.InvariantCulture, $"r{number}"), Node: NodeOf(number), Text: TextOf(number))).ToList();
        foreach (var batch in records.Concat(Enumerable.Range(0, 60).Select(number => (Id: string.Create(CultureInfo.InvariantCulture, $"l{number}"), Node: Large, Text: $"{TextOf(number)} {new string('x', 2000)}"))).Chunk(25))
            await dynamo.BatchWriteItemAsync(new BatchWriteItemRequest
            {
                RequestItems = new() { [table] = [.. batch.Select(record => new WriteRequest { PutRequest = new PutRequest { Item = new() { ["node_id"] = Item.Text(record.Node), ["at"] = Item.Text(record.Id), ["text"] = Item.Text(record.Text) } } })] },
            });
        var search = new OpenSearchClient(aws.OpenSearch(run.SearchHosts.Single().Host, serverless: false));
        await search.CreateIndexAsync("outages", "vector", Dimensions, "text", ["node_id"], CancellationToken.None);
        var vectors = new S3VectorsClient(aws.S3Vectors(null));
        foreach (var batch in records.Chunk(Batch))
        {
            await search.PutAsync("outages", [.. batch.Select(record => new IndexedDocument(record.Id, json =>
            {
                json.WriteStartObject();
                json.WriteString("text", record.Text);
                json.WriteString("node_id", record.Node);
                json.WriteStartArray("vector");
                foreach (var part in SimulatedVector.Of(record.Text, Dimensions)) json.WriteNumberValue(part);
                json.WriteEndArray();
                json.WriteEndObject();
            }))], CancellationToken.None);
            await vectors.PutAsync(run.VectorIndexes.Single().Arn, [.. batch.Select(record => new StoredVector(record.Id, SimulatedVector.Of(record.Text, Dimensions), json =>
            {
                json.WriteString("text", record.Text);
                json.WriteString("node_id", record.Node);
            }))], CancellationToken.None);
        }
    }

    private static string TextOf(int number) =>
        string.Create(CultureInfo.InvariantCulture, $"Outage {number}: {Causes[number % Causes.Length]} at {NodeOf(number)}, {number % 90} cells down for {number % 240} minutes, {(number % 3 == 0 ? "open" : "fixed")}.");
}
