using System.Diagnostics;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using LlmGateway.Core.Answers;
using LlmGateway.Core.Answers.Import;
using LlmGateway.Core.Import;
using LlmGateway.Core.Aws;
using LlmGateway.Core.Tests.Answers;
using LlmGateway.Shared;

namespace LlmGateway.Benchmarks.Answers;

/// <summary>An import beside a script that puts one item after the other: into dynalite as it is, and as far away as DynamoDB is in its region.</summary>
internal static class ImportBenchmark
{
    private const int Pairs = 100_000;

    /// <summary>One after the other is timed by fewer, since its rate does not change.</summary>
    private const int OneByOne = 5_000;

    private const int SideBySide = 32;

    private static readonly TimeSpan Away = TimeSpan.FromMilliseconds(5);

    public static async Task<IReadOnlyList<Measurement>> RunAsync()
    {
        // Dynalite looks at a signature's form alone.
        Environment.SetEnvironmentVariable("AWS_ACCESS_KEY_ID", "key");
        Environment.SetEnvironmentVariable("AWS_SECRET_ACCESS_KEY", "secret");
        using var file = new PairsFile(Pairs);
        var (here, single) = (await ImportAsync(file, TimeSpan.Zero), await PutOneByOneAsync(TimeSpan.Zero, OneByOne));
        var (there, singleThere) = (await ImportAsync(file, Away), await PutOneByOneAsync(Away, OneByOne / 5));
        var (memory, memoryOfTenth) = (await MemoryAsync(file), await MemoryOfAsync(Pairs / 10));
        // As the original sample's script does it, where this machine has what it needs.
        var script = await ScriptedPuts.RateAsync(OneByOne);
        IEnumerable<Measurement> besideScript = script is not { } rate ? [] :
        [
            new("answers.put.boto3", rate, "items/s"),
            new("answers.import.boto3.ratio", here / rate, "", Floor: 20),
        ];
        return
        [
            .. besideScript,
            new("answers.import", here, "items/s"),
            new("answers.put.one-by-one", single, "items/s"),
            new("answers.import.ratio", here / single, "", Floor: 20),
            new("answers.import.5ms", there, "items/s"),
            new("answers.put.one-by-one.5ms", singleThere, "items/s"),
            new("answers.import.5ms.ratio", there / singleThere, "", Floor: 20),
            new("answers.import.rss", memory, "MB"),
            new("answers.import.tenth.rss", memoryOfTenth, "MB"),
        ];
    }

    private static async Task<double> ImportAsync(PairsFile file, TimeSpan away)
    {
        await using var table = await DynaliteTable.CreateAsync();
        using var http = new HttpMessageInvoker(new SlowRoad(away));
        var aws = new AwsServices(http, "us-east-1", name => name == "AWS_ENDPOINT_URL" ? table.Endpoint.ToString() : null, TimeProvider.System);
        Importer? importer = null;
        var writer = new BatchWriter(new DynamoDbStore(aws.DynamoDb(), DynaliteTable.Name, RowReader.Key), new AdaptiveLimit(SideBySide), TimeProvider.System, Random.Shared.NextDouble, (item, reason) => importer!.Reject(item.File, item.Line, reason, ""));
        importer = new Importer(new ImportSettings { Files = [file.Path], OpenRows = RowReader.Of(new QuestionKeys(new CacheDocument { Table = DynaliteTable.Name, Scope = CacheScopes.Shared })) }, writer);
        var start = Stopwatch.GetTimestamp();
        var counts = await importer.RunAsync(CancellationToken.None);
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        return counts is { Written: Pairs, Rejected: 0 } ? Pairs / seconds : throw new InvalidOperationException($"Not all went in: {counts}");
    }

    private static async Task<double> PutOneByOneAsync(TimeSpan away, int count)
    {
        await using var table = await DynaliteTable.CreateAsync();
        using var dynamo = new AmazonDynamoDBClient("key", "secret", new AmazonDynamoDBConfig { ServiceURL = table.Endpoint.ToString(), AuthenticationRegion = "us-east-1", HttpClientFactory = new Road(away) });
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < count; i++)
            await dynamo.PutItemAsync(DynaliteTable.Name, new Dictionary<string, AttributeValue> { ["pk"] = new($"shared#v2#{i:x64}"), ["question"] = new(PairsFile.Question(i)), ["answer"] = new(PairsFile.Answer(i)) });
        return count / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static async Task<double> MemoryOfAsync(int pairs)
    {
        using var file = new PairsFile(pairs);
        return await MemoryAsync(file);
    }

    /// <summary>The most memory that the command itself had, in MB.</summary>
    private static async Task<double> MemoryAsync(PairsFile file)
    {
        await using var table = await DynaliteTable.CreateAsync();
        using var import = Process.Start(new ProcessStartInfo("dotnet")
        {
            ArgumentList = { Path.Combine(AppContext.BaseDirectory, "llm-gateway.dll"), "answers", "import", file.Path, "--table", DynaliteTable.Name, "--endpoint-url", table.Endpoint.ToString(), "--json" },
            Environment = { ["AWS_ACCESS_KEY_ID"] = "key", ["AWS_SECRET_ACCESS_KEY"] = "secret", ["AWS_REGION"] = "us-east-1" },
            RedirectStandardOutput = true,
        })!;
        long most = 0;
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (!import.HasExited && await look.WaitForNextTickAsync())
        {
            import.Refresh();
            if (!import.HasExited) most = Math.Max(most, import.WorkingSet64);
        }
        return import.ExitCode == 0 ? most / 1e6 : throw new InvalidOperationException("The import failed.");
    }

    private sealed class Road(TimeSpan away) : HttpClientFactory
    {
        public override HttpClient CreateHttpClient(IClientConfig clientConfig) => new(new SlowRoad(away));
    }
}
