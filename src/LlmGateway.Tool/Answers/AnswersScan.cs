using System.Runtime.CompilerServices;
using System.Text.Json;
using LlmGateway.Core.Aws;
using LlmGateway.Shared;

namespace LlmGateway.Tool.Answers;

/// <summary>Reads a table, page by page, in constant memory.</summary>
internal static class AnswersScan
{
    /// <param name="table">Which.</param>
    /// <param name="prefix">What the keys begin with; null: all.</param>
    /// <param name="keysOnly">Nothing but the keys is wanted.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Items in DynamoDB's JSON; each is valid until the next.</returns>
    public static async IAsyncEnumerable<JsonElement> ReadAsync(AnswersTable table, string? prefix, bool keysOnly, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        JsonElement? from = null;
        do
        {
            var start = from;
            using var page = await table.Dynamo.CallAsync("Scan", json => Write(json, table.Name, prefix, keysOnly, start), cancellationToken);
            foreach (var item in page.RootElement.GetProperty("Items").EnumerateArray()) yield return item;
            from = page.RootElement.TryGetProperty("LastEvaluatedKey", out var last) ? last.Clone() : null;
        }
        while (from is not null);
    }

    public static string KeyOf(JsonElement item) => item.GetProperty(HandlerContract.Answers.PartitionKey).GetProperty("S").GetString()!;

    private static void Write(Utf8JsonWriter json, string table, string? prefix, bool keysOnly, JsonElement? from)
    {
        json.WriteStartObject();
        json.WriteString("TableName", table);
        if (keysOnly) json.WriteString("ProjectionExpression", "#pk");
        if (prefix is not null) json.WriteString("FilterExpression", "begins_with(#pk, :prefix)");
        if (keysOnly || prefix is not null)
        {
            json.WriteStartObject("ExpressionAttributeNames");
            json.WriteString("#pk", HandlerContract.Answers.PartitionKey);
            json.WriteEndObject();
        }
        if (prefix is not null)
        {
            json.WriteStartObject("ExpressionAttributeValues");
            json.WriteStartObject(":prefix");
            json.WriteString("S", prefix);
            json.WriteEndObject();
            json.WriteEndObject();
        }
        if (from is { } key)
        {
            json.WritePropertyName("ExclusiveStartKey");
            key.WriteTo(json);
        }
        json.WriteEndObject();
    }
}
