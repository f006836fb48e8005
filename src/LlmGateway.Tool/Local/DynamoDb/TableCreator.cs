using System.Text.Json.Nodes;

namespace LlmGateway.Tool.Local.DynamoDb;

/// <summary>Makes the template's tables: what DynamoDB's CreateTable takes of CloudFormation's properties and dynalite knows.</summary>
internal sealed class TableCreator(DynaliteCalls dynalite)
{
    /// <exception cref="DynaliteException">DynamoDB would refuse a table as the template declares it.</exception>
    public async Task CreateAsync(IEnumerable<LocalTable> tables, CancellationToken cancellationToken)
    {
        foreach (var table in tables) await CreateAsync(table, cancellationToken);
    }

    private async Task CreateAsync(LocalTable table, CancellationToken cancellationToken)
    {
        var (created, answer) = await dynalite.SendAsync("CreateTable", Definition(table).ToJsonString(), cancellationToken);
        if (!created) throw new DynaliteException($"Table {table.LogicalId} of the template was refused by the local DynamoDB: {answer}");
        using var poll = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        do
        {
            (_, answer) = await dynalite.SendAsync("DescribeTable", new JsonObject { ["TableName"] = table.Name }.ToJsonString(), cancellationToken);
        }
        while (JsonNode.Parse(answer)?["Table"]?["TableStatus"]?.GetValue<string>() != "ACTIVE" && await poll.WaitForNextTickAsync(cancellationToken));
    }

    private static JsonObject Definition(LocalTable table)
    {
        var definition = new JsonObject { ["TableName"] = table.Name, ["BillingMode"] = "PAY_PER_REQUEST" };
        foreach (var member in new[] { "KeySchema", "AttributeDefinitions" })
            if (table.Properties[member] is { } value) definition[member] = value.DeepClone();
        foreach (var member in new[] { "GlobalSecondaryIndexes", "LocalSecondaryIndexes" })
            if (table.Properties[member] is JsonArray { Count: > 0 } indexes) definition[member] = new JsonArray([.. indexes.Select(Index)]);
        return definition;
    }

    private static JsonObject Index(JsonNode? index)
    {
        var kept = new JsonObject();
        foreach (var member in new[] { "IndexName", "KeySchema", "Projection" })
            if (index?[member] is { } value) kept[member] = value.DeepClone();
        return kept;
    }
}
