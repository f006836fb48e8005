using System.Globalization;
using System.Text;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using LlmGateway.Core.Aws;
using LlmGateway.Core.Conversation;
using LlmGateway.Core.Protocols;
using Names = LlmGateway.Shared.HandlerContract.Records;

namespace LlmGateway.Core.Requests;

/// <summary>Prompts that are larger than a message, in parts, for an hour. A part that comes twice is the same as once.</summary>
internal sealed class UploadTable(IAmazonDynamoDB dynamo, string table, TimeProvider time)
{
    /// <summary>Of UTF-8, all parts together.</summary>
    public const int MostBytes = 6 * 1024 * 1024;

    /// <summary>A message holds 128 KB of JSON, in which a byte of a prompt takes six at most: so many parts are always enough, and bound what is stored.</summary>
    public const int MostParts = 400;

    private const string Parts = "parts";
    private const string Of = "of";
    private const string Text = "text";
    private const string Head = "-";
    private const string Prefix = "part#";
    private static readonly TimeSpan Life = TimeSpan.FromHours(1);

    /// <returns>How many different parts there are now.</returns>
    /// <exception cref="GatewayException">The upload was begun with another number of parts.</exception>
    public async Task<int> AddAsync(string subject, string uploadId, int part, int of, string text, CancellationToken cancellationToken)
    {
        var expires = Item.Number((time.GetUtcNow() + Life).ToUnixTimeSeconds());
        var item = KeyOf(subject, uploadId, Prefix + part.ToString("D4", CultureInfo.InvariantCulture));
        item[Text] = Item.Text(text);
        item[Names.ExpiresAt] = expires;
        await dynamo.PutItemAsync(new PutItemRequest { TableName = table, Item = item }, cancellationToken);
        try
        {
            var head = await dynamo.UpdateItemAsync(new UpdateItemRequest
            {
                TableName = table,
                Key = KeyOf(subject, uploadId, Head),
                UpdateExpression = "ADD #parts :part SET #of = :of, #expires = :expires",
                ConditionExpression = "attribute_not_exists(#of) OR #of = :of",
                ExpressionAttributeNames = new() { ["#parts"] = Parts, ["#of"] = Of, ["#expires"] = Names.ExpiresAt },
                ExpressionAttributeValues = new()
                {
                    [":part"] = new() { NS = [part.ToString(CultureInfo.InvariantCulture)] }, [":of"] = Item.Number(of), [":expires"] = expires,
                },
                ReturnValues = ReturnValue.ALL_NEW,
            }, cancellationToken);
            return head.Attributes[Parts].NS.Count;
        }
        catch (ConditionalCheckFailedException)
        {
            throw JsonBody.Invalid($"The upload '{uploadId}' was begun with another number of parts; give the new one another upload_id.", "of");
        }
    }

    /// <summary>The whole text.</summary>
    /// <exception cref="GatewayException">It is not complete, unknown to this caller, or too large.</exception>
    public async Task<string> ReadAsync(string subject, string uploadId, CancellationToken cancellationToken)
    {
        const string field = "prompt_upload_id";
        var (whole, bytes, parts, of) = (new StringBuilder(), 0L, 0, (long?)null);
        var query = new QueryRequest
        {
            TableName = table,
            ConsistentRead = true,
            KeyConditionExpression = "#pk = :pk",
            ExpressionAttributeNames = new() { ["#pk"] = Names.PartitionKey },
            ExpressionAttributeValues = new() { [":pk"] = Item.Text(PartitionOf(subject, uploadId)) },
        };
        do
        {
            var page = await dynamo.QueryAsync(query, cancellationToken);
            foreach (var item in page.Items.Where(item => item.NumberOf(Names.ExpiresAt) > time.GetUtcNow().ToUnixTimeSeconds()))
            {
                if (item.NumberOf(Of) is { } number) of = number;
                if (item.TextOf(Text) is not { } text) continue;
                bytes += Encoding.UTF8.GetByteCount(text);
                if (bytes > MostBytes) throw new GatewayException(new GatewayError(ErrorKind.TooLarge, $"The upload '{uploadId}' has more than {MostBytes} bytes, the most for a prompt."));
                whole.Append(text);
                parts++;
            }
            query.ExclusiveStartKey = page.LastEvaluatedKey;
        }
        while (query.ExclusiveStartKey is { Count: > 0 });
        if (parts == 0) throw JsonBody.Invalid($"There is no upload '{uploadId}': uploads are kept for an hour, and are their sender's alone.", field);
        if (parts != of) throw JsonBody.Invalid($"The upload '{uploadId}' has {parts} of {of} parts; send the others first.", field);
        return whole.ToString();
    }

    private static string PartitionOf(string subject, string uploadId) => $"upload#{RequestKey.Escape(subject)}#{uploadId}";

    private static Dictionary<string, AttributeValue> KeyOf(string subject, string uploadId, string sort) =>
        new() { [Names.PartitionKey] = Item.Text(PartitionOf(subject, uploadId)), [Names.SortKey] = Item.Text(sort) };
}
