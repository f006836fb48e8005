using System.Globalization;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using LlmGateway.Core.Aws;
using LlmGateway.Core.Requests;
using LlmGateway.Shared;
using Names = LlmGateway.Shared.HandlerContract.Records;

namespace LlmGateway.Core.Chats;

/// <summary>
/// Responses in DynamoDB: all of a conversation in one partition, so that whoever goes on reads it at once. Each keeps what it adds, and which one it goes on
/// from. The owner is part of every key.
/// </summary>
internal sealed class ResponseTable(IAmazonDynamoDB dynamo, HistoryDocument settings, TimeProvider time)
{
    private const string Previous = "previous";
    private const string Input = "input";
    private const string Response = "response";

    /// <summary>Three bytes each at most, in an item of at most 400 KB.</summary>
    private const int MostCharacters = 120_000;

    /// <summary>What DynamoDB takes in a batch of writes.</summary>
    private const int MostInBatch = 25;

    /// <summary>Keeps a response. Kept twice, it is there once.</summary>
    public async Task KeepAsync(string subject, string conversation, string request, KeptResponse kept, CancellationToken cancellationToken)
    {
        var number = 0;
        foreach (var (name, piece) in Pieces(Input, kept.InputJson).Concat(Pieces(Response, kept.ResponseJson)))
        {
            Dictionary<string, AttributeValue> item = new()
            {
                [Names.PartitionKey] = Item.Text(Partition(subject, conversation)),
                [Names.SortKey] = Item.Text(string.Create(CultureInfo.InvariantCulture, $"{request}#{number++:D4}")),
                [name] = Item.Text(piece),
            };
            if (number == 1 && kept.Previous is { } previous) item[Previous] = Item.Text(previous);
            if (settings.TtlSeconds is { } life) item[Names.ExpiresAt] = Item.Number(time.GetUtcNow().ToUnixTimeSeconds() + life);
            await dynamo.PutItemAsync(new PutItemRequest { TableName = settings.Table, Item = item }, cancellationToken);
        }
    }

    /// <summary>The responses of a conversation, by their requests' ids.</summary>
    public async Task<IReadOnlyDictionary<string, KeptResponse>> ReadAsync(string subject, string conversation, CancellationToken cancellationToken)
    {
        Dictionary<string, KeptResponse> found = [];
        await foreach (var item in QueryAsync(subject, conversation, cancellationToken))
        {
            var key = item.TextOf(Names.SortKey)!;
            var request = key[..key.LastIndexOf('#')];
            var before = found.GetValueOrDefault(request) ?? new KeptResponse(null, "", "");
            found[request] = new KeptResponse(item.TextOf(Previous) ?? before.Previous, before.InputJson + item.TextOf(Input), before.ResponseJson + item.TextOf(Response));
        }
        return found;
    }

    /// <returns>False: the caller has no such response.</returns>
    public async Task<bool> DeleteAsync(string subject, string conversation, string request, CancellationToken cancellationToken)
    {
        List<WriteRequest> deletions = [];
        await foreach (var item in QueryAsync(subject, conversation, cancellationToken))
        {
            if (item.TextOf(Names.SortKey)!.StartsWith(request + "#", StringComparison.Ordinal))
                deletions.Add(new WriteRequest { DeleteRequest = new DeleteRequest { Key = new() { [Names.PartitionKey] = item[Names.PartitionKey], [Names.SortKey] = item[Names.SortKey] } } });
        }
        foreach (var batch in deletions.Chunk(MostInBatch))
        {
            Dictionary<string, List<WriteRequest>>? left = new() { [settings.Table] = [.. batch] };
            for (var pause = 50; left is { Count: > 0 }; pause = Math.Min(pause * 2, 2000))
            {
                left = (await dynamo.BatchWriteItemAsync(new BatchWriteItemRequest { RequestItems = left }, cancellationToken)).UnprocessedItems;
                if (left is { Count: > 0 }) await Task.Delay(TimeSpan.FromMilliseconds(pause), time, cancellationToken);
            }
        }
        return deletions.Count > 0;
    }

    private async IAsyncEnumerable<Dictionary<string, AttributeValue>> QueryAsync(
        string subject, string conversation, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var query = new QueryRequest
        {
            TableName = settings.Table,
            ConsistentRead = true,
            KeyConditionExpression = "#pk = :pk",
            ExpressionAttributeNames = new() { ["#pk"] = Names.PartitionKey },
            ExpressionAttributeValues = new() { [":pk"] = Item.Text(Partition(subject, conversation)) },
        };
        do
        {
            var page = await dynamo.QueryAsync(query, cancellationToken);
            var now = time.GetUtcNow().ToUnixTimeSeconds();
            // DynamoDB deletes late.
            foreach (var item in page.Items.Where(item => !(item.NumberOf(Names.ExpiresAt) <= now))) yield return item;
            query.ExclusiveStartKey = page.LastEvaluatedKey;
        }
        while (query.ExclusiveStartKey is { Count: > 0 });
    }

    private static IEnumerable<(string Name, string Piece)> Pieces(string name, string text)
    {
        for (var start = 0; start < text.Length;)
        {
            var end = Math.Min(start + MostCharacters, text.Length);
            if (end < text.Length && char.IsHighSurrogate(text[end - 1])) end--;
            yield return (name, text[start..end]);
            start = end;
        }
    }

    private static string Partition(string subject, string conversation) => $"response#{RequestKey.Escape(subject)}#{conversation}";
}

/// <summary>A response that was kept.</summary>
/// <param name="Previous">The request that it goes on from; null: it begins a conversation.</param>
/// <param name="InputJson">The member <c>input</c> as it was sent.</param>
/// <param name="ResponseJson">The whole object; empty: the model server keeps it, and this tells whose it is.</param>
internal sealed record KeptResponse(string? Previous, string InputJson, string ResponseJson);
