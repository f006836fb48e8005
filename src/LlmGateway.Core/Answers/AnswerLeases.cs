using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Names = LlmGateway.Shared.HandlerContract.Answers;

namespace LlmGateway.Core.Answers;

/// <summary>
/// Of many who ask the same at once, one asks the model: the one whose conditional write puts a lease on the answer's item. A lease is short and
/// renewed while the model speaks, so that one who dies is soon known to be dead.
/// </summary>
internal sealed class AnswerLeases(IAmazonDynamoDB dynamo, string table, TimeProvider time)
{
    /// <summary>How long a lease holds without being renewed.</summary>
    public static readonly TimeSpan Length = TimeSpan.FromSeconds(6);

    /// <summary>An item that never becomes an answer is DynamoDB's to delete.</summary>
    private static readonly TimeSpan Litter = TimeSpan.FromMinutes(10);

    /// <param name="key">Of the answer.</param>
    /// <param name="owner">Who takes it.</param>
    /// <param name="expected">How long the model is expected to take; null: not known.</param>
    /// <param name="kept">The item holds an answer that does not count any more; it stays until the next one takes its place.</param>
    /// <param name="madeWith">Who may read the answer while it comes: who asks the same of the same model.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>False: another one has it, or the item is not what it was.</returns>
    public async Task<bool> TryTakeAsync(string key, string owner, TimeSpan? expected, bool kept, string madeWith, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var update = Update(key, owner, now + Length);
        update.UpdateExpression += ", #awaited = :no";
        update.ExpressionAttributeNames["#awaited"] = Names.LeaseAwaited;
        update.ExpressionAttributeValues[":no"] = AnswerItem.NumberValue(0);
        update.ExpressionAttributeNames["#answer"] = Names.Answer;
        update.ExpressionAttributeValues[":now"] = AnswerItem.NumberValue(now.ToUnixTimeMilliseconds());
        update.ConditionExpression = $"(attribute_not_exists(#until) OR #until <= :now) AND {(kept ? "attribute_exists" : "attribute_not_exists")}(#answer)";
        update.ExpressionAttributeNames["#expects"] = Names.LeaseExpects;
        if (expected is { } most)
        {
            update.UpdateExpression += ", #expects = :expects";
            update.ExpressionAttributeValues[":expects"] = AnswerItem.NumberValue((long)most.TotalMilliseconds);
        }
        if (!kept)
        {
            // Never on an item that holds an answer: it would take its life.
            update.UpdateExpression += ", #expires = :litter";
            update.ExpressionAttributeNames["#expires"] = Names.ExpiresAt;
            update.ExpressionAttributeValues[":litter"] = AnswerItem.NumberValue((now + Litter).ToUnixTimeSeconds());
            if (madeWith.Length > 0)
            {
                update.UpdateExpression += ", #madeWith = :madeWith";
                update.ExpressionAttributeNames["#madeWith"] = Names.MadeWith;
                update.ExpressionAttributeValues[":madeWith"] = new() { S = madeWith };
            }
        }
        // What one who died had of its answer is no part of the next one's.
        update.UpdateExpression += expected is null ? " REMOVE #text, #ended, #expects" : " REMOVE #text, #ended";
        update.ExpressionAttributeNames["#text"] = Names.LeaseText;
        update.ExpressionAttributeNames["#ended"] = Names.LeaseEnded;
        return await SendAsync(update, cancellationToken) is not null;
    }

    /// <summary>Says that somebody would read the answer while it comes.</summary>
    public Task AwaitAsync(string key, string owner, CancellationToken cancellationToken) => SendAsync(new UpdateItemRequest
    {
        TableName = table,
        Key = KeyOf(key),
        UpdateExpression = "SET #awaited = :yes",
        ConditionExpression = "#owner = :owner",
        ExpressionAttributeNames = new() { ["#awaited"] = Names.LeaseAwaited, ["#owner"] = Names.LeaseOwner },
        ExpressionAttributeValues = new() { [":yes"] = AnswerItem.NumberValue(1), [":owner"] = new() { S = owner } },
    }, cancellationToken);

    /// <param name="key">Of the answer.</param>
    /// <param name="owner">Who has the lease.</param>
    /// <param name="text">What there is of the answer, for those who wait; null: it stays as it is.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Whether it still holds, and whether somebody would read the answer while it comes.</returns>
    public async Task<(bool Holds, bool Awaited)> RenewAsync(string key, string owner, string? text, CancellationToken cancellationToken)
    {
        var update = Change(key, owner, time.GetUtcNow() + Length);
        if (text is not null) AddText(update, text);
        update.UpdateExpression += ", #awaited = if_not_exists(#awaited, :no)";
        update.ExpressionAttributeNames["#awaited"] = Names.LeaseAwaited;
        update.ExpressionAttributeValues[":no"] = AnswerItem.NumberValue(0);
        update.ReturnValues = ReturnValue.UPDATED_NEW;
        var now = await SendAsync(update, cancellationToken);
        return (now is not null, now?.GetValueOrDefault(Names.LeaseAwaited)?.N == "1");
    }

    /// <summary>Lets the next one ask: this one got no answer that can be kept.</summary>
    /// <param name="key">Of the answer.</param>
    /// <param name="owner">Who has the lease.</param>
    /// <param name="all">The whole answer, for those who read it while it came; null: it broke off, and nobody reads what there was.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task ReleaseAsync(string key, string owner, SharedText? all, CancellationToken cancellationToken)
    {
        var update = Change(key, owner, DateTimeOffset.UnixEpoch);
        if (all is { Ended: { } reason })
        {
            AddText(update, all.Text);
            update.UpdateExpression += ", #ended = :ended";
            update.ExpressionAttributeValues[":ended"] = AnswerItem.NumberValue((int)reason);
        }
        else
        {
            update.UpdateExpression += " REMOVE #text, #ended";
            update.ExpressionAttributeNames["#text"] = Names.LeaseText;
        }
        update.ExpressionAttributeNames["#ended"] = Names.LeaseEnded;
        return SendAsync(update, cancellationToken);
    }

    private static void AddText(UpdateItemRequest update, string text)
    {
        update.UpdateExpression += ", #text = :text";
        update.ExpressionAttributeNames["#text"] = Names.LeaseText;
        update.ExpressionAttributeValues[":text"] = new() { S = text };
    }

    private UpdateItemRequest Change(string key, string owner, DateTimeOffset until)
    {
        var update = Update(key, owner, until);
        update.ConditionExpression = "#owner = :owner";
        return update;
    }

    private UpdateItemRequest Update(string key, string owner, DateTimeOffset until) => new()
    {
        TableName = table,
        Key = KeyOf(key),
        UpdateExpression = "SET #until = :until, #owner = :owner",
        ExpressionAttributeNames = new() { ["#until"] = Names.LeaseUntil, ["#owner"] = Names.LeaseOwner },
        ExpressionAttributeValues = new()
        {
            [":until"] = AnswerItem.NumberValue(until.ToUnixTimeMilliseconds()),
            [":owner"] = new() { S = owner },
        },
    };

    private static Dictionary<string, AttributeValue> KeyOf(string key) => new() { [Names.PartitionKey] = new() { S = key } };

    /// <returns>What was asked for of the item; null: the item is not what it has to be.</returns>
    private async Task<Dictionary<string, AttributeValue>?> SendAsync(UpdateItemRequest update, CancellationToken cancellationToken)
    {
        try
        {
            return (await dynamo.UpdateItemAsync(update, cancellationToken)).Attributes ?? [];
        }
        catch (ConditionalCheckFailedException)
        {
            return null;
        }
    }
}
