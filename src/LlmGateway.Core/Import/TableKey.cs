using System.Text.Json;

namespace LlmGateway.Core.Import;

/// <summary>What tells the items of a table apart.</summary>
/// <param name="names">Its partition key, and its sort key where it has one.</param>
internal sealed class TableKey(IReadOnlyList<string> names)
{
    public IReadOnlyList<string> Names => names;

    /// <param name="item">In DynamoDB's JSON, with all of its key.</param>
    public string Of(JsonElement item) => string.Join('\n', names.Select(name => item.GetProperty(name).EnumerateObject().First().Value.ToString()));
}
