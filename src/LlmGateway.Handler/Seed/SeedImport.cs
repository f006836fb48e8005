using System.Globalization;
using System.Text;
using Amazon.DynamoDBv2;
using Amazon.Runtime;
using LlmGateway.Core.Answers;
using LlmGateway.Core.Answers.Import;
using LlmGateway.Core.Answers.Near;
using LlmGateway.Core.Aws;
using LlmGateway.Core.Conversation;
using LlmGateway.Core.Import;
using LlmGateway.Core.Upstreams.Embeddings;
using LlmGateway.Handler.Telemetry;
using LlmGateway.Shared;

namespace LlmGateway.Handler.Seed;

/// <summary>Brings a file from S3 into the table: all of it, or nothing where a row is wrong.</summary>
internal sealed class SeedImport(AwsServices aws, IEmbedder embedder, JsonLog log, TimeProvider time)
{
    private const int SideBySide = 16;

    /// <summary>CloudFormation shows about this much; the log has no more.</summary>
    private const int MostNamed = 3;

    /// <returns>How many items went in.</returns>
    /// <exception cref="SeedException">A row is wrong, or there is no such file.</exception>
    public async Task<long> RunAsync(SeedEvent seed, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("seed-").FullName;
        try
        {
            var file = Path.Combine(folder, "seed");
            await FetchAsync(seed, file, cancellationToken);
            var settings = new ImportSettings { Files = [file], OpenRows = RowReader.Of(new QuestionKeys(seed.Cache)) };
            try
            {
                await CheckAsync(seed, settings, cancellationToken);
                var written = await WriteAsync(seed, settings, cancellationToken);
                if (seed.Cache.Near is { } near) await EmbedAsync(seed, near, file, cancellationToken);
                return written;
            }
            catch (ImportException cannot)
            {
                throw new SeedException(cannot.Message.Replace(file, seed.File, StringComparison.Ordinal));
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task FetchAsync(SeedEvent seed, string file, CancellationToken cancellationToken)
    {
        using var response = await aws.S3().GetAsync($"/{Uri.EscapeDataString(seed.Bucket)}/{string.Join('/', seed.Key.Split('/').Select(Uri.EscapeDataString))}", cancellationToken);
        if (!response.IsSuccessStatusCode)
            throw new SeedException($"{seed.File} can't be read: S3 answered {(int)response.StatusCode} for {seed.Key} in {seed.Bucket}.");
        await using (var target = File.Create(file)) await response.Content.CopyToAsync(target, cancellationToken);
        // The rows' age is the file's: importing it again changes nothing.
        if (response.Content.Headers.LastModified is { } modified) File.SetLastWriteTimeUtc(file, modified.UtcDateTime);
    }

    private static async Task CheckAsync(SeedEvent seed, ImportSettings settings, CancellationToken cancellationToken)
    {
        List<ImportReject> wrong = [];
        var counts = await new Importer(settings with { OnReject = reject => { if (wrong.Count < MostNamed) wrong.Add(reject); } }, writer: null).RunAsync(cancellationToken);
        if (counts.Rejected > 0) throw Refused(seed, wrong, counts.Rejected, "Nothing was imported.");
        if (counts.Rows == 0) throw new SeedException($"{seed.File} has no rows.");
    }

    private async Task<long> WriteAsync(SeedEvent seed, ImportSettings settings, CancellationToken cancellationToken)
    {
        List<ImportReject> wrong = [];
        Importer? importer = null;
        var writer = new BatchWriter(new DynamoDbStore(aws.DynamoDb(), seed.Cache.Table, RowReader.Key), new AdaptiveLimit(SideBySide), time, Random.Shared.NextDouble, (item, reason) =>
        {
            lock (wrong) importer!.Reject(item.File, item.Line, reason, Encoding.UTF8.GetString(item.Json.Span));
        });
        importer = new Importer(settings with { OnReject = reject => { if (wrong.Count < MostNamed) wrong.Add(reject); } }, writer);
        var counts = await importer.RunAsync(cancellationToken);
        return counts.Rejected == 0 ? counts.Written : throw Refused(seed, wrong, counts.Rejected, "The other rows are in.");
    }

    /// <summary>Word for word the answers are found already: where vectors can't be made, the deployment is none the worse.</summary>
    private async Task EmbedAsync(SeedEvent seed, NearDocument near, string file, CancellationToken cancellationToken)
    {
        const string remedy = "llm-gateway answers embed makes them.";
        try
        {
            using var dynamo = new AmazonDynamoDBClient();
            var vectors = await new SeedVectors(embedder, NearStores.Open(near, seed.Cache.Table, dynamo, aws, time), seed.Cache, time).RunAsync(file, cancellationToken);
            log.Write(LogLevel.Information, FormattableString.Invariant($"made vectors of {vectors.Made} questions of {seed.File}"));
            if (vectors.LeftOut > 0) log.Write(LogLevel.Warning, FormattableString.Invariant($"there was no time for vectors of {vectors.LeftOut} questions of {seed.File}: {remedy}"));
        }
        catch (Exception failed) when (failed is GatewayException or AwsServiceException or AmazonServiceException or HttpRequestException)
        {
            log.Write(LogLevel.Warning, $"the questions of {seed.File} have no vectors: {remedy}", failed);
        }
    }

    private static SeedException Refused(SeedEvent seed, List<ImportReject> wrong, long count, string rest) => new(string.Create(
        CultureInfo.InvariantCulture, $"{string.Join("; ", wrong.Select(reject => $"{seed.File}, line {reject.Line} {reject.Reason}"))}{(count > wrong.Count ? $"; {count:N0} rows in all" : "")}. {rest}"));
}
