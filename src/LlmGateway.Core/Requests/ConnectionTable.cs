using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using LlmGateway.Core.Aws;
using LlmGateway.Core.Governance;
using Names = LlmGateway.Shared.HandlerContract.Records;

namespace LlmGateway.Core.Requests;

/// <summary>Who is connected: written when API Gateway let a connection in, read with every message of it.</summary>
internal sealed class ConnectionTable(IAmazonDynamoDB dynamo, string table, TimeProvider time)
{
    private const string Subject = "subject";
    private const string Models = "models";
    private const string Name = "name";
    private const string Groups = "groups";
    private const string Admin = "admin";
    private const string Client = "client";
    private const string Tenant = "tenant";
    private const string GoneAt = "gone_at";

    /// <summary>API Gateway ends a connection after 2 hours; a failure of its last worker may come a little later.</summary>
    private static readonly TimeSpan Life = TimeSpan.FromHours(2.5);

    public Task AddAsync(string connectionId, CallerIdentity caller, CancellationToken cancellationToken)
    {
        var item = KeyOf(connectionId);
        item[Subject] = Item.Text(caller.Subject);
        item[Names.ExpiresAt] = Item.Number((time.GetUtcNow() + Life).ToUnixTimeSeconds());
        if (caller.Models is { } models) item[Models] = Item.Texts(models);
        if (caller.Name is { } name) item[Name] = Item.Text(name);
        if (caller.Groups.Count > 0) item[Groups] = Item.Texts(caller.Groups);
        if (caller.IsAdmin) item[Admin] = new AttributeValue { BOOL = true };
        if (caller.Client is { } client) item[Client] = Item.Text(client);
        if (caller.Tenant is { } tenant) item[Tenant] = Item.Text(tenant);
        return dynamo.PutItemAsync(new PutItemRequest { TableName = table, Item = item }, cancellationToken);
    }

    /// <summary>Marks a connection as gone. Its identity stays a while: what runs for it has to be ended under the right name.</summary>
    public Task RemoveAsync(string connectionId, CancellationToken cancellationToken) => dynamo.UpdateItemAsync(new UpdateItemRequest
    {
        TableName = table,
        Key = KeyOf(connectionId),
        UpdateExpression = "SET #gone = :now",
        ConditionExpression = "attribute_exists(#subject)",
        ExpressionAttributeNames = new() { ["#gone"] = GoneAt, ["#subject"] = Subject },
        ExpressionAttributeValues = new() { [":now"] = Item.Number(time.GetUtcNow().ToUnixTimeSeconds()) },
    }, cancellationToken);

    /// <returns>Null: nobody was let in under this id.</returns>
    public async Task<Connection?> FindAsync(string connectionId, CancellationToken cancellationToken)
    {
        var found = await dynamo.GetItemAsync(new GetItemRequest { TableName = table, Key = KeyOf(connectionId), ConsistentRead = true }, cancellationToken);
        if (found.Item is not { } item || item.TextOf(Subject) is not { } subject) return null;
        var caller = new CallerIdentity(subject, item.ContainsKey(Models) ? item.TextsOf(Models) : null)
        {
            Name = item.TextOf(Name), Groups = item.TextsOf(Groups), IsAdmin = item.GetValueOrDefault(Admin)?.BOOL == true, Client = item.TextOf(Client), Tenant = item.TextOf(Tenant),
        };
        return new Connection(caller, IsGone: item.ContainsKey(GoneAt));
    }

    private static Dictionary<string, AttributeValue> KeyOf(string connectionId) =>
        new() { [Names.PartitionKey] = Item.Text($"connection#{connectionId}"), [Names.SortKey] = Item.Text("-") };
}

/// <summary>A connection, as it was let in.</summary>
/// <param name="Caller">Who is at its other end.</param>
/// <param name="IsGone">It was closed.</param>
internal sealed record Connection(CallerIdentity Caller, bool IsGone);
