using System.Buffers;
using System.Text.Json;
using LlmGateway.Core.Aws;
using LlmGateway.Core.Protocols;

namespace LlmGateway.Core.Import;

/// <summary>A DynamoDB table, 25 items at a time.</summary>
internal sealed class DynamoDbStore(DynamoDbWire dynamo, string table, TableKey key) : IBatchStore
{
    public string Name => "DynamoDB";

    public int BatchSize => 25;

    public async Task<IReadOnlyList<ImportItem>> PutAsync(IReadOnlyList<ImportItem> items, Action<ImportItem, string> reject, CancellationToken cancellationToken)
    {
        var body = new ArrayBufferWriter<byte>(256 + items.Sum(item => item.Json.Length + 32));
        using (var json = new Utf8JsonWriter(body, JsonWriting.Options))
        {
            json.WriteStartObject();
            json.WriteStartObject("RequestItems"u8);
            json.WriteStartArray(table);
            foreach (var item in items)
            {
                json.WriteStartObject();
                json.WriteStartObject("PutRequest"u8);
                json.WritePropertyName("Item"u8);
                json.WriteRawValue(item.Json.Span, skipInputValidation: true);
                json.WriteEndObject();
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteEndObject();
        }
        using var answer = await dynamo.CallAsync("BatchWriteItem", body.WrittenMemory, cancellationToken);
        if (!answer.RootElement.TryGetProperty("UnprocessedItems"u8, out var tables)) return [];
        var keys = new HashSet<string>(StringComparer.Ordinal);
        foreach (var left in tables.EnumerateObject())
            foreach (var request in left.Value.EnumerateArray())
                keys.Add(key.Of(request.GetProperty("PutRequest"u8).GetProperty("Item"u8)));
        return keys.Count == 0 ? [] : [.. items.Where(item => keys.Contains(item.Key))];
    }
}
