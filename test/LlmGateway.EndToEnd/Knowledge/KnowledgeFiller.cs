using System.Text.Json;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using LlmGateway.Core.Aws;
using LlmGateway.Core.Knowledge.OpenSearch;
using LlmGateway.Core.Knowledge.S3Vectors;
using LlmGateway.Tool.Local;
using LlmGateway.Tool.Local.Bedrock;

namespace LlmGateway.EndToEnd.Knowledge;

/// <summary>Fills the stores of a run, by the clients that importers use.</summary>
internal static class KnowledgeFiller
{
    private const int Dimensions = 256;

    public static async Task FillAsync(LocalRun run)
    {
        using var http = Connections.Create();
        var aws = ServicesOf(run, http);
        await FillTableAsync(run);
        foreach (var (host, index) in run.SearchHosts.Select(host => (host, host.IsServerless ? "notes" : "reports")))
        {
            var client = new OpenSearchClient(aws.OpenSearch(host.Host, host.IsServerless));
            await client.CreateIndexAsync(index, "vector", Dimensions, "text", ["node_id", "title", "uri"], CancellationToken.None);
            (await client.PutAsync(index, [.. Records.Passages.Select(passage => new IndexedDocument(passage.Id, json => Write(json, passage)))], CancellationToken.None)).Should().BeEmpty();
            (await client.CountAsync(index, CancellationToken.None)).Should().Be(Records.Passages.Count);
        }
        var vectors = new S3VectorsClient(aws.S3Vectors(null));
        await vectors.PutAsync(run.VectorIndexes.Single().Arn, [.. Records.Passages.Select(passage => new StoredVector(passage.Id, SimulatedVector.Of(passage.Text, Dimensions), json =>
        {
            json.WriteString("text", passage.Text);
            json.WriteString("node_id", passage.Node);
            json.WriteString("title", $"Ticket {passage.Id}");
        }))], CancellationToken.None);
    }

    /// <summary>The local AWS, called as the developer.</summary>
    public static AwsServices ServicesOf(LocalRun run, HttpMessageInvoker http) => new(http, run.Environment.Region, name => name switch
    {
        "AWS_ENDPOINT_URL" => run.Endpoint.GetLeftPart(UriPartial.Authority),
        _ => null,
    }, TimeProvider.System, new BasicAWSCredentials(run.Developer.AccessKeyId, run.Developer.SecretAccessKey));

    private static void Write(Utf8JsonWriter json, (string Id, string Node, string Text) passage)
    {
        json.WriteStartObject();
        json.WriteString("text", passage.Text);
        json.WriteString("node_id", passage.Node);
        json.WriteString("title", $"Report {passage.Id}");
        json.WriteString("uri", $"https://reports.example.com/{passage.Id}");
        json.WriteStartArray("vector");
        foreach (var part in SimulatedVector.Of(passage.Text, Dimensions)) json.WriteNumberValue(part);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static async Task FillTableAsync(LocalRun run)
    {
        using var dynamo = new AmazonDynamoDBClient(
            new BasicAWSCredentials(run.Developer.AccessKeyId, run.Developer.SecretAccessKey),
            new AmazonDynamoDBConfig { ServiceURL = run.Endpoint.ToString(), AuthenticationRegion = run.Environment.Region });
        var table = (await dynamo.ListTablesAsync()).TableNames.Single(name => name.Contains("Outages", StringComparison.Ordinal));
        foreach (var (node, at, title, status, cause) in Records.Outages)
            await dynamo.PutItemAsync(table, new Dictionary<string, AttributeValue>
            {
                ["node_id"] = Item.Text(node), ["at"] = Item.Text(at), ["title"] = Item.Text(title), ["status"] = Item.Text(status), ["cause"] = Item.Text(cause), ["internal"] = Item.Text("not shown"),
            });
    }
}
