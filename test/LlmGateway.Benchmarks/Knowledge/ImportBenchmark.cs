using LlmGateway.Core.Aws;
using LlmGateway.Shared;
using LlmGateway.Tool.Import;
using LlmGateway.Tool.Knowledge.Import;

namespace LlmGateway.Benchmarks.Knowledge;

/// <summary>How fast records go into each store, vectors included; what the other figures then look for.</summary>
internal static class ImportBenchmark
{
    private const int Concurrency = 16;

    private static readonly PassageSettings Settings = new() { Chunks = new TextChunks(400, 50) };

    /// <param name="aws">The local run's.</param>
    /// <param name="table">Of records.</param>
    /// <param name="vectors">By the names of their stores.</param>
    public static async Task<IReadOnlyList<Measurement>> RunAsync(AwsServices aws, string table, IReadOnlyDictionary<string, VectorSourceDocument> vectors)
    {
        var folder = Directory.CreateTempSubdirectory("import-").FullName;
        try
        {
            var (records, large) = (Path.Combine(folder, "records.jsonl"), Path.Combine(folder, "large.jsonl"));
            await OutageRecords.WriteAsync(records);
            await OutageRecords.WriteLargeAsync(large);
            var stores = new KnowledgeStore(aws, Settings);
            var place = await stores.OfTableAsync(table, CancellationToken.None);
            List<Measurement> figures = [await FillAsync("table", place, records)];
            await FillAsync("large", place, large);
            foreach (var (name, source) in vectors) figures.Add(await FillAsync(name, await stores.OfVectorsAsync(source, makeIndex: true, CancellationToken.None), records));
            return figures;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<Measurement> FillAsync(string name, KnowledgePlace place, string file)
    {
        var run = new ImportRun
        {
            Files = [file], Store = place.Store, Into = place.Into, OpenRows = place.Rows, Identity = place.Identity, Concurrency = Concurrency,
            RejectsPath = file + ".rejects", CheckpointPath = file + ".checkpoint", Time = TimeProvider.System,
        };
        var report = await run.RunAsync(new ImportProgress(), CancellationToken.None);
        if (report.Counts.Rejected > 0) throw new InvalidOperationException($"{report.Counts.Rejected} records are not in {name}.");
        return new Measurement($"knowledge.import.{name}", report.Counts.Written / report.Elapsed.TotalSeconds, "records/s");
    }
}
