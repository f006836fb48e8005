using System.Text.Json;
using LlmGateway.Core.Import;

namespace LlmGateway.Tool.Knowledge.Import;

/// <summary>Records as they go into a table: each member an attribute. Documents are cut into chunks, each an item of its own.</summary>
/// <param name="format">Of the file.</param>
/// <param name="file">Where it is.</param>
/// <param name="key">Of the table.</param>
/// <param name="settings">What the operator said of the files.</param>
internal sealed class TableRows(ImportFormat format, string file, TableKey key, PassageSettings settings) : IRowReader
{
    private const string Item = "Item";

    private readonly RowObjects _objects = new(format, file);
    private readonly ItemBuffer _item = new();

    public IReadOnlyList<ImportItem> Read(ImportRecord record)
    {
        if (format == ImportFormat.Document) return ReadDocument(record);
        using var document = _objects.Read(record);
        if (document is null) return [];
        var row = document.RootElement;
        var typed = row.GetPropertyCount() == 1 && row.TryGetProperty(Item, out var item) && item.ValueKind == JsonValueKind.Object;
        return [typed ? Typed(record, row.GetProperty(Item)) : Plain(record, row)];
    }

    private ImportItem Plain(ImportRecord record, JsonElement row)
    {
        var scope = row.TryGetProperty(key.Names[0], out _) ? null : settings.Scope;
        _item.Begin();
        if (scope is not null) _item.Key(key.Names[0], scope);
        foreach (var member in row.EnumerateObject())
        {
            if (!key.Names.Contains(member.Name)) _item.Plain(member.Name, member.Value);
            else if (member.Value.ValueKind == JsonValueKind.String) _item.Key(member.Name, member.Value.GetString()!);
            else if (member.Value.ValueKind == JsonValueKind.Number) _item.Plain(member.Name, member.Value);
            else throw new RowException($"has a {member.Name} that is neither a text nor a number");
        }
        return new ImportItem(string.Join('\n', key.Names.Select(name => name == key.Names[0] && scope is not null ? scope : KeyOf(row, name))), _item.End(), file, record.Line);
    }

    private static string KeyOf(JsonElement row, string name) => row.TryGetProperty(name, out var value) ? value.ToString() : throw new RowException($"has no {name}");

    private ImportItem Typed(ImportRecord record, JsonElement row)
    {
        if (key.Names.FirstOrDefault(name => !row.TryGetProperty(name, out var value) || value.ValueKind != JsonValueKind.Object || value.GetPropertyCount() != 1) is { } missing)
            throw new RowException($"has an Item without {missing}");
        _item.Begin();
        foreach (var member in row.EnumerateObject()) _item.Typed(member.Name, member.Value);
        return new ImportItem(key.Of(row), _item.End(), file, record.Line);
    }

    private ImportItem[] ReadDocument(ImportRecord record)
    {
        if (record.Broken is { } broken) throw new RowException(broken);
        if (settings.Scope is not { } scope) throw new RowException($"is a document, and none says its {key.Names[0]}: name it with --scope");
        if (key.Names is not [var partition, var sort]) throw new RowException("is a document, and the table has no sort key by which its parts could be told apart");
        var text = DocumentText.Read(file, record.Text.Span);
        return [.. settings.Chunks.Of(text.Text).Select((chunk, index) =>
        {
            var id = PassageSettings.IdOf(file, index);
            _item.Begin();
            _item.Key(partition, scope);
            _item.Key(sort, id);
            _item.Text("title", text.Title);
            _item.Text("text", chunk);
            return new ImportItem($"{scope}\n{id}", _item.End(), file, record.Line);
        })];
    }
}
