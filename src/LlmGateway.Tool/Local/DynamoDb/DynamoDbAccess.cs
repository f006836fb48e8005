using System.Text.Json.Nodes;
using LlmGateway.Tool.Local.Aws;

namespace LlmGateway.Tool.Local.DynamoDb;

/// <summary>What a DynamoDB call needs to be allowed: an action on each table or index that it names.</summary>
/// <param name="Action">Such as <c>dynamodb:GetItem</c>.</param>
/// <param name="Resource">Table or index ARN.</param>
/// <param name="Context">Condition keys: <c>dynamodb:LeadingKeys</c> where items are named by key.</param>
internal sealed record DynamoDbAccess(string Action, string Resource, IReadOnlyList<(string Key, string Value)> Context)
{
    public static IEnumerable<DynamoDbAccess> Of(string operation, JsonObject body, AwsCall call, IReadOnlyList<LocalTable> tables)
    {
        var action = $"dynamodb:{operation}";
        switch (operation)
        {
            case "BatchGetItem" or "BatchWriteItem":
                return (body["RequestItems"] as JsonObject ?? []).Select(table => On(action, table.Key, null, Items(table.Value)));
            case "TransactGetItems" or "TransactWriteItems":
                return (body["TransactItems"] as JsonArray ?? []).OfType<JsonObject>().SelectMany(item => item)
                    .Select(part => On($"dynamodb:{TransactAction(part.Key)}", TableOf(part.Value), null, [part.Value]));
            case "ListTables" or "DescribeLimits" or "DescribeEndpoints":
                return [new DynamoDbAccess(action, "*", [])];
            default:
                return [On(action, TableOf(body), body["IndexName"]?.GetValue<string>(), [body])];
        }

        DynamoDbAccess On(string action, string table, string? index, IEnumerable<JsonNode?> items)
        {
            var known = tables.FirstOrDefault(candidate => candidate.Name == NameOf(table));
            var arn = known?.Arn ?? (IsArn(table) ? table : call.ArnOf("dynamodb", $"table/{table}"));
            return new DynamoDbAccess(action, index is null ? arn : $"{arn}/index/{index}", [.. LeadingKeys(known, items)]);
        }
    }

    /// <summary>Replaces table ARNs by names, which are all that dynalite knows; true when there were any.</summary>
    public static bool NameTables(JsonObject body)
    {
        if (body["TableName"]?.GetValue<string>() is not { } table || !IsArn(table)) return false;
        body["TableName"] = NameOf(table);
        return true;
    }

    private static string TableOf(JsonNode? request) => request?["TableName"]?.GetValue<string>() ?? "";

    private static bool IsArn(string table) => table.StartsWith("arn:", StringComparison.Ordinal);

    private static string NameOf(string table) => IsArn(table) ? table[(table.LastIndexOf('/') + 1)..] : table;

    private static string TransactAction(string part) => part switch
    {
        "Get" => "GetItem",
        "Put" => "PutItem",
        "Update" => "UpdateItem",
        "Delete" => "DeleteItem",
        _ => "ConditionCheckItem",
    };

    private static IEnumerable<JsonNode?> Items(JsonNode? batch) => batch switch
    {
        JsonArray writes => writes.Select(write => write?["PutRequest"] ?? write?["DeleteRequest"]),
        _ => (batch?["Keys"] as JsonArray ?? []).Select(key => new JsonObject { ["Key"] = key?.DeepClone() }),
    };

    private static IEnumerable<(string, string)> LeadingKeys(LocalTable? table, IEnumerable<JsonNode?> items)
    {
        var hash = (table?.Properties["KeySchema"] as JsonArray)?
            .FirstOrDefault(key => key?["KeyType"]?.GetValue<string>() == "HASH")?["AttributeName"]?.GetValue<string>();
        if (hash is null) yield break;
        foreach (var item in items)
            if ((item?["Key"] ?? item?["Item"])?[hash] is JsonObject value && value.FirstOrDefault().Value is JsonValue key)
                yield return ("dynamodb:LeadingKeys", key.ToString());
    }
}
