using System.Globalization;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using LlmGateway.Core.Aws;
using LlmGateway.Core.Conversation;
using LlmGateway.Core.Protocols;
using LlmGateway.Core.Requests;
using LlmGateway.Shared;
using Names = LlmGateway.Shared.HandlerContract.Records;

namespace LlmGateway.Core.Chats;

/// <summary>
/// Chats in DynamoDB: an item (or more, where it is large) for each turn, in the order in which the questions came, and one for the chat in its owner's list.
/// The owner is part of every key.
/// </summary>
internal sealed class ChatTable(IAmazonDynamoDB dynamo, HistoryDocument settings, TimeProvider time)
{
    private const string Title = "title";
    private const string UpdatedAt = "updated_at";
    private const string Turns = "turns";
    private const int TitleLength = 80;

    /// <summary>What DynamoDB takes in a batch of writes.</summary>
    private const int MostInBatch = 25;

    /// <summary>Answers that clients of OpenAI's Responses go on from, in the same table.</summary>
    public ResponseTable Responses { get; } = new(dynamo, settings, time);

    /// <summary>Keeps a turn. Kept twice, it is there once.</summary>
    public async Task AddAsync(string subject, string chatId, string requestId, ChatTurn turn, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var expires = settings.TtlSeconds is { } life ? Item.Number(now.ToUnixTimeSeconds() + life) : null;
        foreach (var item in TurnItems.Write(turn, requestId))
        {
            item[Names.PartitionKey] = Item.Text(ChatOf(subject, chatId));
            if (expires is not null) item[Names.ExpiresAt] = expires;
            await dynamo.PutItemAsync(new PutItemRequest { TableName = settings.Table, Item = item }, cancellationToken);
        }
        var update = new UpdateItemRequest
        {
            TableName = settings.Table,
            Key = HeadOf(subject, chatId),
            UpdateExpression = "SET #title = if_not_exists(#title, :title), #updated = :now ADD #turns :one",
            ExpressionAttributeNames = new() { ["#title"] = Title, ["#updated"] = UpdatedAt, ["#turns"] = Turns },
            ExpressionAttributeValues = new()
            {
                [":title"] = Item.Text(TitleOf(turn.Question)), [":now"] = Item.Text(now.ToString("O", CultureInfo.InvariantCulture)), [":one"] = Item.Number(1),
            },
        };
        if (expires is not null)
        {
            update.UpdateExpression = update.UpdateExpression.Replace(" ADD", ", #expires = :expires ADD", StringComparison.Ordinal);
            update.ExpressionAttributeNames["#expires"] = Names.ExpiresAt;
            update.ExpressionAttributeValues[":expires"] = expires;
        }
        await dynamo.UpdateItemAsync(update, cancellationToken);
    }

    /// <summary>The newest turns, oldest first.</summary>
    /// <param name="subject">Whose chat.</param>
    /// <param name="chatId">Which.</param>
    /// <param name="mostCharacters">Of questions and answers together: older turns are left out. Null: all.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="before">Only those before the turn of this name. Null: all.</param>
    /// <exception cref="GatewayException">The chat has no turn of that name.</exception>
    public async Task<IReadOnlyList<ChatTurn>> ReadAsync(string subject, string chatId, long? mostCharacters, CancellationToken cancellationToken, string? before = null)
    {
        List<ChatTurn> turns = [];
        // Nothing is deleted when a turn takes the place of others: they are passed over, back to the first of them, and back to what that one had replaced.
        var (hidden, found) = (before, before is null);
        var left = mostCharacters ?? long.MaxValue;
        await foreach (var turn in TurnItems.ReadAsync(QueryAsync(ChatOf(subject, chatId), newestFirst: true, cancellationToken)))
        {
            if (hidden is not null)
            {
                if (turn.RequestId != hidden) continue;
                (hidden, found) = (turn.Replaces, true);
                continue;
            }
            hidden = turn.Replaces;
            left -= turn.Question.Length + turn.Answer.Length;
            if (left < 0) break;
            turns.Add(turn);
        }
        if (!found) throw JsonBody.Invalid($"The chat '{chatId}' has no turn '{before}' to replace.", "replaces");
        turns.Reverse();
        return turns;
    }

    /// <summary>The caller's chats, the one last spoken in first.</summary>
    public async Task<IReadOnlyList<ChatSummary>> ListAsync(string subject, CancellationToken cancellationToken)
    {
        List<ChatSummary> chats = [];
        await foreach (var item in QueryAsync(ListOf(subject), newestFirst: false, cancellationToken))
        {
            var updated = DateTimeOffset.TryParse(item.TextOf(UpdatedAt), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : default;
            chats.Add(new ChatSummary(item.TextOf(Names.SortKey)!, item.TextOf(Title) ?? "", updated, (int)(item.NumberOf(Turns) ?? 0)));
        }
        chats.Sort(static (a, b) => b.UpdatedAt.CompareTo(a.UpdatedAt));
        return chats;
    }

    /// <returns>False: the caller has no such chat.</returns>
    public async Task<bool> RenameAsync(string subject, string chatId, string title, CancellationToken cancellationToken)
    {
        try
        {
            await dynamo.UpdateItemAsync(new UpdateItemRequest
            {
                TableName = settings.Table,
                Key = HeadOf(subject, chatId),
                UpdateExpression = "SET #title = :title",
                ConditionExpression = "attribute_exists(#title)",
                ExpressionAttributeNames = new() { ["#title"] = Title },
                ExpressionAttributeValues = new() { [":title"] = Item.Text(title) },
            }, cancellationToken);
            return true;
        }
        catch (ConditionalCheckFailedException)
        {
            return false;
        }
    }

    /// <returns>False: the caller has no such chat.</returns>
    public async Task<bool> DeleteAsync(string subject, string chatId, CancellationToken cancellationToken)
    {
        List<Dictionary<string, AttributeValue>> keys = [];
        await foreach (var item in QueryAsync(ChatOf(subject, chatId), newestFirst: false, cancellationToken))
            keys.Add(new() { [Names.PartitionKey] = item[Names.PartitionKey], [Names.SortKey] = item[Names.SortKey] });
        if (keys.Count == 0) return false;
        // The list last: a deletion that broke off can be asked for again.
        foreach (var batch in keys.Chunk(MostInBatch)) await DeleteAsync(batch, cancellationToken);
        await DeleteAsync([HeadOf(subject, chatId)], cancellationToken);
        return true;
    }

    private async Task DeleteAsync(IEnumerable<Dictionary<string, AttributeValue>> keys, CancellationToken cancellationToken)
    {
        Dictionary<string, List<WriteRequest>>? left = new() { [settings.Table] = [.. keys.Select(key => new WriteRequest { DeleteRequest = new DeleteRequest { Key = key } })] };
        for (var pause = 50; left is { Count: > 0 }; pause = Math.Min(pause * 2, 2000))
        {
            left = (await dynamo.BatchWriteItemAsync(new BatchWriteItemRequest { RequestItems = left }, cancellationToken)).UnprocessedItems;
            if (left is { Count: > 0 }) await Task.Delay(TimeSpan.FromMilliseconds(pause), time, cancellationToken);
        }
    }

    private async IAsyncEnumerable<Dictionary<string, AttributeValue>> QueryAsync(
        string partition, bool newestFirst, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var query = new QueryRequest
        {
            TableName = settings.Table,
            ConsistentRead = true,
            ScanIndexForward = !newestFirst,
            KeyConditionExpression = "#pk = :pk",
            ExpressionAttributeNames = new() { ["#pk"] = Names.PartitionKey },
            ExpressionAttributeValues = new() { [":pk"] = Item.Text(partition) },
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

    private static string TitleOf(string question)
    {
        var line = question.AsSpan().Trim();
        var end = line.IndexOfAny('\r', '\n');
        if (end >= 0) line = line[..end];
        if (line.Length <= TitleLength) return line.IsEmpty ? "…" : line.ToString();
        var length = char.IsHighSurrogate(line[TitleLength - 1]) ? TitleLength - 1 : TitleLength;
        return $"{line[..length]}…";
    }

    private static string ListOf(string subject) => $"chats#{RequestKey.Escape(subject)}";

    private static string ChatOf(string subject, string chatId) => $"chat#{RequestKey.Escape(subject)}#{chatId}";

    private static Dictionary<string, AttributeValue> HeadOf(string subject, string chatId) =>
        new() { [Names.PartitionKey] = Item.Text(ListOf(subject)), [Names.SortKey] = Item.Text(chatId) };
}
