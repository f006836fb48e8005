using System.Text.Json;
using LlmGateway.Core.Import;

namespace LlmGateway.Tool.Import;

/// <summary>How far an import came, in a file beside its own: what a killed one leaves is enough to go on.</summary>
/// <param name="path">Where.</param>
/// <param name="identity">Of the import; another import's checkpoint counts for nothing.</param>
/// <param name="time">A file every moment would cost more than the import.</param>
internal sealed class Checkpoint(string path, string identity, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    private ImportPosition _reached;
    private ImportPosition _saved;
    private long? _savedAt;

    public string Path => path;

    /// <summary>Something is done that a run which ends now need not do again.</summary>
    public bool IsWorth => _saved != default;

    /// <summary>Where to go on; the beginning where nothing is known.</summary>
    public ImportPosition Read()
    {
        if (!File.Exists(path)) return default;
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            var root = document.RootElement;
            return root.GetProperty("import").GetString() == identity ? new ImportPosition(root.GetProperty("file").GetInt32(), root.GetProperty("offset").GetInt64()) : default;
        }
        catch (Exception none) when (none is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new ImportException($"{path} is no checkpoint of an import; delete it, or name another with --checkpoint.", none);
        }
    }

    /// <summary>All up to here is done.</summary>
    public void Reach(ImportPosition position)
    {
        _reached = position;
        if (_savedAt is { } at && time.GetElapsedTime(at) < Interval) return;
        Save();
    }

    public void Save()
    {
        if (_reached == _saved) return;
        // Whole or not at all: a process may be killed at any moment.
        var half = path + ".new";
        File.WriteAllText(half, FormattableString.Invariant($$"""{"import":"{{identity}}","file":{{_reached.File}},"offset":{{_reached.Offset}}}"""));
        File.Move(half, path, overwrite: true);
        (_saved, _savedAt) = (_reached, time.GetTimestamp());
    }

    public void Delete() => File.Delete(path);
}
