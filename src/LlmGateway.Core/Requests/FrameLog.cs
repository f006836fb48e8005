using System.Globalization;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using LlmGateway.Core.Aws;
using Names = LlmGateway.Shared.HandlerContract.Records;

namespace LlmGateway.Core.Requests;

/// <summary>The texts of an answer's frames, many to an item, for an hour: what a client that comes back after the answer's end is given.</summary>
internal sealed class FrameLog(IAmazonDynamoDB dynamo, string table, TimeProvider time)
{
    private const string Texts = "texts";
    private const string Prefix = "frame#";

    /// <summary>Characters of an item: three bytes each at most, and DynamoDB takes 400 KB.</summary>
    private const int MostCharacters = 120_000;

    private static readonly TimeSpan Life = TimeSpan.FromHours(1);

    /// <summary>Adds frames. Adding the same again changes nothing.</summary>
    /// <param name="key">Of the request.</param>
    /// <param name="seq">Of the first.</param>
    /// <param name="texts">In order.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task AppendAsync(RequestKey key, int seq, IReadOnlyList<string> texts, CancellationToken cancellationToken)
    {
        for (var from = 0; from < texts.Count;)
        {
            var (to, characters) = (from, 0);
            while (to < texts.Count && (to == from || characters + texts[to].Length <= MostCharacters)) characters += texts[to++].Length;
            await dynamo.PutItemAsync(new PutItemRequest
            {
                TableName = table,
                Item = new()
                {
                    [Names.PartitionKey] = Item.Text(key.Partition),
                    [Names.SortKey] = Item.Text(Prefix + (seq + from).ToString("D10", CultureInfo.InvariantCulture)),
                    [Texts] = Item.Texts(texts.Skip(from).Take(to - from)),
                    [Names.ExpiresAt] = Item.Number((time.GetUtcNow() + Life).ToUnixTimeSeconds()),
                },
            }, cancellationToken);
            from = to;
        }
    }

    /// <summary>All that were kept, from the first on.</summary>
    public async Task<IReadOnlyList<string>> ReadAsync(RequestKey key, CancellationToken cancellationToken)
    {
        List<string> texts = [];
        var query = new QueryRequest
        {
            TableName = table,
            ConsistentRead = true,
            KeyConditionExpression = "#pk = :pk AND begins_with(#sk, :prefix)",
            ExpressionAttributeNames = new() { ["#pk"] = Names.PartitionKey, ["#sk"] = Names.SortKey },
            ExpressionAttributeValues = new() { [":pk"] = Item.Text(key.Partition), [":prefix"] = Item.Text(Prefix) },
        };
        do
        {
            var page = await dynamo.QueryAsync(query, cancellationToken);
            foreach (var item in page.Items) texts.AddRange(item.TextsOf(Texts));
            query.ExclusiveStartKey = page.LastEvaluatedKey;
        }
        while (query.ExclusiveStartKey is { Count: > 0 });
        return texts;
    }
}
