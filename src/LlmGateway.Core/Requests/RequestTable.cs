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
    private const string AskedAt = "asked_at";
    private const string HeardAt = "heard_at";
    private const string Question = "question";
    private const string Head = "-";

    /// <summary>How long a resume is taken to be of a message that is on its way. Whoever asks again after it is told that there is none, and sends the message again.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);

    /// <summary>How long an answer can be resumed.</summary>
    private static readonly TimeSpan Life = TimeSpan.FromHours(1);

    /// <summary>Takes a message on, unless it was taken on before.</summary>
    /// <param name="key">Of the request.</param>
    /// <param name="owner">The message: the same for each delivery of it.</param>
    /// <param name="connectionId">Where its frames go.</param>
    /// <param name="chatId">Echoed in frames, also by those who did not read the message.</param>
    /// <param name="question">Tells what is asked: a message that its client sends again under its id, since it does not know whether the first arrived, asks the same.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Where it is ours: its item, which says whether it was resumed before it began.</returns>
    public async Task<(Beginning Beginning, RequestRecord? Record)> BeginAsync(
        RequestKey key, string owner, string connectionId, string chatId, string question, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        // Who resumed what had not begun has its frames sent there.
        var update = Update(key, "SET #owner = :owner, #connection = if_not_exists(#connection, :connection), #chat = :chat, #question = :question, #expires = :expires",
            ("#owner", Owner), ("#question", Question), ("#connection", Connection), ("#chat", Chat), ("#expires", Names.ExpiresAt));
        update.ConditionExpression = "attribute_not_exists(#owner)";
        update.ReturnValues = ReturnValue.ALL_OLD;
        update.ExpressionAttributeValues = new()
        {
            [":owner"] = Item.Text(owner), [":connection"] = Item.Text(connectionId), [":chat"] = Item.Text(chatId), [":question"] = Item.Text(question), [":expires"] = Expiry(now),
        };
        try
        {
            var before = (await dynamo.UpdateItemAsync(update, cancellationToken)).Attributes ?? [];
            var mark = Read(before) with { Owner = owner, ChatId = chatId };
            // DynamoDB deletes late: what an older request of the name left is not this one's.
            if (mark.Resumes > 0 && before.NumberOf(Names.ExpiresAt) <= now.ToUnixTimeSeconds()) mark = await ForgetAsync(key, mark, connectionId, cancellationToken);
            if (mark.Resumes == 0) mark = mark with { ConnectionId = connectionId };
            return (mark.IsCancelled(now) ? Beginning.Cancelled : Beginning.Taken, mark);
        }
        catch (ConditionalCheckFailedException)
        {
            var other = await FindAsync(key, cancellationToken);
            return (other?.Owner == owner ? Beginning.Duplicate : other?.Question == question ? Beginning.Repeated : Beginning.InUse, null);
        }
    }

    private async Task<RequestRecord> ForgetAsync(RequestKey key, RequestRecord mark, string connectionId, CancellationToken cancellationToken)
    {
        var update = Update(key, "SET #connection = :connection REMOVE #resumes, #after, #asked", ("#connection", Connection), ("#resumes", Resumes), ("#after", AfterSeq), ("#asked", AskedAt));
        update.ExpressionAttributeValues = new() { [":connection"] = Item.Text(connectionId) };
        await dynamo.UpdateItemAsync(update, cancellationToken);
        return mark with { Resumes = 0, AfterSeq = -1 };
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
    /// <returns>False: none runs. If it is on its way, it is stopped when it comes.</returns>
    public async Task<bool> CancelAsync(RequestKey key, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var update = Update(key, "SET #cancelled = :now, #expires = :expires", ("#cancelled", CancelledAt), ("#expires", Names.ExpiresAt));
        update.ExpressionAttributeValues = new() { [":now"] = Item.Number(now.ToUnixTimeSeconds()), [":expires"] = Expiry(now) };
        update.ReturnValues = ReturnValue.ALL_NEW;
        return Read((await dynamo.UpdateItemAsync(update, cancellationToken)).Attributes) is { Owner: not null, LastFrame: null };
    }

    /// <summary>Notes that a running request knows of its cancel: who asked for it is told so.</summary>
    public Task HearAsync(RequestKey key, CancellationToken cancellationToken)
    {
        var update = Update(key, "SET #heard = :now", ("#heard", HeardAt));
        update.ExpressionAttributeValues = new() { [":now"] = Item.Number(time.GetUtcNow().ToUnixTimeSeconds()) };
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

    /// <summary>Notes where the frames of a request go that has not begun: a cold start, a throttle or a queue may lie between its message and its worker.</summary>
    /// <returns>Null: it began, or ended, in between. False: it has been waited for longer than a message can be on its way.</returns>
    public async Task<bool?> ExpectAsync(RequestKey key, string connectionId, int afterSeq, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var update = Update(key, "SET #connection = :connection, #after = :after, #asked = if_not_exists(#asked, :now), #expires = :expires ADD #resumes :one",
            ("#connection", Connection), ("#after", AfterSeq), ("#asked", AskedAt), ("#expires", Names.ExpiresAt), ("#resumes", Resumes), ("#owner", Owner), ("#last", Last));
        update.ConditionExpression = "attribute_not_exists(#owner) AND attribute_not_exists(#last)";
        update.ExpressionAttributeValues = new()
        {
            [":connection"] = Item.Text(connectionId), [":after"] = Item.Number(afterSeq), [":now"] = Item.Number(now.ToUnixTimeSeconds()), [":expires"] = Expiry(now), [":one"] = Item.Number(1),
        };
        update.ReturnValues = ReturnValue.ALL_NEW;
        try
        {
            var asked = (await dynamo.UpdateItemAsync(update, cancellationToken)).Attributes.NumberOf(AskedAt) ?? 0;
            return now - DateTimeOffset.FromUnixTimeSeconds(asked) < LongestWait;
        }
        catch (ConditionalCheckFailedException)
        {
            return null;
        }
    }

    /// <summary>Closes a request with its last frame.</summary>
    /// <returns>False: it was resumed elsewhere since <paramref name="resumes"/> was read, or closed by somebody else.</returns>
    public Task<bool> EndAsync(RequestKey key, int resumes, int seq, string lastFrame, CancellationToken cancellationToken)
    {
        var update = Update(key, "SET #last = :last, #seq = :seq, #expires = if_not_exists(#expires, :expires)",
            ("#last", Last), ("#seq", LastSeq), ("#resumes", Resumes), ("#expires", Names.ExpiresAt));
        update.ConditionExpression = $"attribute_not_exists(#last) AND {(resumes == 0 ? "attribute_not_exists(#resumes)" : "#resumes = :resumes")}";
        update.ExpressionAttributeValues = new() { [":last"] = Item.Text(lastFrame), [":seq"] = Item.Number(seq), [":expires"] = Expiry(time.GetUtcNow()) };
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
        IsHeard = item.ContainsKey(HeardAt),
        Question = item.TextOf(Question),
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

    /// <summary>Its client sent it once before, and asks for the same answer.</summary>
    Repeated,

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

    /// <summary>Tells what was asked.</summary>
    public string? Question { get; init; }

    /// <summary>A running request saw its cancel.</summary>
    public bool IsHeard { get; init; }

    /// <summary>A cancel may come before the request it names; a later request of the same name is another one.</summary>
    /// <param name="begunAt">When the request began.</param>
    public bool IsCancelled(DateTimeOffset begunAt) => begunAt - CancelledAt <= EarlyCancel;
}
