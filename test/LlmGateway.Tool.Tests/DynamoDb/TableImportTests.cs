using System.IO.Compression;
using System.Text.Json.Nodes;
using LlmGateway.Tool.Local;
using LlmGateway.Tool.Local.DynamoDb;
using LlmGateway.Tool.Local.Template;

namespace LlmGateway.Tool.Tests.DynamoDb;

public sealed class TableImportTests : IDisposable
{
    private const string Record = """{"Item":{"node_id":{"S":"node-1"},"started_at":{"S":"2026-01-01"},"customers":{"N":"5"}}}""";

    private readonly string _folder = Directory.CreateTempSubdirectory("table-import-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("GZIP")]
    [InlineData("NONE")]
    public async Task A_table_begins_with_the_items_of_its_file(string compression)
    {
        var lines = Enumerable.Range(0, 60).Select(i => Record.Replace("node-1", $"node-{i % 3}", StringComparison.Ordinal).Replace("2026-01-01", $"2026-01-{i:00}", StringComparison.Ordinal));
        await using var dynalite = await DynaliteProcess.StartAsync();

        (await ImportAsync(dynalite, compression, [.. lines, ""])).Should().BeNull();

        var (_, answer) = await new DynaliteCalls(dynalite).SendAsync(
            "Query", """{"TableName":"outages","KeyConditionExpression":"node_id = :n","ExpressionAttributeValues":{":n":{"S":"node-2"}},"ScanIndexForward":false,"Limit":1}""", CancellationToken.None);
        JsonNode.Parse(answer)!["Items"]![0]!.ToJsonString().Should().Contain("2026-01-59").And.Contain("\"customers\":{\"N\":\"5\"}");
    }

    [Fact]
    public async Task Items_that_do_not_fit_are_counted_and_the_others_are_in()
    {
        await using var dynalite = await DynaliteProcess.StartAsync();

        (await ImportAsync(dynalite, "NONE", [Record, """{"Item":{"node_id":{"S":"node-1"}}}"""])).Should().StartWith("1 items of table Outages were not imported");

        (await new DynaliteCalls(dynalite).SendAsync("Scan", """{"TableName":"outages"}""", CancellationToken.None)).Answer.Should().Contain("\"Count\":1");
    }

    [Fact]
    public async Task A_file_that_is_not_of_this_deployment_leaves_the_table_empty_and_says_so()
    {
        await using var dynalite = await DynaliteProcess.StartAsync();
        (await new TableImport(new DynaliteCalls(dynalite), assets: null).RunAsync(Table("NONE"), CancellationToken.None)).Should().StartWith("The table Outages is empty");
    }

    private async Task<string?> ImportAsync(DynaliteProcess dynalite, string compression, string[] lines)
    {
        await using (var file = File.Create(Path.Combine(_folder, "asset.data")))
        await using (var stream = compression == "GZIP" ? new GZipStream(file, CompressionLevel.Fastest) : (Stream)file)
        await using (var writer = new StreamWriter(stream))
            foreach (var line in lines) await writer.WriteLineAsync(line);
        var manifest = Path.Combine(_folder, "assets.json");
        await File.WriteAllTextAsync(manifest, """{"files":{"a":{"source":{"path":"asset.data"},"destinations":{"here":{"objectKey":"abc.data"}}}}}""");
        var calls = new DynaliteCalls(dynalite);
        await new TableCreator(calls).CreateAsync([Table(compression)], CancellationToken.None);
        return await new TableImport(calls, AssetManifest.Read(_folder, manifest)).RunAsync(Table(compression), CancellationToken.None);
    }

    private static LocalTable Table(string compression) => new("Outages", "outages", "arn", (JsonObject)JsonNode.Parse($$"""
        {
          "KeySchema": [{"AttributeName":"node_id","KeyType":"HASH"},{"AttributeName":"started_at","KeyType":"RANGE"}],
          "AttributeDefinitions": [{"AttributeName":"node_id","AttributeType":"S"},{"AttributeName":"started_at","AttributeType":"S"}],
          "ImportSourceSpecification": {"S3BucketSource":{"S3Bucket":"b","S3KeyPrefix":"abc.data"},"InputFormat":"DYNAMODB_JSON","InputCompressionType":"{{compression}}"}
        }
        """)!);
}
