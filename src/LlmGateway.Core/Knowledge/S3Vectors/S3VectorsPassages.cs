using LlmGateway.Shared;

namespace LlmGateway.Core.Knowledge.S3Vectors;

/// <summary>Passages of an S3 Vectors index, their texts in the vectors' metadata.</summary>
internal sealed class S3VectorsPassages(S3VectorsClient client, string indexArn, PassageFields fields, QuestionVector vectors) : IPassageFinder
{
    public bool IsScoped => fields.Scope is not null;

    public async Task<IReadOnlyList<Passage>> FindAsync(KnowledgeQuestion question, CancellationToken cancellationToken)
    {
        var vector = await vectors.OfAsync(question.Text, cancellationToken);
        var equal = new Dictionary<string, string>();
        if (fields.Scope is { } scope) equal[scope] = question.Scope!;
        var found = await client.QueryAsync(indexArn, vector, question.Limit, equal, cancellationToken);
        return [.. found.Select(ToPassage).OfType<Passage>()];
    }

    private Passage? ToPassage(NearVector near) => near.TextOf(fields.Text) is { } text
        ? new Passage(text) { Title = near.TextOf(fields.Title), Uri = near.TextOf(fields.Uri), Scope = fields.Scope is { } scope ? near.TextOf(scope) : null } : null;
}
