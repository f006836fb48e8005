using System.Text.Json.Nodes;
using LlmGateway.Tool.Local.Aws;
using LlmGateway.Tool.Local.Bedrock;
using LlmGateway.Tool.Local.Vectors;

namespace LlmGateway.Tool.Local.KnowledgeBases;

/// <summary>Bedrock's Retrieve, with filters: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_agent-runtime_Retrieve.html.</summary>
internal sealed class KnowledgeBasePlay(IReadOnlyList<LocalKnowledgeBase> bases)
{
    public const int Dimensions = 256;
    private const int DefaultResults = 5;
    private const int MostResults = 100;
    private const string Before = "/knowledgebases/";
    private const string After = "/retrieve";

    /// <returns>Null: the path is for something else.</returns>
    public static string? BaseOf(string path) =>
        path.StartsWith(Before, StringComparison.Ordinal) && path.EndsWith(After, StringComparison.Ordinal) && path.Length > Before.Length + After.Length
            ? Uri.UnescapeDataString(path[Before.Length..^After.Length]) : null;

    public Task RetrieveAsync(AwsCall call, string id)
    {
        call.Authorize("bedrock:Retrieve", call.ArnOf("bedrock", $"knowledge-base/{id}"));
        var found = bases.FirstOrDefault(each => each.Id == id) ?? throw new AwsException(AwsError.NotFound($"Knowledge base with id {id} is not found"));
        var body = call.ReadJson();
        var question = body["retrievalQuery"]?["text"]?.ToString() is { Length: > 0 and <= 20_000 } text ? text : throw new AwsException(AwsError.Constraint("", "retrievalQuery.text", "Member must have length between 1 and 20000"));
        var search = body["retrievalConfiguration"]?["vectorSearchConfiguration"];
        var most = search?["numberOfResults"]?.GetValue<int>() ?? DefaultResults;
        if (most is < 1 or > MostResults) throw new AwsException(AwsError.Constraint(FormattableString.Invariant($"{most}"), "numberOfResults", $"Member must be between 1 and {MostResults}"));
        var filter = Filter(search?["filter"]);
        var wanted = SimulatedVector.Of(question, Dimensions);
        var results = found.Passages.Where(passage => filter(passage.Metadata)).Select(passage => (Passage: passage, Score: Distance.Dot(wanted, passage.Vector)))
            .OrderByDescending(each => each.Score).Take(most).Select(each => (JsonNode)Result(each.Passage, each.Score));
        return AwsResponse.WriteJsonAsync(call.Http, AwsErrorShape.RestJson, new JsonObject { ["retrievalResults"] = new JsonArray([.. results]) });
    }

    private static JsonObject Result(LocalPassage passage, float score)
    {
        var result = new JsonObject
        {
            ["content"] = new JsonObject { ["type"] = "TEXT", ["text"] = passage.Text }, ["score"] = score, ["metadata"] = passage.Metadata.DeepClone(),
        };
        if (passage.Uri is not null)
            result["location"] = passage.Uri.StartsWith("s3://", StringComparison.Ordinal)
                ? new JsonObject { ["type"] = "S3", ["s3Location"] = new JsonObject { ["uri"] = passage.Uri } }
                : new JsonObject { ["type"] = "WEB", ["webLocation"] = new JsonObject { ["url"] = passage.Uri } };
        return result;
    }

    private static Func<JsonObject, bool> Filter(JsonNode? filter)
    {
        if (filter is null) return _ => true;
        if (filter is not JsonObject { Count: 1 } one) throw Invalid("exactly one member is wanted");
        var (name, value) = one.First();
        if (name is "andAll" or "orAll")
        {
            var parts = (value as JsonArray ?? []).Select(Filter).ToList();
            if (parts.Count < 2) throw Invalid($"{name} wants at least two");
            return name == "andAll" ? metadata => parts.All(part => part(metadata)) : metadata => parts.Any(part => part(metadata));
        }
        var key = value?["key"]?.ToString() ?? throw Invalid("a key is missing");
        var wanted = value["value"];
        return name switch
        {
            "equals" => metadata => JsonNode.DeepEquals(metadata[key], wanted),
            "notEquals" => metadata => !JsonNode.DeepEquals(metadata[key], wanted),
            "in" => metadata => (wanted as JsonArray ?? []).Any(each => JsonNode.DeepEquals(each, metadata[key])),
            "notIn" => metadata => !(wanted as JsonArray ?? []).Any(each => JsonNode.DeepEquals(each, metadata[key])),
            "startsWith" => metadata => metadata[key]?.ToString().StartsWith(wanted?.ToString() ?? "", StringComparison.Ordinal) == true,
            _ => throw Invalid($"the local run does not know {name}"),
        };
    }

    private static AwsException Invalid(string what) => new(AwsError.Validation($"The filter is not valid: {what}"));
}
