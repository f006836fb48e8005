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
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>False: another one has it, or the item is not what it was.</returns>
    public Task<bool> TryTakeAsync(string key, string owner, TimeSpan? expected, bool kept, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var update = Update(key, owner, now + Length);
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
        }
        if (expected is null) update.UpdateExpression += " REMOVE #expects";
        return SendAsync(update, cancellationToken);
    }

    /// <returns>False: it was lost meanwhile.</returns>
    public Task<bool> RenewAsync(string key, string owner, CancellationToken cancellationToken) => ChangeAsync(key, owner, time.GetUtcNow() + Length, cancellationToken);

    /// <summary>Lets the next one ask: this one got no answer that can be kept.</summary>
    public Task ReleaseAsync(string key, string owner, CancellationToken cancellationToken) => ChangeAsync(key, owner, DateTimeOffset.UnixEpoch, cancellationToken);

    private Task<bool> ChangeAsync(string key, string owner, DateTimeOffset until, CancellationToken cancellationToken)
    {
        var update = Update(key, owner, until);
        update.ConditionExpression = "#owner = :owner";
        return SendAsync(update, cancellationToken);
    }

    private UpdateItemRequest Update(string key, string owner, DateTimeOffset until) => new()
    {
        TableName = table,
        Key = new() { [Names.PartitionKey] = new() { S = key } },
        UpdateExpression = "SET #until = :until, #owner = :owner",
        ExpressionAttributeNames = new() { ["#until"] = Names.LeaseUntil, ["#owner"] = Names.LeaseOwner },
        ExpressionAttributeValues = new()
        {
            [":until"] = AnswerItem.NumberValue(until.ToUnixTimeMilliseconds()),
            [":owner"] = new() { S = owner },
        },
    };

    private async Task<bool> SendAsync(UpdateItemRequest update, CancellationToken cancellationToken)
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
}
