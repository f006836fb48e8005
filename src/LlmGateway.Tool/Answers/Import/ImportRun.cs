using System.Security.Cryptography;
using System.Text;
using LlmGateway.Core.Answers;
using LlmGateway.Core.Answers.Import;
using LlmGateway.Shared;

namespace LlmGateway.Tool.Answers.Import;

/// <summary>One import, from the checkpoint of an earlier one where that was cut off.</summary>
internal sealed record ImportRun
{
    public required AnswersTable Table { get; init; }
    public required IReadOnlyList<string> Files { get; init; }
    public string? Subject { get; init; }
    public TimeSpan? TimeToLive { get; init; }
    public required int Concurrency { get; init; }
    public bool DryRun { get; init; }
    public bool Restart { get; init; }
    public required string RejectsPath { get; init; }
    public required string CheckpointPath { get; init; }
    public required TimeProvider Time { get; init; }

    private const string Description = "Table";

    /// <exception cref="ImportException">It could not run to its end; the checkpoint says how far it came.</exception>
    public async Task<ImportReport> RunAsync(ImportProgress progress, CancellationToken cancellationToken)
    {
        var started = Time.GetTimestamp();
        var checkpoint = new Checkpoint(CheckpointPath, Identity(), Time);
        var from = DryRun || Restart ? default : checkpoint.Read();
        using var rejects = new RejectsFile(RejectsPath, continues: from != default, write: !DryRun);
        await DescribeAsync(cancellationToken);
        Importer? importer = null;
        var writer = DryRun ? null : new BatchWriter(
            Table.Dynamo, Table.Name, new AdaptiveLimit(Concurrency), Time, Random.Shared.NextDouble, (item, reason) => importer!.Reject(item.File, item.Line, reason, Encoding.UTF8.GetString(item.Json.Span)));
        importer = new Importer(new ImportSettings
        {
            Files = Files,
            Keys = new QuestionKeys(Table.Rules),
            Subject = Subject,
            ExpiresAt = TimeToLive is { } time ? Time.GetUtcNow() + time : null,
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
            Table = Table.Name,
            Rejects = rejects.Count > 0 && !DryRun ? RejectsPath : null,
            Resumed = from != default,
            DryRun = DryRun,
        };
    }

    /// <summary>A table that is not there, or is none of answers, is better told of before than after.</summary>
    private async Task DescribeAsync(CancellationToken cancellationToken)
    {
        if (DryRun) return;
        using var answer = await Table.Dynamo.CallAsync("DescribeTable", json =>
        {
            json.WriteStartObject();
            json.WriteString("TableName", Table.Name);
            json.WriteEndObject();
        }, cancellationToken);
        var keys = answer.RootElement.GetProperty(Description).GetProperty("KeySchema");
        if (keys.GetArrayLength() != 1 || keys[0].GetProperty("AttributeName").GetString() != HandlerContract.Answers.PartitionKey)
            throw new AnswersException($"The table {Table.Name} is none of answers: its key is not {HandlerContract.Answers.PartitionKey} alone.");
    }

    /// <summary>Two runs are the same when each row would become the same item in the same table.</summary>
    private string Identity()
    {
        var material = new StringBuilder().AppendLine(Table.Dynamo.Endpoint.Url.ToString()).AppendLine(Table.Dynamo.Endpoint.Region).AppendLine(Table.Name)
            .AppendLine(Subject).AppendLine(TimeToLive?.ToString()).AppendLine(string.Join(',', Table.Rules.Normalize ?? ["all"])).AppendLine(string.Join(',', Table.Rules.KeyedBy ?? ["all"]));
        foreach (var file in Files.Select(path => new FileInfo(path))) material.AppendLine(FormattableString.Invariant($"{file.FullName} {file.Length} {file.LastWriteTimeUtc.Ticks}"));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(material.ToString())));
    }
}
