using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using LlmGateway.Core.Aws;
using Names = LlmGateway.Shared.HandlerContract.Records;

namespace LlmGateway.Handler.GitHub;

/// <summary>Sign-ins that are under way: states, codes and tokens, each kept by its hash, for minutes. What is taken once is gone.</summary>
internal sealed class PendingSignIns(IAmazonDynamoDB dynamo, string table, TimeProvider time)
{
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(10);

    /// <returns>A secret that leads to what was kept.</returns>
    public async Task<string> KeepAsync(string kind, IReadOnlyDictionary<string, string> fields, CancellationToken cancellationToken)
    {
        var secret = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        var item = KeyOf(kind, secret);
        foreach (var (name, value) in fields) item[name] = Item.Text(value);
        item[Names.ExpiresAt] = Item.Number((time.GetUtcNow() + Life).ToUnixTimeSeconds());
        await dynamo.PutItemAsync(new PutItemRequest { TableName = table, Item = item }, cancellationToken);
        return secret;
    }

    /// <returns>Null: it was never kept, was taken already, or is too old.</returns>
    public async Task<IReadOnlyDictionary<string, string>?> TakeAsync(string kind, string secret, CancellationToken cancellationToken)
    {
        var taken = await dynamo.DeleteItemAsync(new DeleteItemRequest { TableName = table, Key = KeyOf(kind, secret), ReturnValues = ReturnValue.ALL_OLD }, cancellationToken);
        return Read(taken.Attributes);
    }

    /// <returns>Null: it was never kept, or is too old.</returns>
    public async Task<IReadOnlyDictionary<string, string>?> FindAsync(string kind, string secret, CancellationToken cancellationToken)
    {
        var found = await dynamo.GetItemAsync(new GetItemRequest { TableName = table, Key = KeyOf(kind, secret), ConsistentRead = true }, cancellationToken);
        return Read(found.Item);
    }

    private Dictionary<string, string>? Read(Dictionary<string, AttributeValue>? item) =>
        // DynamoDB removes what is too old some time later.
        item?.NumberOf(Names.ExpiresAt) is { } expires && expires > time.GetUtcNow().ToUnixTimeSeconds()
            ? item.Where(field => field.Value.S is not null && field.Key != Names.PartitionKey).ToDictionary(field => field.Key, field => field.Value.S, StringComparer.Ordinal) : null;

    private static Dictionary<string, AttributeValue> KeyOf(string kind, string secret) =>
        new() { [Names.PartitionKey] = Item.Text($"{kind}#{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)))}") };
}
