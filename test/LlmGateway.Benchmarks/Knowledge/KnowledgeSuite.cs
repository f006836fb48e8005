using Amazon.DynamoDBv2;
using Amazon.Runtime;
using LlmGateway.Core.Aws;
using LlmGateway.Core.Knowledge;
using LlmGateway.Core.Upstreams;
using LlmGateway.Shared;
using LlmGateway.Testing;
using LlmGateway.Tool.Local;
using LlmGateway.Tool.Local.Bedrock;

namespace LlmGateway.Benchmarks.Knowledge;

/// <summary>What filling stores and looking for knowledge takes: each by itself, what it adds to an answer, and the memory of many passages.</summary>
internal static class KnowledgeSuite
{
    private const int WarmUp = 50;
    private const int Questions = 300;

    public static async Task<IReadOnlyList<Measurement>> RunAsync()
    {
        await using var run = await LocalRun.StartAsync(new LocalRunOptions
        {
            Source = Path.Combine(Repository.Root, "test", "LlmGateway.Benchmarks", "KnowledgeApp"), Port = 0, Script = SimulatorScript.Unlimited, Concurrency = 1,
        });
        using var http = Connections.Create();
        var credentials = new BasicAWSCredentials(run.Developer.AccessKeyId, run.Developer.SecretAccessKey);
        using var dynamo = new AmazonDynamoDBClient(credentials, new AmazonDynamoDBConfig { ServiceURL = run.Endpoint.ToString(), AuthenticationRegion = run.Environment.Region });
        var aws = new AwsServices(http, run.Environment.Region, name => name == "AWS_ENDPOINT_URL" ? run.Endpoint.GetLeftPart(UriPartial.Authority) : null, TimeProvider.System, credentials);
        var table = (await dynamo.ListTablesAsync()).TableNames.Single(name => name.Contains("Outages", StringComparison.Ordinal));
        var documents = Documents(run, table);
        List<Measurement> figures = [.. await ImportBenchmark.RunAsync(aws, table, documents.Where(each => each.Vectors is not null).ToDictionary(each => each.Name, each => each.Vectors!))];

        var sources = new KnowledgeStores(dynamo, aws, new UpstreamRouter(http, aws, TimeProvider.System)).Open(documents);
        foreach (var source in sources) figures.AddRange(await RetrieveAsync(source));
        figures.AddRange(await AnswerBenchmark.RunAsync(run));
        return figures;
    }

    private static async Task<IEnumerable<Measurement>> RetrieveAsync(KnowledgeSource source)
    {
        List<double> times = [];
        for (var number = 0; number < WarmUp + Questions; number++)
        {
            var began = TimeProvider.System.GetTimestamp();
            var found = await source.FindAsync("Why did the power supply fail, and is it fixed?", OutageRecords.NodeOf(number), CancellationToken.None);
            if (found.Count != 8) throw new InvalidOperationException($"{source.Name} found {found.Count} passages.");
            if (number >= WarmUp) times.Add(TimeProvider.System.GetElapsedTime(began).TotalMilliseconds);
        }
        return [new($"knowledge.retrieve.{source.Name}.p50", Percentiles.Of(times, 50), "ms"), new($"knowledge.retrieve.{source.Name}.p99", Percentiles.Of(times, 99), "ms")];
    }

    private static KnowledgeDocument[] Documents(LocalRun run, string table)
    {
        var embedding = new ModelDocument { Alias = "titan", Upstream = UpstreamKinds.Bedrock, Model = "amazon.titan-embed-text-v2:0" };
        var fields = new PassageFields { Scope = "node_id" };
        ScopeDocument[] all = [new ScopeDocument { Subject = "*", Read = ["*"] }];
        return
        [
            new KnowledgeDocument { Name = "table", Scopes = all, Table = new TableSourceDocument { Table = table, Key = "node_id" } },
            new KnowledgeDocument { Name = "opensearch", Scopes = all, Vectors = new VectorSourceDocument { OpenSearch = new OpenSearchDocument { Endpoint = run.SearchHosts.Single().Host, Index = "outages" }, Embedding = embedding, Dimensions = OutageRecords.Dimensions, Fields = fields } },
            new KnowledgeDocument { Name = "s3vectors", Scopes = all, Vectors = new VectorSourceDocument { S3Index = run.VectorIndexes.Single().Arn, Embedding = embedding, Dimensions = OutageRecords.Dimensions, Fields = fields } },
        ];
    }
}
