using System.Text.Json;
using LlmGateway.Core.Conversation;
using LlmGateway.Core.Upstreams.Embeddings;

namespace LlmGateway.Core.Protocols.Embeddings;

/// <summary>Reads a request for embeddings: https://platform.openai.com/docs/api-reference/embeddings/create.</summary>
internal static class EmbeddingsParser
{
    /// <summary>As many as OpenAI takes.</summary>
    private const int MostTexts = 2048;

    public static ParsedEmbeddings Parse(ReadOnlyMemory<byte> body)
    {
        using var document = JsonBody.Parse(body);
        var (parsed, leftovers) = (new ParsedEmbeddings { Model = "" }, new Leftovers());
        foreach (var member in document.RootElement.EnumerateObject())
        {
            var (name, value) = (JsonFields.Name(member), member.Value);
            if (value.ValueKind == JsonValueKind.Null) continue;
            switch (name)
            {
                case "model": parsed = parsed with { Model = JsonFields.String(value, name) }; break;
                case "input": parsed = parsed with { Texts = Texts(value, leftovers) }; break;
                case "dimensions": parsed = parsed with { Dimensions = JsonFields.PositiveInteger(value, name) }; break;
                case "encoding_format": parsed = parsed with { Base64 = Encoding(JsonFields.String(value, name)) }; break;
                case "input_type": parsed = parsed with { Purpose = Purpose(JsonFields.String(value, name)) }; break;
                default: leftovers.Add(name, value); break;
            }
        }
        if (string.IsNullOrWhiteSpace(parsed.Model)) throw JsonBody.Invalid("'model' is missing; GET /v1/models lists those that make embeddings.", "model");
        if (parsed.Texts is null) throw JsonBody.Invalid("'input' is missing.", "input");
        return parsed with { Unknown = leftovers.Names, Untranslatable = leftovers.Refusal };
    }

    private static List<string> Texts(JsonElement value, Leftovers leftovers)
    {
        if (value.ValueKind == JsonValueKind.String) return [Text(value, "input")];
        List<string> texts = [];
        var index = 0;
        foreach (var item in JsonFields.Items(value, "input"))
        {
            var field = $"input[{index++}]";
            if (item.ValueKind is JsonValueKind.Number or JsonValueKind.Array)
            {
                // Whose tokens they are nobody says; a server of this protocol knows its own.
                leftovers.Refuse("input", $"'{field}' holds tokens, which only OpenAI's own models read: toward this model send text (LangChain: check_embedding_ctx_length=False).");
                continue;
            }
            texts.Add(Text(item, field));
        }
        return index switch
        {
            0 => throw JsonBody.Invalid("'input' is an empty list; send at least one text.", "input"),
            > MostTexts when texts.Count > 0 => throw JsonBody.Invalid($"'input' has {index} texts; {MostTexts} are the most in one request.", "input"),
            _ => texts,
        };
    }

    private static string Text(JsonElement value, string field) =>
        JsonFields.String(value, field) is { Length: > 0 } text ? text : throw JsonBody.Invalid($"'{field}' is empty; a text without words has no embedding.", field);

    private static bool Encoding(string format) => format switch
    {
        "float" => false,
        "base64" => true,
        _ => throw JsonBody.Invalid($"'encoding_format' is '{format}'; it must be float or base64.", "encoding_format"),
    };

    private static EmbeddingPurpose Purpose(string given) => given switch
    {
        "search_document" => EmbeddingPurpose.Document,
        "search_query" => EmbeddingPurpose.Query,
        "classification" => EmbeddingPurpose.Classification,
        "clustering" => EmbeddingPurpose.Clustering,
        _ => throw JsonBody.Invalid($"'input_type' is '{given}'; it must be search_document, search_query, classification or clustering.", "input_type"),
    };
}
