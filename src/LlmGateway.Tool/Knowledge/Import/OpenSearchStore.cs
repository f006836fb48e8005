using System.Text.Json;
using LlmGateway.Core.Import;
using LlmGateway.Core.Knowledge.OpenSearch;
using LlmGateway.Shared;

namespace LlmGateway.Tool.Knowledge.Import;

/// <summary>An index of OpenSearch, a domain's or a serverless collection's.</summary>
/// <param name="client">Where it is.</param>
/// <param name="index">Its name.</param>
/// <param name="fields">What a passage's parts are called there.</param>
/// <param name="keepsIds">Passages have ids of their own; collections for vectors choose them themselves, so that a second import adds instead of replacing.</param>
internal sealed class OpenSearchStore(OpenSearchClient client, string index, PassageFields fields, bool keepsIds) : IBatchStore
{
    private const int TooManyRequests = 429;

    public string Name => "OpenSearch";

    public int BatchSize => 100;

    public async Task<IReadOnlyList<ImportItem>> PutAsync(IReadOnlyList<ImportItem> items, Action<ImportItem, string> reject, CancellationToken cancellationToken)
    {
        var refused = await client.PutAsync(index, [.. items.Cast<PassageItem>().Select(item => new IndexedDocument(keepsIds ? item.Id : null, json => Write(json, item)))], cancellationToken);
        List<ImportItem> left = [];
        foreach (var one in refused)
        {
            if (one.Status is TooManyRequests or >= 500) left.Add(items[one.At]);
            else reject(items[one.At], $"is refused by {Name}: {one.Reason}");
        }
        return left;
    }

    private void Write(Utf8JsonWriter json, PassageItem item)
    {
        json.WriteStartObject();
        json.WriteString(fields.Text, item.Text);
        if (item.Title is not null) json.WriteString(fields.Title, item.Title);
        if (item.Uri is not null) json.WriteString(fields.Uri, item.Uri);
        if (fields.Scope is { } scope && item.Scope is not null) json.WriteString(scope, item.Scope);
        json.WriteStartArray(fields.Vector);
        foreach (var part in item.Vector!) json.WriteNumberValue(part);
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
