using LlmGateway.Core.Aws;

namespace LlmGateway.Tool.Import;

/// <summary>Asks DynamoDB how a table's items are told apart.</summary>
internal static class TableKeys
{
    /// <returns>The partition key, and the sort key where there is one.</returns>
    /// <exception cref="AwsServiceException">There is no such table, or it may not be described.</exception>
    public static async Task<IReadOnlyList<string>> OfAsync(DynamoDbWire dynamo, string table, CancellationToken cancellationToken)
    {
        using var answer = await dynamo.CallAsync("DescribeTable", json =>
        {
            json.WriteStartObject();
            json.WriteString("TableName", table);
            json.WriteEndObject();
        }, cancellationToken);
        return [.. answer.RootElement.GetProperty("Table").GetProperty("KeySchema").EnumerateArray()
            .OrderBy(part => part.GetProperty("KeyType").GetString() == "HASH" ? 0 : 1).Select(part => part.GetProperty("AttributeName").GetString()!)];
    }
}
