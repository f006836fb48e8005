using System.Text.Json.Nodes;
using LlmGateway.Tool.Local.Aws;

namespace LlmGateway.Tool.Local.Bedrock;

/// <summary>InvokeModel bodies of Titan's, Cohere's and Nova's embedding models, checked as Bedrock checks them, and the answers.</summary>
internal sealed class EmbeddingForm
{
    private const int MostTexts = 96;
    private const int MostCharacters = 2048;

    private readonly Func<JsonArray, JsonObject> _answer;

    private EmbeddingForm(IReadOnlyList<string> texts, int dimensions, Func<JsonArray, JsonObject> answer)
    {
        (Texts, Dimensions, _answer) = (texts, dimensions, answer);
        InputTokens = texts.Sum(SimulatedTokenizer.Count);
    }

    public IReadOnlyList<string> Texts { get; }

    public int Dimensions { get; }

    public int InputTokens { get; }

    /// <exception cref="AwsException">Bedrock would refuse the body.</exception>
    public static EmbeddingForm Read(string modelId, JsonObject body)
    {
        try
        {
            return modelId switch
            {
                _ when modelId.Contains("cohere.embed", StringComparison.Ordinal) => Cohere(body, modelId.Contains("v4", StringComparison.Ordinal)),
                _ when modelId.Contains("amazon.nova", StringComparison.Ordinal) => Nova(body),
                _ => Titan(body, modelId),
            };
        }
        catch (Exception wrongType) when (wrongType is InvalidOperationException or FormatException)
        {
            throw Malformed("a member has the wrong type");
        }
    }

    public JsonObject Answer() => _answer([.. Texts.Select(text => (JsonNode)new JsonArray([.. SimulatedVector.Of(text, Dimensions).Select(part => (JsonNode)part)]))]);

    private static EmbeddingForm Titan(JsonObject body, string modelId)
    {
        var (sized, image) = (modelId.Contains("text-v2", StringComparison.Ordinal), modelId.Contains("embed-image", StringComparison.Ordinal));
        Only(body, sized ? ["inputText", "dimensions", "normalize", "embeddingTypes"] : image ? ["inputText", "inputImage", "embeddingConfig"] : ["inputText"]);
        var text = Text(body["inputText"], "inputText");
        var dimensions = sized ? Length(body["dimensions"], 1024, 256, 512, 1024)
            : image ? Length(body["embeddingConfig"]?["outputEmbeddingLength"], 1024, 256, 384, 1024) : 1536;
        var tokens = SimulatedTokenizer.Count(text);
        return new EmbeddingForm([text], dimensions, vectors => new JsonObject { ["embedding"] = vectors[0]!.DeepClone(), ["inputTextTokenCount"] = tokens });
    }

    private static EmbeddingForm Cohere(JsonObject body, bool sized)
    {
        Only(body, sized
            ? ["texts", "images", "inputs", "input_type", "truncate", "embedding_types", "output_dimension", "max_tokens"]
            : ["texts", "images", "input_type", "truncate", "embedding_types"]);
        if (body["input_type"]?.GetValue<string>() is not ("search_document" or "search_query" or "classification" or "clustering")) throw Malformed("required key [input_type] not found");
        List<string> texts = [.. (body["texts"] as JsonArray ?? []).Select(text => Text(text, "texts"))];
        if (texts.Count is 0 or > MostTexts) throw Malformed($"#/texts: expected between 1 and {MostTexts} items, found: {texts.Count}");
        if (!sized && texts.Exists(text => text.Length > MostCharacters)) throw Malformed($"#/texts: expected maxLength: {MostCharacters}");
        var typed = body["embedding_types"] is JsonArray;
        return new EmbeddingForm(texts, sized ? Length(body["output_dimension"], 1536, 256, 512, 1024, 1536) : 1024, vectors => new JsonObject
        {
            ["id"] = Guid.NewGuid().ToString(),
            ["texts"] = new JsonArray([.. texts.Select(text => (JsonNode)text)]),
            ["response_type"] = typed ? "embeddings_by_type" : "embeddings_floats",
            ["embeddings"] = typed ? new JsonObject { ["float"] = vectors } : vectors,
        });
    }

    private static EmbeddingForm Nova(JsonObject body)
    {
        if (body["taskType"]?.GetValue<string>() != "SINGLE_EMBEDDING") throw Malformed("taskType must be SINGLE_EMBEDDING");
        var parameters = body["singleEmbeddingParams"] as JsonObject ?? throw Malformed("required key [singleEmbeddingParams] not found");
        Only(parameters, ["embeddingPurpose", "embeddingDimension", "text", "image", "audio", "video"]);
        if (parameters["embeddingPurpose"] is null) throw Malformed("required key [embeddingPurpose] not found");
        if (parameters["text"]?["truncationMode"]?.GetValue<string>() is not ("START" or "END" or "NONE")) throw Malformed("required key [truncationMode] not found");
        var text = Text(parameters["text"]?["value"], "value");
        return new EmbeddingForm([text], Length(parameters["embeddingDimension"], 3072, 256, 384, 1024, 3072), vectors => new JsonObject
        {
            ["embeddings"] = new JsonArray(new JsonObject { ["embeddingType"] = "TEXT", ["embedding"] = vectors[0]!.DeepClone() }),
        });
    }

    private static string Text(JsonNode? node, string name) => node?.GetValue<string>() is { Length: > 0 } text ? text : throw Malformed($"#/{name}: expected minLength: 1, actual: 0");

    private static int Length(JsonNode? node, int otherwise, params ReadOnlySpan<int> allowed)
    {
        var length = node?.GetValue<int>() ?? otherwise;
        return allowed.Contains(length) ? length : throw Malformed($"{length} is not a valid enum value");
    }

    private static void Only(JsonObject body, ReadOnlySpan<string> known)
    {
        foreach (var (name, _) in body)
            if (!known.Contains(name)) throw Malformed($"extraneous key [{name}] is not permitted");
    }

    private static AwsException Malformed(string why) => new(AwsError.Validation($"Malformed input request: {why}, please reformat your input and try again."));
}
