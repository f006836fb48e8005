using System.Buffers;
using System.Text.Json;
using LlmGateway.Core.Import;
using LlmGateway.Core.Protocols;

namespace LlmGateway.Tool.Knowledge.Import;

/// <summary>Rows of JSON and of comma-separated values, as objects: a column is a member whose value is a text.</summary>
internal sealed class RowObjects(ImportFormat format, string file)
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = JsonListSplitter.MostDepth, AllowDuplicateProperties = false };

    private byte _separator;
    private List<string>? _columns;

    /// <returns>Null: the row is the head of a table. The caller disposes it.</returns>
    /// <exception cref="RowException">It is no object.</exception>
    public JsonDocument? Read(ImportRecord record)
    {
        if (record.Broken is { } broken) throw new RowException(broken);
        if (format == ImportFormat.Csv && _columns is null)
        {
            ReadHead(record);
            return null;
        }
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(format == ImportFormat.Csv ? Object(record.Text.Span) : record.Text, Options);
        }
        catch (JsonException mistake)
        {
            throw new RowException($"is no JSON: {JsonListSplitter.Words(mistake)}");
        }
        if (document.RootElement.ValueKind == JsonValueKind.Object) return document;
        document.Dispose();
        throw new RowException("is no JSON object");
    }

    private void ReadHead(ImportRecord record)
    {
        _separator = CsvFields.SeparatorOf(record.Text.Span);
        _columns = [.. CsvFields.Read(record.Text.Span, _separator).Select(name => name.Trim())];
        // Without it no row of the file means anything.
        if (_columns.Contains("") || _columns.Distinct().Count() < _columns.Count)
            throw new ImportException($"{file}, line {record.Line} is the head of a table, and names a column twice, or one by nothing.");
    }

    private ReadOnlyMemory<byte> Object(ReadOnlySpan<byte> row)
    {
        var fields = CsvFields.Read(row, _separator);
        if (fields.Count != _columns!.Count) throw new RowException($"has {fields.Count} fields where the head has {_columns.Count}");
        var bytes = new ArrayBufferWriter<byte>(row.Length * 2);
        using var json = new Utf8JsonWriter(bytes, JsonWriting.Options);
        json.WriteStartObject();
        for (var i = 0; i < fields.Count; i++)
            if (fields[i].Length > 0) json.WriteString(_columns[i], fields[i]);
        json.WriteEndObject();
        json.Flush();
        return bytes.WrittenMemory;
    }
}
