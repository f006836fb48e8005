using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace LlmGateway.Constructs.Tests;

/// <summary>Intrinsics as text: <c>${AWS::Region}</c>, <c>${Table.Arn}</c>, the hashes of logical ids left out.</summary>
internal static partial class Cfn
{
    public static string Text(JsonNode node) => node switch
    {
        JsonValue value => value.ToString(),
        JsonObject { Count: 1 } call when call["Ref"] is { } name => $"${{{Id((string)name!)}}}",
        JsonObject { Count: 1 } call when call["Fn::GetAtt"] is JsonArray of => $"${{{Id((string)of[0]!)}.{Text(of[1]!)}}}",
        JsonObject { Count: 1 } call when call["Fn::Join"] is JsonArray join => string.Join((string)join[0]!, join[1]!.AsArray().Select(part => Text(part!))),
        _ => node.ToJsonString(),
    };

    private static string Id(string logicalId) => Hash().Replace(logicalId, "");

    [GeneratedRegex("(?<=[a-z0-9])[0-9A-F]{8}$")]
    private static partial Regex Hash();
}
