using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using LlmGateway.Tool.Local.DynamoDb;

namespace LlmGateway.Core.Tests.Answers;

/// <summary>An empty answers table on the real DynamoDB wire.</summary>
internal sealed class AnswersTable : IAsyncDisposable
{
    public const string Name = "answers";

    private readonly DynaliteProcess _dynalite;

    private AnswersTable(DynaliteProcess dynalite) => _dynalite = dynalite;

    public Uri Endpoint => _dynalite.Endpoint;

    public AmazonDynamoDBClient Dynamo { get; private init; } = null!;

    public static async Task<AnswersTable> CreateAsync()
    {
        var dynalite = await DynaliteProcess.StartAsync();
        var table = new AnswersTable(dynalite)
        {
            Dynamo = new AmazonDynamoDBClient("key", "secret", new AmazonDynamoDBConfig { ServiceURL = dynalite.Endpoint.ToString(), AuthenticationRegion = "us-east-1", MaxErrorRetry = 0 }),
        };
        await table.Dynamo.CreateTableAsync(new CreateTableRequest
        {
            TableName = Name,
            BillingMode = BillingMode.PAY_PER_REQUEST,
            KeySchema = [new KeySchemaElement("pk", KeyType.HASH)],
            AttributeDefinitions = [new AttributeDefinition("pk", ScalarAttributeType.S)],
        });
        while ((await table.Dynamo.DescribeTableAsync(Name)).Table.TableStatus != TableStatus.ACTIVE) await Task.Yield();
        return table;
    }

    public async Task<IReadOnlyList<Dictionary<string, AttributeValue>>> ItemsAsync() => (await Dynamo.ScanAsync(new ScanRequest(Name))).Items;

    public async ValueTask DisposeAsync()
    {
        Dynamo.Dispose();
        await _dynalite.DisposeAsync();
    }
}
