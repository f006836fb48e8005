using System.Text.Json;
using LlmGateway.Core.Import;
using LlmGateway.Core.Protocols;

namespace LlmGateway.Tool.Import;

/// <summary>The rows that were left out, one JSON object a line, with file, line, reason and the row itself. There is no file while there is no such row.</summary>
internal sealed class RejectsFile : IDisposable
{
    private readonly string _path;
    private readonly bool _write;
    private readonly HashSet<(string File, long Line)> _known = [];
    private readonly Lock _gate = new();
    private FileStream? _stream;

    /// <param name="path">Where.</param>
    /// <param name="continues">What an earlier run left there counts, and is not written again.</param>
    /// <param name="write">False: only counts.</param>
    public RejectsFile(string path, bool continues, bool write)
    {
        (_path, _write) = (path, write);
        if (!write || !File.Exists(path)) return;
        if (continues) ReadKnown();
        else File.Delete(path);
    }

    public int Count => _known.Count;

    /// <returns>False: it is there already.</returns>
    public bool Add(ImportReject reject)
    {
        lock (_gate)
        {
            if (!_known.Add((reject.File, reject.Line))) return false;
            if (!_write) return true;
            _stream ??= new FileStream(_path, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);
            using var line = new MemoryStream();
            using (var json = new Utf8JsonWriter(line, JsonWriting.Options))
            {
                json.WriteStartObject();
                json.WriteString("file"u8, reject.File);
                json.WriteNumber("line"u8, reject.Line);
                json.WriteString("reason"u8, reject.Reason);
                json.WriteString("row"u8, reject.Row);
                json.WriteEndObject();
            }
            line.WriteByte((byte)'\n');
            // In one piece: a killed run leaves whole lines.
            _stream.Write(line.GetBuffer(), 0, (int)line.Length);
            return true;
        }
    }

    public void Dispose() => _stream?.Dispose();

    private void ReadKnown()
    {
        foreach (var line in File.ReadLines(_path))
        {
            using var document = JsonDocument.Parse(line);
            _known.Add((document.RootElement.GetProperty("file").GetString()!, document.RootElement.GetProperty("line").GetInt64()));
        }
    }
}
