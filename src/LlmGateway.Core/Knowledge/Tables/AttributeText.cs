using Amazon.DynamoDBv2.Model;

namespace LlmGateway.Core.Knowledge.Tables;

/// <summary>An attribute's value as people would write it.</summary>
internal static class AttributeText
{
    public static string Of(AttributeValue value) =>
        value.S ?? value.N
        ?? (value.BOOL is { } truth ? (truth ? "true" : "false")
        : value.SS is { Count: > 0 } texts ? string.Join(", ", texts)
        : value.NS is { Count: > 0 } numbers ? string.Join(", ", numbers)
        : value.L is { } list ? string.Join(", ", list.Select(Of))
        : value.M is { } members ? string.Join("; ", members.OrderBy(member => member.Key, StringComparer.Ordinal).Select(member => $"{member.Key}: {Of(member.Value)}"))
        // Null, or bytes, of which no reader would have anything.
        : "");
}
