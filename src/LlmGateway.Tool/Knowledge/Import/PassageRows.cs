using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using LlmGateway.Core.Import;
using LlmGateway.Shared;

namespace LlmGateway.Tool.Knowledge.Import;

/// <summary>Records and documents as passages for a vector store: what is too long for one vector becomes several.</summary>
/// <param name="format">Of the file.</param>
/// <param name="file">Where it is.</param>
/// <param name="fields">Names that the store's passages have, and records too.</param>
/// <param name="settings">What the operator said of the files.</param>
internal sealed class PassageRows(ImportFormat format, string file, PassageFields fields, PassageSettings settings) : IRowReader
{
    private const string Id = "id";

    private readonly RowObjects _objects = new(format, file);

    public IReadOnlyList<ImportItem> Read(ImportRecord record)
    {
        if (format == ImportFormat.Document) return ReadDocument(record);
        using var document = _objects.Read(record);
        return document is null ? [] : ReadRecord(record, document.RootElement);
    }

    private IReadOnlyList<ImportItem> ReadRecord(ImportRecord record, JsonElement row)
    {
        var scope = ScopeOf(RecordText.Member(row, fields.Scope));
        var (title, uri) = (RecordText.Member(row, fields.Title), RecordText.Member(row, fields.Uri));
        var text = settings.TextField is { } member ? RecordText.Member(row, member) ?? throw new RowException($"has no {member}")
            : RecordText.Member(row, fields.Text) ?? RecordText.Of(row, new HashSet<string>(new[] { Id, fields.Scope, fields.Title, fields.Uri }.OfType<string>()));
        if (text.Length == 0) throw new RowException("says nothing");
        return Divide(IdOf(row, scope, text), text, part => new PassageItem(part.Id, file, record.Line, part.Text) { Title = title, Uri = uri, Scope = scope });
    }

    private IReadOnlyList<ImportItem> ReadDocument(ImportRecord record)
    {
        if (record.Broken is { } broken) throw new RowException(broken);
        var (scope, text) = (ScopeOf(null), DocumentText.Read(file, record.Text.Span));
        return text.Text.Length == 0 ? throw new RowException("says nothing")
            : [.. settings.Chunks.Of(text.Text).Select((chunk, part) => new PassageItem(IdOf(scope, part), file, record.Line, chunk) { Title = text.Title, Scope = scope })];
    }

    private IReadOnlyList<ImportItem> Divide(string id, string text, Func<(string Id, string Text), ImportItem> make)
    {
        var chunks = settings.Chunks.Of(text);
        return chunks.Count == 1 ? [make((id, chunks[0]))] : [.. chunks.Select((chunk, part) => make((string.Create(CultureInfo.InvariantCulture, $"{id}#{part:0000}"), chunk)))];
    }

    private string? ScopeOf(string? own) =>
        fields.Scope is null ? null : own ?? settings.Scope ?? throw new RowException($"has no {fields.Scope}; --scope names one for all");

    /// <summary>Documents of one name may stand in several scopes.</summary>
    private string IdOf(string? scope, int part) => scope is null ? PassageSettings.IdOf(file, part) : $"{scope}/{PassageSettings.IdOf(file, part)}";

    private string IdOf(JsonElement row, string? scope, string text)
    {
        if (settings.IdFields.Count > 0) return string.Join('/', settings.IdFields.Select(field => RecordText.Member(row, field) ?? throw new RowException($"has no {field}")));
        // The same words in the same place are the same passage.
        return RecordText.Member(row, Id) ?? Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{scope}\n{text}")))[..32];
    }
}
