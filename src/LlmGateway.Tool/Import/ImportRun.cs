using System.Security.Cryptography;
using System.Text;
using LlmGateway.Core.Import;

namespace LlmGateway.Tool.Import;

/// <summary>One import, from the checkpoint of an earlier one where that was cut off.</summary>
internal sealed record ImportRun
{
    public required IReadOnlyList<string> Files { get; init; }

    /// <summary>Makes items of a file's rows.</summary>
    public required Func<ImportFormat, string, IRowReader> OpenRows { get; init; }

    /// <summary>How a file is written; null: its first character tells.</summary>
    public Func<string, ImportFormat?> FormatOf { get; init; } = _ => null;

    public required IBatchStore Store { get; init; }

    /// <summary>The store as reports name it.</summary>
    public required ImportTarget Into { get; init; }

    /// <summary>What else makes two runs the same: each row becomes the same item in the same store.</summary>
    public required IReadOnlyList<string?> Identity { get; init; }

    public required int Concurrency { get; init; }
    public bool DryRun { get; init; }
    public bool Restart { get; init; }
    public required string RejectsPath { get; init; }
    public required string CheckpointPath { get; init; }
    public required TimeProvider Time { get; init; }

    /// <exception cref="ImportException">It could not run to its end; the checkpoint says how far it came.</exception>
    public async Task<ImportReport> RunAsync(ImportProgress progress, CancellationToken cancellationToken)
    {
        var started = Time.GetTimestamp();
        var checkpoint = new Checkpoint(CheckpointPath, Fingerprint(), Time);
        var from = DryRun || Restart ? default : checkpoint.Read();
        using var rejects = new RejectsFile(RejectsPath, continues: from != default, write: !DryRun);
        Importer? importer = null;
        var writer = DryRun ? null : new BatchWriter(
            Store, new AdaptiveLimit(Concurrency), Time, Random.Shared.NextDouble, (item, reason) => importer!.Reject(item.File, item.Line, reason, Encoding.UTF8.GetString(item.Json.Span)));
        importer = new Importer(new ImportSettings
        {
            Files = Files,
            OpenRows = OpenRows,
            FormatOf = FormatOf,
            From = from,
            OnReject = reject => { if (rejects.Add(reject)) progress.Tell(reject); },
            OnDone = position => { if (!DryRun) checkpoint.Reach(position); },
            OnRead = progress.Show,
        }, writer);
        progress.Begin(Files.Sum(file => new FileInfo(file).Length), from != default);
        try
        {
            await importer.RunAsync(cancellationToken);
        }
        catch (Exception) when (!DryRun)
        {
            checkpoint.Save();
            progress.TellOfCheckpoint(checkpoint);
            throw;
        }
        finally
        {
            progress.End();
        }
        if (!DryRun) checkpoint.Delete();
        return new ImportReport
        {
            Counts = importer.Counts with { Rejected = DryRun ? importer.Counts.Rejected : rejects.Count },
            Elapsed = Time.GetElapsedTime(started),
            Into = Into,
            Rejects = rejects.Count > 0 && !DryRun ? RejectsPath : null,
            Resumed = from != default,
            DryRun = DryRun,
        };
    }

    private string Fingerprint()
    {
        var material = new StringBuilder();
        foreach (var part in Identity) material.AppendLine(part);
        foreach (var file in Files.Select(path => new FileInfo(path))) material.AppendLine(FormattableString.Invariant($"{file.FullName} {file.Length} {file.LastWriteTimeUtc.Ticks}"));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(material.ToString())));
    }
}
