using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using LlmGateway.Tool.Local.DynamoDb;

namespace LlmGateway.Core.Tests.Requests;

/// <summary>An empty table with a sort key, on the real DynamoDB wire; one for all tests of a class, which use keys of their own.</summary>
public sealed class RecordsTable : IAsyncLifetime
{
    public const string Name = "records";

    private DynaliteProcess _dynalite = null!;

    public AmazonDynamoDBClient Dynamo { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        _dynalite = await DynaliteProcess.StartAsync();
        Dynamo = new AmazonDynamoDBClient("key", "secret", new AmazonDynamoDBConfig { ServiceURL = _dynalite.Endpoint.ToString(), AuthenticationRegion = "us-east-1" });
        await Dynamo.CreateTableAsync(new CreateTableRequest
        {
            TableName = Name,
            BillingMode = BillingMode.PAY_PER_REQUEST,
            KeySchema = [new KeySchemaElement("pk", KeyType.HASH), new KeySchemaElement("sk", KeyType.RANGE)],
            AttributeDefinitions = [new AttributeDefinition("pk", ScalarAttributeType.S), new AttributeDefinition("sk", ScalarAttributeType.S)],
        });
        while ((await Dynamo.DescribeTableAsync(Name)).Table.TableStatus != TableStatus.ACTIVE) await Task.Yield();
    }

    public async Task DisposeAsync()
    {
        Dynamo.Dispose();
        await _dynalite.DisposeAsync();
    }
}
