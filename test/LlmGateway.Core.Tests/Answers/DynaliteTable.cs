using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using LlmGateway.Tool.Local.DynamoDb;

namespace LlmGateway.Core.Tests.Answers;

/// <summary>An empty answers table on the real DynamoDB wire.</summary>
internal sealed class DynaliteTable : IAsyncDisposable
{
    public const string Name = "answers";

    private readonly DynaliteProcess _dynalite;

    private DynaliteTable(DynaliteProcess dynalite) => _dynalite = dynalite;

    public Uri Endpoint => _dynalite.Endpoint;

    public AmazonDynamoDBClient Dynamo { get; private init; } = null!;

    public static async Task<DynaliteTable> CreateAsync()
    {
        var dynalite = await DynaliteProcess.StartAsync();
        var table = new DynaliteTable(dynalite)
        {
            Dynamo = new AmazonDynamoDBClient("key", "secret", new AmazonDynamoDBConfig { ServiceURL = dynalite.Endpoint.ToString(), AuthenticationRegion = "us-east-1", MaxErrorRetry = 0 }),
        };
        await table.MakeAsync();
        return table;
    }

    /// <summary>The same table, without its items.</summary>
    public async Task EmptyAsync()
    {
        await Dynamo.DeleteTableAsync(Name);
        while ((await Dynamo.ListTablesAsync()).TableNames is { Count: > 0 }) await Task.Yield();
        await MakeAsync();
    }

    public async Task<IReadOnlyList<Dictionary<string, AttributeValue>>> ItemsAsync() => (await Dynamo.ScanAsync(new ScanRequest(Name))).Items;

    private async Task MakeAsync()
    {
        await Dynamo.CreateTableAsync(new CreateTableRequest
        {
            TableName = Name,
            BillingMode = BillingMode.PAY_PER_REQUEST,
            KeySchema = [new KeySchemaElement("pk", KeyType.HASH)],
            AttributeDefinitions = [new AttributeDefinition("pk", ScalarAttributeType.S)],
        });
        while ((await Dynamo.DescribeTableAsync(Name)).Table.TableStatus != TableStatus.ACTIVE) await Task.Yield();
    }

    public async ValueTask DisposeAsync()
    {
        Dynamo.Dispose();
        await _dynalite.DisposeAsync();
    }
}
