using System.Globalization;
using System.Text.Json;
using LlmGateway.Core.Import;
using Names = LlmGateway.Shared.HandlerContract.Answers;

namespace LlmGateway.Core.Answers.Import;

/// <summary>Makes items of rows: of pairs by the keys that the handler looks under; of anything that has a <c>pk</c> as it stands.</summary>
internal sealed class RowReader(ImportFormat format, string file, QuestionKeys keys, RowDefaults defaults) : IRowReader
{
    private const string Scope = "scope", Expires = "expires", Item = "Item";

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = JsonListSplitter.MostDepth, AllowDuplicateProperties = false };

    private readonly ItemBuffer _item = new();
    private CsvHead? _head;

    /// <param name="keys">By the same rules as the handler's.</param>
    /// <param name="subject">The identity that all rows are for; null: all who may use the gateway.</param>
    /// <param name="expiresAt">When rows expire that say nothing of it; null: never.</param>
    public static Func<ImportFormat, string, IRowReader> Of(QuestionKeys keys, string? subject = null, DateTimeOffset? expiresAt = null) => (format, file) =>
        new RowReader(format, file, keys, new RowDefaults { Subject = subject, CreatedAt = File.GetLastWriteTimeUtc(file), ExpiresAt = expiresAt });

    /// <summary>The key of a table of answers.</summary>
    public static TableKey Key { get; } = new([Names.PartitionKey]);

    public IReadOnlyList<ImportItem> Read(ImportRecord record)
    {
        if (record.Broken is { } broken) throw new RowException(broken);
        if (format != ImportFormat.Csv) return [ReadJson(record)];
        if (_head is not null) return [Pair(record, _head.Read(record.Text.Span), null)];
        try
        {
            _head = CsvHead.Parse(record.Text.Span);
        }
        catch (RowException wrong)
        {
            // Without it no row of the file means anything.
            throw new ImportException($"{file}, line {record.Line} {wrong.Message}.");
        }
        return [];
    }

    private ImportItem ReadJson(ImportRecord record)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(record.Text, Options);
        }
        catch (JsonException mistake)
        {
            throw new RowException($"is no JSON: {JsonListSplitter.Words(mistake)}");
        }
        using (document)
        {
            var row = document.RootElement;
            if (row.ValueKind != JsonValueKind.Object) throw new RowException("is no JSON object");
            if (row.GetPropertyCount() == 1 && row.TryGetProperty(Item, out var typed) && typed.ValueKind == JsonValueKind.Object) return Typed(record, typed);
            if (row.TryGetProperty(Names.PartitionKey, out var key)) return Plain(record, row, key);
            return Pair(record, new PairRow(Text(row, Names.Question), Text(row, Names.Answer), Text(row, Scope), Text(row, Names.Model), ExpiryOf(row)), row);
        }
    }

    private ImportItem Plain(ImportRecord record, JsonElement row, JsonElement key)
    {
        if (key.ValueKind != JsonValueKind.String) throw new RowException($"has a {Names.PartitionKey} that is no text");
        var pk = key.GetString()!;
        _item.Begin();
        _item.Key(Names.PartitionKey, pk);
        foreach (var member in row.EnumerateObject())
            if (member.Name != Names.PartitionKey) _item.Plain(member.Name, member.Value);
        return new ImportItem(pk, _item.End(), file, record.Line);
    }

    private ImportItem Typed(ImportRecord record, JsonElement row)
    {
        if (!row.TryGetProperty(Names.PartitionKey, out var key) || key.ValueKind != JsonValueKind.Object || !key.TryGetProperty("S", out var text) || text.ValueKind != JsonValueKind.String)
            throw new RowException($"has an Item without {Names.PartitionKey}, or one that is no text");
        var pk = text.GetString()!;
        _item.Begin();
        _item.Key(Names.PartitionKey, pk);
        foreach (var member in row.EnumerateObject())
            if (member.Name != Names.PartitionKey) _item.Typed(member.Name, member.Value);
        return new ImportItem(pk, _item.End(), file, record.Line);
    }

    private ImportItem Pair(ImportRecord record, PairRow pair, JsonElement? row)
    {
        if (pair is { Question: null, Answer: null }) throw new RowException($"has neither {Names.PartitionKey} nor {Names.Question} and {Names.Answer}");
        if (string.IsNullOrWhiteSpace(pair.Question)) throw new RowException($"has no {Names.Question}");
        if (string.IsNullOrEmpty(pair.Answer)) throw new RowException($"has no {Names.Answer}");
        var key = keys.OfImported(pair.Question, defaults.Subject, pair.Scope, pair.Model)
            ?? throw new RowException($"has a {Names.Question} of which normalization leaves nothing");
        _item.Begin();
        _item.Key(Names.PartitionKey, key);
        _item.Text(Names.Question, pair.Question);
        _item.Text(Names.Answer, pair.Answer);
        _item.Text(Names.Source, Names.FromImport);
        _item.Text(Names.CreatedAt, defaults.CreatedAt.UtcDateTime.ToString("O", CultureInfo.InvariantCulture));
        if (!string.IsNullOrEmpty(pair.Model)) _item.Text(Names.Model, pair.Model);
        if ((pair.Expires ?? defaults.ExpiresAt) is { } expires) _item.Number(Names.ExpiresAt, expires.ToUnixTimeSeconds());
        if (row is { } members)
            foreach (var member in members.EnumerateObject())
                if (!IsOwn(member.Name)) _item.Plain(member.Name, member.Value);
        return new ImportItem(key, _item.End(), file, record.Line);
    }

    private static bool IsOwn(string name) =>
        name is Names.Question or Names.Answer or Names.Model or Scope or Expires or Names.Source or Names.CreatedAt or Names.ExpiresAt;

    private static string? Text(JsonElement row, string name)
    {
        if (!row.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null) return null;
        return value.ValueKind == JsonValueKind.String ? value.GetString() : throw new RowException($"has a {name} that is no text");
    }

    private static DateTimeOffset? ExpiryOf(JsonElement row) =>
        !row.TryGetProperty(Expires, out var value) ? null : value.ValueKind switch
        {
            JsonValueKind.String => ExpiryTime.Parse(value.GetString()),
            JsonValueKind.Number => ExpiryTime.Parse(value.GetRawText()),
            JsonValueKind.Null => null,
            _ => throw new RowException($"has an {Expires} that is no time"),
        };
}
