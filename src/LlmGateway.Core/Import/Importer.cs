using System.Text;

namespace LlmGateway.Core.Import;

/// <summary>Brings the rows of files into a store, in constant memory: of rows with one key the last one counts.</summary>
/// <param name="settings">What and how.</param>
/// <param name="writer">Null: the files are checked, and nothing is written.</param>
internal sealed class Importer(ImportSettings settings, BatchWriter? writer)
{
    /// <summary>So many batches may wait for one before them: a run that is killed repeats no more.</summary>
    private const int MostInFlight = 256;

    private const int MostShown = 64 * 1024;

    private readonly Queue<ItemBatch> _inFlight = new();
    private readonly Dictionary<string, ItemBatch> _owners = new(StringComparer.Ordinal);
    private readonly SeenKeys _seen = new();
    private ItemBatch _open = new(writer?.BatchSize ?? 1);
    private ImportPosition _at;
    private long _bytesBefore;
    private long _rows;
    private long _skipped;
    private long _rejected;

    public ImportCounts Counts => new()
    {
        Rows = _rows,
        Written = writer?.Written ?? 0,
        Skipped = _skipped,
        Rejected = Interlocked.Read(ref _rejected),
        Duplicates = _seen.Duplicates,
        MoreDuplicates = _seen.IsFull,
        Bytes = _bytesBefore + _at.Offset,
        Retries = writer?.Retries ?? 0,
    };

    /// <exception cref="ImportException">It cannot go on.</exception>
    public async Task<ImportCounts> RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            for (var index = 0; index < settings.Files.Count; index++) await ReadAsync(index, cancellationToken);
            await CloseAsync(_at, cancellationToken);
            while (_inFlight.Count > 0) await SettleFirstAsync();
        }
        finally
        {
            // What is under way ends before this does: nothing writes into a table that its user believes at rest.
            await Task.WhenAll(_inFlight.Select(batch => batch.Written)).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
        settings.OnRead(Counts);
        return Counts;
    }

    /// <summary>Leaves a row out; also called when the store refuses it.</summary>
    public void Reject(string file, long line, string reason, string row)
    {
        Interlocked.Increment(ref _rejected);
        settings.OnReject(new ImportReject(file, line, reason, row));
    }

    private async Task ReadAsync(int index, CancellationToken cancellationToken)
    {
        var file = settings.Files[index];
        await using var stream = Open(file);
        var records = await RecordReader.OpenAsync(stream, settings.FormatOf(file), cancellationToken);
        var rows = settings.OpenRows(records.Format, file);
        await foreach (var record in records.ReadAsync(cancellationToken))
        {
            var before = _at;
            _at = new ImportPosition(index, record.End);
            var items = Read(rows, file, record);
            if (items.Count > 0 && !settings.From.IsBefore(_at))
            {
                _skipped++;
                continue;
            }
            if (writer is null) continue;
            for (var i = 0; i < items.Count; i++)
            {
                // An earlier row of the same key must not arrive after it.
                if (_owners.TryGetValue(items[i].Key, out var earlier)) await earlier.Written;
                _open.Put(items[i]);
                // A run that is cut off in the middle of a row does all of it again.
                if (_open.IsFull) await CloseAsync(i + 1 < items.Count ? before : _at, cancellationToken);
            }
        }
        _bytesBefore += stream.Length;
        _at = new ImportPosition(index + 1, 0);
    }

    private IReadOnlyList<ImportItem> Read(IRowReader rows, string file, ImportRecord record)
    {
        try
        {
            var items = rows.Read(record);
            if (items.Count == 0) return items;
            foreach (var item in items) _seen.Add(item.Key);
            Count();
            return items;
        }
        catch (RowException wrong)
        {
            Count();
            Reject(file, record.Line, wrong.Message, Encoding.UTF8.GetString(record.Text.Span[..Math.Min(record.Text.Length, MostShown)]));
            return [];
        }
    }

    private void Count()
    {
        if (++_rows % 1024 == 0) settings.OnRead(Counts);
    }

    private async ValueTask CloseAsync(ImportPosition end, CancellationToken cancellationToken)
    {
        if (writer is null || _open.Items.Count == 0) return;
        _open.End = end;
        _open.Written = await writer.BeginAsync(_open.Items, cancellationToken);
        _inFlight.Enqueue(_open);
        foreach (var item in _open.Items) _owners[item.Key] = _open;
        _open = new ItemBatch(writer.BatchSize);
        while (_inFlight.Count > 0 && (_inFlight.Peek().Written.IsCompleted || _inFlight.Count > MostInFlight)) await SettleFirstAsync();
    }

    private async ValueTask SettleFirstAsync()
    {
        var batch = _inFlight.Peek();
        await batch.Written;
        _inFlight.Dequeue();
        foreach (var item in batch.Items)
            if (_owners.GetValueOrDefault(item.Key) == batch) _owners.Remove(item.Key);
        settings.OnDone(batch.End);
    }

    private static FileStream Open(string file)
    {
        try
        {
            return new FileStream(file, new FileStreamOptions { Access = FileAccess.Read, Share = FileShare.Read, Options = FileOptions.Asynchronous | FileOptions.SequentialScan, BufferSize = 0 });
        }
        catch (Exception missing) when (missing is IOException or UnauthorizedAccessException)
        {
            throw new ImportException($"{file} can't be read: {missing.Message}", missing);
        }
    }
}
