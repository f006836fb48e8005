using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using LlmGateway.Core.Aws;
using Names = LlmGateway.Shared.HandlerContract.Records;

namespace LlmGateway.Core.Requests;

/// <summary>
/// Requests in flight, one item each: whose worker runs, where its frames go, whether it is to stop. Each change is one conditional write, so that a
/// message that is delivered twice is answered once, and a resume that meets an answer's end is served by exactly one of both.
/// </summary>
internal sealed class RequestTable(IAmazonDynamoDB dynamo, string table, TimeProvider time)
{
    private const string Owner = "owner";
    private const string Connection = "connection";
    private const string Chat = "chat_id";
    private const string CancelledAt = "cancelled_at";
    private const string Resumes = "resumes";
    private const string AfterSeq = "after_seq";
    private const string Last = "last";
    private const string LastSeq = "last_seq";
    private const string Head = "-";

    /// <summary>How long an answer can be resumed.</summary>
    private static readonly TimeSpan Life = TimeSpan.FromHours(1);

    /// <summary>Takes a message on, unless it was taken on before.</summary>
    /// <param name="key">Of the request.</param>
    /// <param name="owner">The message: the same for each delivery of it.</param>
    /// <param name="connectionId">Where its frames go.</param>
    /// <param name="chatId">Echoed in frames, also by those who did not read the message.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<Beginning> BeginAsync(RequestKey key, string owner, string connectionId, string chatId, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var update = Update(key, "SET #owner = :owner, #connection = :connection, #chat = :chat, #expires = :expires",
            ("#owner", Owner), ("#connection", Connection), ("#chat", Chat), ("#expires", Names.ExpiresAt));
        update.ConditionExpression = "attribute_not_exists(#owner)";
        update.ReturnValues = ReturnValue.ALL_NEW;
        update.ExpressionAttributeValues = new()
        {
            [":owner"] = Item.Text(owner), [":connection"] = Item.Text(connectionId), [":chat"] = Item.Text(chatId), [":expires"] = Expiry(now),
        };
        try
        {
            var taken = await dynamo.UpdateItemAsync(update, cancellationToken);
            var record = Read(taken.Attributes);
            return record.IsCancelled(now) ? Beginning.Cancelled : Beginning.Taken;
        }
        catch (ConditionalCheckFailedException)
        {
            var other = await FindAsync(key, cancellationToken);
            return other?.Owner == owner ? Beginning.Duplicate : Beginning.InUse;
        }
    }

    /// <returns>Null: there is no such request of this caller.</returns>
    public async Task<RequestRecord?> FindAsync(RequestKey key, CancellationToken cancellationToken)
    {
        var found = await dynamo.GetItemAsync(new GetItemRequest { TableName = table, Key = KeyOf(key), ConsistentRead = true }, cancellationToken);
        // DynamoDB deletes late.
        if (found.Item is not { Count: > 0 } item || item.NumberOf(Names.ExpiresAt) <= time.GetUtcNow().ToUnixTimeSeconds()) return null;
        return Read(item);
    }

    /// <summary>Has a request stopped; also one that has not begun yet.</summary>
    public Task CancelAsync(RequestKey key, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var update = Update(key, "SET #cancelled = :now, #expires = :expires", ("#cancelled", CancelledAt), ("#expires", Names.ExpiresAt));
        update.ExpressionAttributeValues = new() { [":now"] = Item.Number(now.ToUnixTimeSeconds()), [":expires"] = Expiry(now) };
        return dynamo.UpdateItemAsync(update, cancellationToken);
    }

    /// <summary>Sends a running answer's frames elsewhere.</summary>
    /// <returns>False: no answer runs; what there was is in the log.</returns>
    public Task<bool> RedirectAsync(RequestKey key, string connectionId, int afterSeq, CancellationToken cancellationToken)
    {
        var update = Update(key, "SET #connection = :connection, #after = :after ADD #resumes :one",
            ("#connection", Connection), ("#after", AfterSeq), ("#resumes", Resumes), ("#owner", Owner), ("#last", Last));
        update.ConditionExpression = "attribute_exists(#owner) AND attribute_not_exists(#last)";
        update.ExpressionAttributeValues = new() { [":connection"] = Item.Text(connectionId), [":after"] = Item.Number(afterSeq), [":one"] = Item.Number(1) };
        return SucceedsAsync(update, cancellationToken);
    }

    /// <summary>Closes a request with its last frame.</summary>
    /// <returns>False: it was resumed elsewhere since <paramref name="resumes"/> was read, or closed by somebody else.</returns>
    public Task<bool> EndAsync(RequestKey key, int resumes, int seq, string lastFrame, CancellationToken cancellationToken)
    {
        var update = Update(key, "SET #last = :last, #seq = :seq", ("#last", Last), ("#seq", LastSeq), ("#resumes", Resumes));
        update.ConditionExpression = $"attribute_not_exists(#last) AND {(resumes == 0 ? "attribute_not_exists(#resumes)" : "#resumes = :resumes")}";
        update.ExpressionAttributeValues = new() { [":last"] = Item.Text(lastFrame), [":seq"] = Item.Number(seq) };
        if (resumes != 0) update.ExpressionAttributeValues[":resumes"] = Item.Number(resumes);
        return SucceedsAsync(update, cancellationToken);
    }

    private static RequestRecord Read(Dictionary<string, AttributeValue> item) => new()
    {
        Owner = item.TextOf(Owner),
        ConnectionId = item.TextOf(Connection),
        ChatId = item.TextOf(Chat) ?? "",
        CancelledAt = item.NumberOf(CancelledAt) is { } at ? DateTimeOffset.FromUnixTimeSeconds(at) : null,
        Resumes = (int)(item.NumberOf(Resumes) ?? 0),
        AfterSeq = (int)(item.NumberOf(AfterSeq) ?? -1),
        LastFrame = item.TextOf(Last),
        LastSeq = (int?)item.NumberOf(LastSeq),
    };

    private static AttributeValue Expiry(DateTimeOffset now) => Item.Number((now + Life).ToUnixTimeSeconds());

    private UpdateItemRequest Update(RequestKey key, string expression, params ReadOnlySpan<(string Mark, string Name)> names)
    {
        var update = new UpdateItemRequest { TableName = table, Key = KeyOf(key), UpdateExpression = expression, ExpressionAttributeNames = [] };
        foreach (var (mark, name) in names) update.ExpressionAttributeNames[mark] = name;
        return update;
    }

    private async Task<bool> SucceedsAsync(UpdateItemRequest update, CancellationToken cancellationToken)
    {
        try
        {
            await dynamo.UpdateItemAsync(update, cancellationToken);
            return true;
        }
        catch (ConditionalCheckFailedException)
        {
            return false;
        }
    }

    private static Dictionary<string, AttributeValue> KeyOf(RequestKey key) =>
        new() { [Names.PartitionKey] = Item.Text(key.Partition), [Names.SortKey] = Item.Text(Head) };
}

/// <summary>What became of the wish to take a message on.</summary>
internal enum Beginning
{
    /// <summary>It is ours to answer.</summary>
    Taken,

    /// <summary>It is ours, and was cancelled before it came.</summary>
    Cancelled,

    /// <summary>The same message was delivered before.</summary>
    Duplicate,

    /// <summary>Another message of this caller has the id.</summary>
    InUse,
}

/// <summary>A request, as its item says.</summary>
internal sealed record RequestRecord
{
    private static readonly TimeSpan EarlyCancel = TimeSpan.FromMinutes(1);

    /// <summary>The message that it answers; null: cancelled before it began.</summary>
    public string? Owner { get; init; }

    public string? ConnectionId { get; init; }
    public string ChatId { get; init; } = "";
    public DateTimeOffset? CancelledAt { get; init; }

    /// <summary>How often it was resumed.</summary>
    public int Resumes { get; init; }

    /// <summary>The last frame that the connection has, of those who resumed.</summary>
    public int AfterSeq { get; init; }

    /// <summary>As it was sent; null: the answer runs.</summary>
    public string? LastFrame { get; init; }

    public int? LastSeq { get; init; }

    /// <summary>A cancel may come before the request it names; a later request of the same name is another one.</summary>
    /// <param name="begunAt">When the request began.</param>
    public bool IsCancelled(DateTimeOffset begunAt) => begunAt - CancelledAt <= EarlyCancel;
}
