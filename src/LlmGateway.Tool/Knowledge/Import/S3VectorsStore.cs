using LlmGateway.Core.Import;
using LlmGateway.Core.Knowledge.S3Vectors;
using LlmGateway.Shared;

namespace LlmGateway.Tool.Knowledge.Import;

/// <summary>An index of S3 Vectors; the texts go along as metadata.</summary>
/// <param name="client">Where it is.</param>
/// <param name="indexArn">Which.</param>
/// <param name="fields">What a passage's parts are called there.</param>
internal sealed class S3VectorsStore(S3VectorsClient client, string indexArn, PassageFields fields) : IBatchStore
{
    public string Name => "S3 Vectors";

    /// <summary>It takes 500; a request of fewer is sooner tried again.</summary>
    public int BatchSize => 100;

    public async Task<IReadOnlyList<ImportItem>> PutAsync(IReadOnlyList<ImportItem> items, Action<ImportItem, string> reject, CancellationToken cancellationToken)
    {
        await client.PutAsync(indexArn, [.. items.Cast<PassageItem>().Select(item => new StoredVector(item.Id, item.Vector!, json =>
        {
            json.WriteString(fields.Text, item.Text);
            if (item.Title is not null) json.WriteString(fields.Title, item.Title);
            if (item.Uri is not null) json.WriteString(fields.Uri, item.Uri);
            if (fields.Scope is { } scope && item.Scope is not null) json.WriteString(scope, item.Scope);
        }))], cancellationToken);
        return [];
    }
}
