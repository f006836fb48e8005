using System.Text.Json;
using System.Text.Json.Nodes;

namespace LlmGateway.Tool.Local.KnowledgeBases;

/// <summary>A knowledge base of Bedrock, played with passages of a file: one JSON object a line, with <c>text</c>, and <c>uri</c> and <c>metadata</c> where there are any.</summary>
internal sealed record LocalKnowledgeBase(string Id, IReadOnlyList<LocalPassage> Passages)
{
    /// <exception cref="LocalRunException">The file is not there, or holds something else.</exception>
    public static LocalKnowledgeBase Load(string id, string file)
    {
        if (!File.Exists(file)) throw new LocalRunException($"--knowledge-base {id}: there is no file {file}.");
        List<LocalPassage> passages = [];
        foreach (var (line, number) in File.ReadLines(file).Select((line, at) => (line, at + 1)).Where(each => !string.IsNullOrWhiteSpace(each.line)))
        {
            try
            {
                if (JsonNode.Parse(line) is JsonObject passage && passage["text"]?.ToString() is { Length: > 0 } text)
                {
                    passages.Add(new LocalPassage(text, passage["uri"]?.ToString(), passage["metadata"] as JsonObject ?? []));
                    continue;
                }
            }
            catch (JsonException)
            {
                // Told below: the same as any other line of the wrong form.
            }
            throw new LocalRunException(FormattableString.Invariant($"--knowledge-base {id}: line {number} of {file} is no JSON object with a text."));
        }
        return new LocalKnowledgeBase(id, passages);
    }
}

/// <summary>A passage of a played knowledge base.</summary>
internal sealed record LocalPassage(string Text, string? Uri, JsonObject Metadata)
{
    private float[]? _vector;

    /// <summary>Where it stands among others, as the embedding simulator sees it.</summary>
    public float[] Vector => _vector ??= Bedrock.SimulatedVector.Of(Text, KnowledgeBasePlay.Dimensions);
}
