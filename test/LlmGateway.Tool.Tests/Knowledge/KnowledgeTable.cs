using System.Text.Json.Nodes;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using CliWrap;
using CliWrap.Buffered;
using LlmGateway.Core.Tests.Answers;

namespace LlmGateway.Tool.Tests.Knowledge;

/// <summary><c>llm-gateway knowledge import</c> as an operator types it, into a table of records.</summary>
internal sealed class KnowledgeTable : IAsyncDisposable
{
    public const string Name = "outages";

    private readonly DynaliteTable _dynalite;

    private KnowledgeTable(DynaliteTable dynalite) => _dynalite = dynalite;

    public string Folder { get; } = Directory.CreateTempSubdirectory("knowledge-").FullName;

    public static async Task<KnowledgeTable> CreateAsync()
    {
        var table = new KnowledgeTable(await DynaliteTable.CreateAsync());
        await table._dynalite.Dynamo.CreateTableAsync(new CreateTableRequest
        {
            TableName = Name,
            BillingMode = BillingMode.PAY_PER_REQUEST,
            KeySchema = [new KeySchemaElement("node_id", KeyType.HASH), new KeySchemaElement("at", KeyType.RANGE)],
            AttributeDefinitions = [new AttributeDefinition("node_id", ScalarAttributeType.S), new AttributeDefinition("at", ScalarAttributeType.S)],
        });
        while ((await table._dynalite.Dynamo.DescribeTableAsync(Name)).Table.TableStatus != TableStatus.ACTIVE) await Task.Yield();
        return table;
    }

    public string Write(string name, string text)
    {
        File.WriteAllText(Path.Combine(Folder, name), text);
        return Path.Combine(Folder, name);
    }

    public Task<BufferedCommandResult> RunAsync(params string[] arguments) => Cli.Wrap("dotnet")
        .WithArguments([Path.Combine(AppContext.BaseDirectory, "llm-gateway.dll"), "knowledge", "import", .. arguments, "--table", Name, "--endpoint-url", _dynalite.Endpoint.ToString()])
        .WithEnvironmentVariables(environment => environment.Set("AWS_ACCESS_KEY_ID", "key").Set("AWS_SECRET_ACCESS_KEY", "secret").Set("AWS_REGION", "us-east-1"))
        .WithValidation(CommandResultValidation.None).ExecuteBufferedAsync();

    public async Task<JsonNode> JsonAsync(int exitCode, params string[] arguments)
    {
        var result = await RunAsync([.. arguments, "--json"]);
        result.ExitCode.Should().Be(exitCode, result.StandardError);
        return JsonNode.Parse(result.StandardOutput)!;
    }

    /// <summary>By their keys, such as <c>node-1 2026-01-01</c>.</summary>
    public async Task<IReadOnlyDictionary<string, Dictionary<string, AttributeValue>>> ItemsAsync() =>
        (await _dynalite.Dynamo.ScanAsync(new ScanRequest(Name))).Items.ToDictionary(item => $"{item["node_id"].S} {item["at"].S}");

    public async ValueTask DisposeAsync()
    {
        await _dynalite.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }
}
