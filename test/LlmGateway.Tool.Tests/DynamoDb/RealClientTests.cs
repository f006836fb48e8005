using System.Text.Json.Nodes;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using LlmGateway.Tool.Local;
using LlmGateway.Tool.Tests.Aws;

namespace LlmGateway.Tool.Tests.DynamoDb;

/// <summary>The real DynamoDB client against the front door: tables of the template, permissions of a role.</summary>
public sealed class RealClientTests : IAsyncLifetime
{
    private const string TableArn = $"arn:aws:dynamodb:us-east-1:{LocalAws.Account}:table/answers";

    private static readonly LocalTable Answers = new("Answers", "answers", TableArn, (JsonObject)JsonNode.Parse("""
        {
          "KeySchema": [{"AttributeName":"pk","KeyType":"HASH"}],
          "AttributeDefinitions": [{"AttributeName":"pk","AttributeType":"S"},{"AttributeName":"owner","AttributeType":"S"}],
          "BillingMode": "PAY_PER_REQUEST",
          "PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": true},
          "SSESpecification": {"SSEEnabled": true},
          "TimeToLiveSpecification": {"AttributeName":"expires_at","Enabled": true},
          "Tags": [{"Key":"a","Value":"b"}],
          "GlobalSecondaryIndexes": [{
            "IndexName":"by-owner","KeySchema":[{"AttributeName":"owner","KeyType":"HASH"}],"Projection":{"ProjectionType":"ALL"},
            "ContributorInsightsSpecification":{"Enabled":false}
          }]
        }
        """)!);

    private LocalAws _aws = null!;

    private static readonly LocalPrincipal Reader = LocalAws.Role(
        $$"""{"Effect":"Allow","Action":["dynamodb:GetItem","dynamodb:BatchGetItem"],"Resource":"{{TableArn}}"}""",
        $$"""{"Effect":"Allow","Action":"dynamodb:Query","Resource":"{{TableArn}}/index/by-owner"}""",
        $$"""{"Effect":"Allow","Action":"dynamodb:PutItem","Resource":"{{TableArn}}","Condition":{"ForAllValues:StringEquals":{"dynamodb:LeadingKeys":"mine"} } }""",
        $$"""{"Effect":"Deny","Action":"dynamodb:DeleteItem","Resource":"*"}""");

    public async Task InitializeAsync() =>
        _aws = await LocalAws.StartAsync(options => options with { Principals = [LocalAws.Developer, Reader], Tables = [Answers] });

    public Task DisposeAsync() => _aws.DisposeAsync().AsTask();

    [Fact]
    public async Task Items_are_kept()
    {
        using var client = Client(LocalAws.Developer);
        await client.PutItemAsync("answers", Item("q1", "alice"));
        (await client.GetItemAsync("answers", Key("q1"))).Item["owner"].S.Should().Be("alice");
        var conditional = () => client.PutItemAsync(new PutItemRequest("answers", Item("q1", "bob")) { ConditionExpression = "attribute_not_exists(pk)" });
        await conditional.Should().ThrowAsync<ConditionalCheckFailedException>();
    }

    [Fact]
    public async Task What_the_role_may_do_is_done_and_nothing_else()
    {
        using var developer = Client(LocalAws.Developer);
        using var reader = Client(Reader);
        await developer.PutItemAsync("answers", Item("q2", "carol"));

        (await reader.GetItemAsync("answers", Key("q2"))).Item["owner"].S.Should().Be("carol");
        (await reader.QueryAsync(ByOwner("carol"))).Items.Should().ContainSingle();
        await reader.PutItemAsync("answers", Item("mine", "reader"));

        await ShouldBeDenied(() => reader.PutItemAsync("answers", Item("q3", "reader")), "dynamodb:PutItem", TableArn);
        await ShouldBeDenied(() => reader.ScanAsync(new ScanRequest("answers")), "dynamodb:Scan", TableArn);
        await ShouldBeDenied(() => reader.UpdateItemAsync(new UpdateItemRequest { TableName = "answers", Key = Key("q2") }), "dynamodb:UpdateItem", TableArn);
        await ShouldBeDenied(() => reader.ListTablesAsync(), "dynamodb:ListTables", "*");
        await ShouldBeDenied(
            () => reader.GetItemAsync("others", Key("q2")), "dynamodb:GetItem", $"arn:aws:dynamodb:us-east-1:{LocalAws.Account}:table/others");

        var delete = () => reader.DeleteItemAsync("answers", Key("q2"));
        (await delete.Should().ThrowAsync<AmazonDynamoDBException>()).Which.Message.Should().EndWith("with an explicit deny in an identity-based policy");
        (await developer.GetItemAsync("answers", Key("q3"))).IsItemSet.Should().BeFalse("a denied write must not be done");
    }

    [Fact]
    public async Task Tables_may_be_named_by_ARN()
    {
        using var reader = Client(Reader);
        (await reader.GetItemAsync(TableArn, Key("nothing"))).IsItemSet.Should().BeFalse();
    }

    [Fact]
    public async Task A_wrong_secret_is_found_out()
    {
        using var client = Client(LocalAws.Developer with { SecretAccessKey = "wrong" });
        var get = () => client.GetItemAsync("answers", Key("q1"));
        (await get.Should().ThrowAsync<AmazonDynamoDBException>()).Which.ErrorCode.Should().Be("InvalidSignatureException");
    }

    private static async Task ShouldBeDenied(Func<Task> call, string action, string resource)
    {
        var refusal = (await call.Should().ThrowAsync<AmazonDynamoDBException>()).Which;
        refusal.ErrorCode.Should().Be("AccessDeniedException");
        refusal.Message.Should().Be(
            $"User: {Reader.Arn} is not authorized to perform: {action} on resource: {resource} because no identity-based policy allows the {action} action");
    }

    private AmazonDynamoDBClient Client(LocalPrincipal principal) => new(
        principal.SessionToken is { } token
            ? new SessionAWSCredentials(principal.AccessKeyId, principal.SecretAccessKey, token)
            : new BasicAWSCredentials(principal.AccessKeyId, principal.SecretAccessKey),
        new AmazonDynamoDBConfig { ServiceURL = _aws.Url, AuthenticationRegion = "us-east-1", MaxErrorRetry = 0 });

    private static QueryRequest ByOwner(string owner) => new("answers")
    {
        IndexName = "by-owner",
        KeyConditionExpression = "#o = :o",
        ExpressionAttributeNames = new() { ["#o"] = "owner" },
        ExpressionAttributeValues = new() { [":o"] = new AttributeValue(owner) },
    };

    private static Dictionary<string, AttributeValue> Key(string key) => new() { ["pk"] = new AttributeValue(key) };

    private static Dictionary<string, AttributeValue> Item(string key, string owner) => new() { ["pk"] = new AttributeValue(key), ["owner"] = new AttributeValue(owner) };
}
