using System.Text.Json;
using LlmGateway.Shared;

namespace LlmGateway.Core.Knowledge.OpenSearch;

/// <summary>
/// Passages of an OpenSearch index: by the question's vector and, beside it, by its words. The two lists become one by their ranks, which works on every
/// version and on serverless collections, where scores of both kinds could not be compared.
/// </summary>
internal sealed class OpenSearchPassages(OpenSearchClient client, string index, PassageFields fields, QuestionVector vectors) : IPassageFinder
{
    /// <summary>Of reciprocal rank fusion: how little the first places differ.</summary>
    private const double RankOffset = 60;

    public bool IsScoped => fields.Scope is not null;

    public async Task<IReadOnlyList<Passage>> FindAsync(KnowledgeQuestion question, CancellationToken cancellationToken)
    {
        var vector = await vectors.OfAsync(question.Text, cancellationToken);
        var found = await client.SearchAllAsync(index, [json => WriteSearch(json, question, writer => OpenSearchQueries.WriteNear(writer, fields.Vector, vector, question.Limit, fields.Scope, question.Scope)), json => WriteSearch(json, question, writer => WriteWords(writer, question))], cancellationToken);
        return [.. Fused(found).Take(question.Limit).Select(ToPassage).OfType<Passage>()];
    }

    private static IEnumerable<OpenSearchHit> Fused(IReadOnlyList<IReadOnlyList<OpenSearchHit>> lists) =>
        lists.SelectMany(list => list.Select((hit, rank) => (Hit: hit, Score: 1 / (RankOffset + rank))))
            .GroupBy(each => each.Hit.Id, StringComparer.Ordinal)
            .OrderByDescending(group => group.Sum(each => each.Score)).ThenBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => group.First().Hit);

    private void WriteSearch(Utf8JsonWriter json, KnowledgeQuestion question, Action<Utf8JsonWriter> writeQuery)
    {
        json.WriteStartObject();
        json.WriteNumber("size", question.Limit);
        json.WriteStartArray("_source");
        foreach (var field in new[] { fields.Text, fields.Title, fields.Uri, fields.Scope }.OfType<string>()) json.WriteStringValue(field);
        json.WriteEndArray();
        json.WritePropertyName("query");
        writeQuery(json);
        json.WriteEndObject();
    }

    private void WriteWords(Utf8JsonWriter json, KnowledgeQuestion question)
    {
        json.WriteStartObject();
        json.WriteStartObject("bool");
        json.WriteStartObject("must");
        // "match" has no syntax: no wildcard, no field, no operator that a question could hold.
        json.WriteStartObject("match");
        json.WriteStartObject(fields.Text);
        json.WriteString("query", question.Text);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
        if (question.Scope is not null)
        {
            json.WriteStartArray("filter");
            OpenSearchQueries.WriteTerm(json, fields.Scope!, question.Scope);
            json.WriteEndArray();
        }
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private Passage? ToPassage(OpenSearchHit hit) => hit.TextOf(fields.Text) is { } text
        ? new Passage(text) { Title = hit.TextOf(fields.Title), Uri = hit.TextOf(fields.Uri), Scope = fields.Scope is { } scope ? hit.TextOf(scope) : null } : null;
}
