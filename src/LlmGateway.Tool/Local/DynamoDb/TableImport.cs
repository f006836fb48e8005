using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using LlmGateway.Tool.Local.Template;

namespace LlmGateway.Tool.Local.DynamoDb;

/// <summary>Does what DynamoDB does with a table's <c>ImportSourceSpecification</c> when it makes the table, for files that the deployment itself brings to S3.</summary>
/// <remarks>https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/S3DataImport.HowItWorks.html</remarks>
internal sealed class TableImport(DynaliteCalls dynalite, AssetManifest? assets)
{
    private const int BatchSize = 25;
    private const int SideBySide = 8;

    /// <returns>What was not done, for the person at the keyboard; null: all was, or the table has nothing to import.</returns>
    /// <exception cref="DynaliteException">DynamoDB would refuse the import.</exception>
    public async Task<string?> RunAsync(LocalTable table, CancellationToken cancellationToken)
    {
        if (table.Properties["ImportSourceSpecification"] is not JsonObject source) return null;
        var key = source["S3BucketSource"]?["S3KeyPrefix"]?.ToString();
        if (key is null || assets?.Find(key) is not { } file || !File.Exists(file))
            return $"The table {table.LogicalId} is empty: its files are in S3, and not in this deployment. llm-gateway knowledge import or answers import fill it.";
        if (source["InputFormat"]?.ToString() is var format and not "DYNAMODB_JSON") throw new DynaliteException($"The local run imports DYNAMODB_JSON alone, and table {table.LogicalId} has {format}.");
        await using var stream = Open(file, source["InputCompressionType"]?.ToString() ?? "NONE", table);
        var refused = 0;
        await Parallel.ForEachAsync(BatchesAsync(stream, cancellationToken), new ParallelOptions { MaxDegreeOfParallelism = SideBySide, CancellationToken = cancellationToken },
            async (batch, stopping) => Interlocked.Add(ref refused, await PutAsync(table.Name, batch, stopping)));
        return refused > 0 ? $"{refused} items of table {table.LogicalId} were not imported, as DynamoDB would not import them: their keys are not those of the table." : null;
    }

    private static Stream Open(string file, string compression, LocalTable table) => compression switch
    {
        "NONE" => File.OpenRead(file),
        "GZIP" => new GZipStream(File.OpenRead(file), CompressionMode.Decompress),
        _ => throw new DynaliteException($"The local run imports files that are not compressed, or by GZIP, and table {table.LogicalId} has {compression}."),
    };

    private static async IAsyncEnumerable<List<string>> BatchesAsync(Stream stream, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(stream, Encoding.UTF8);
        List<string> batch = [];
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            if (ItemOf(line) is { } item) batch.Add(item);
            if (batch.Count < BatchSize) continue;
            yield return batch;
            batch = [];
        }
        if (batch.Count > 0) yield return batch;
    }

    private static string? ItemOf(string line)
    {
        if (string.IsNullOrWhiteSpace(line)) return null;
        using var row = JsonDocument.Parse(line);
        return row.RootElement.GetProperty("Item").GetRawText();
    }

    /// <returns>How many were refused.</returns>
    private async Task<int> PutAsync(string table, List<string> items, CancellationToken cancellationToken)
    {
        var requests = string.Join(',', items.Select(item => $$$"""{"PutRequest":{"Item":{{{item}}}}}"""));
        var (succeeded, _) = await dynalite.SendAsync("BatchWriteItem", $$$"""{"RequestItems":{"{{{table}}}":[{{{requests}}}]}}""", cancellationToken);
        if (succeeded) return 0;
        // One of them is wrong, or two have one key.
        var refused = 0;
        foreach (var item in items)
            if (!(await dynalite.SendAsync("PutItem", $$"""{"TableName":"{{table}}","Item":{{item}}}""", cancellationToken)).Succeeded) refused++;
        return refused;
    }
}
