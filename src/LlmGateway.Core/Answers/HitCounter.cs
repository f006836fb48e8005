using System.Globalization;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using LlmGateway.Shared;
using Names = LlmGateway.Shared.HandlerContract.Answers;

namespace LlmGateway.Core.Answers;

/// <summary>Writes down how often an answer was given, and when last: of some hits only, each for as many as it stands for, since every write costs.</summary>
/// <param name="dynamo">Of the table.</param>
/// <param name="rules">How many of all hits are written.</param>
/// <param name="time">For the last use.</param>
/// <param name="chance">A number from 0 to 1, another one each time.</param>
internal sealed class HitCounter(IAmazonDynamoDB dynamo, CacheDocument rules, TimeProvider time, Func<double> chance)
{
    /// <summary>Draws for one hit.</summary>
    public async Task CountAsync(string key, CancellationToken cancellationToken)
    {
        if (rules.CountHits is not > 0 || chance() >= rules.CountHits) return;
        try
        {
            await dynamo.UpdateItemAsync(new UpdateItemRequest
            {
                TableName = rules.Table,
                Key = new() { [Names.PartitionKey] = new() { S = key } },
                UpdateExpression = "ADD #hits :some SET #used = :now",
                // An answer deleted meanwhile does not come back as a counter.
                ConditionExpression = "attribute_exists(#pk)",
                ExpressionAttributeNames = new() { ["#hits"] = Names.Hits, ["#used"] = Names.LastUsed, ["#pk"] = Names.PartitionKey },
                ExpressionAttributeValues = new()
                {
                    [":some"] = AnswerItem.NumberValue((long)Math.Round(1 / rules.CountHits.Value)),
                    [":now"] = new() { S = time.GetUtcNow().ToString("O", CultureInfo.InvariantCulture) },
                },
            }, cancellationToken);
        }
        catch (ConditionalCheckFailedException)
        {
            // Gone.
        }
    }
}
