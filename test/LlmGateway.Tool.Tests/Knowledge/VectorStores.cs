using System.Text.Json;
using System.Text.Json.Nodes;
using Amazon.Runtime;
using CliWrap;
using CliWrap.Buffered;
using LlmGateway.Core.Aws;
using LlmGateway.Core.Knowledge.OpenSearch;
using LlmGateway.Tool.Local;
using LlmGateway.Tool.Local.Search;
using LlmGateway.Tool.Local.Vectors;
using LlmGateway.Tool.Tests.Aws;

namespace LlmGateway.Tool.Tests.Knowledge;

/// <summary><c>llm-gateway knowledge import</c> as an operator types it, into the vector stores that the local run plays, in the name of a role that may do just that.</summary>
internal sealed class VectorStores : IAsyncDisposable
{
    public const string Domain = "search-notes.us-east-1.es.amazonaws.com";
    public const string Collection = "notes.us-east-1.aoss.amazonaws.com";
    public const string Index = "outages";
    public const string IndexArn = $"arn:aws:s3vectors:us-east-1:{LocalAws.Account}:bucket/vectors/index/outages";

    private const string DomainArn = $"arn:aws:es:us-east-1:{LocalAws.Account}:domain/notes";
    private const string CollectionArn = $"arn:aws:aoss:us-east-1:{LocalAws.Account}:collection/notes";
    private const string Embed = """{"Effect":"Allow","Action":"bedrock:InvokeModel","Resource":"arn:aws:bedrock:us-east-1::foundation-model/amazon.titan-embed-text-v2:0"}""";

    private static readonly string[] AllRights =
    [
        Embed,
        $$"""{"Effect":"Allow","Action":"es:ESHttpPut","Resource":"{{DomainArn}}/outages"},{"Effect":"Allow","Action":"es:ESHttpPost","Resource":"{{DomainArn}}/outages/_bulk"}""",
        $$"""{"Effect":"Allow","Action":"aoss:APIAccessAll","Resource":"{{CollectionArn}}"},{"Effect":"Allow","Action":"s3vectors:PutVectors","Resource":"{{IndexArn}}"}""",
    ];

    private readonly LocalPrincipal _operator;

    private VectorStores(LocalAws aws, LocalPrincipal importer) => (Aws, _operator) = (aws, importer);

    public LocalAws Aws { get; }
    public LocalVectorIndex Vectors { get; private init; } = null!;
    public string Folder { get; } = Directory.CreateTempSubdirectory("knowledge-").FullName;

    /// <param name="rights">Statements of the operator's policy; none: all that an import takes.</param>
    public static async Task<VectorStores> CreateAsync(params string[] rights)
    {
        var importer = LocalAws.Role(rights.Length > 0 ? rights : AllRights);
        var index = new LocalVectorIndex(IndexArn, "vectors", "outages", 256, IsCosine: true, ["text"]);
        var aws = await LocalAws.StartAsync(options => options with
        {
            Principals = [importer, LocalAws.Developer],
            SearchHosts = [new LocalSearchHost(Domain, DomainArn, IsServerless: false), new LocalSearchHost(Collection, CollectionArn, IsServerless: true)],
            VectorIndexes = [index],
        });
        return new VectorStores(aws, importer) { Vectors = index };
    }

    public string Write(string name, string text)
    {
        File.WriteAllText(Path.Combine(Folder, name), text);
        return Path.Combine(Folder, name);
    }

    public async Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] arguments)
    {
        var result = await Cli.Wrap("dotnet")
            .WithArguments([Path.Combine(AppContext.BaseDirectory, "llm-gateway.dll"), "knowledge", "import", .. arguments, "--endpoint-url", Aws.Url])
            .WithEnvironmentVariables(environment => environment.Set("AWS_ACCESS_KEY_ID", _operator.AccessKeyId).Set("AWS_SECRET_ACCESS_KEY", _operator.SecretAccessKey)
                .Set("AWS_SESSION_TOKEN", _operator.SessionToken).Set("AWS_REGION", "us-east-1"))
            .WithValidation(CommandResultValidation.None).ExecuteBufferedAsync();
        return (result.ExitCode, result.StandardOutput.Trim(), result.StandardError.Trim());
    }

    /// <summary>Runs it to its end and reads its report.</summary>
    public async Task<JsonNode> ImportAsync(int exitCode, params string[] arguments)
    {
        var (code, output, error) = await RunAsync([.. arguments, "--json"]);
        code.Should().Be(exitCode, error);
        return JsonNode.Parse(output)!;
    }

    public static string[] ToDomain => ["--opensearch", Domain, "--index", Index, "--dimensions", "256"];
    public static string[] ToCollection => ["--opensearch", Collection, "--index", Index, "--dimensions", "256"];
    public static string[] ToS3 => ["--s3-vectors", IndexArn, "--dimensions", "256"];

    /// <summary>What is in OpenSearch, by id, as anybody reads it who may.</summary>
    public async Task<IReadOnlyDictionary<string, JsonElement>> DocumentsAsync(string host = Domain)
    {
        var services = new AwsServices(
            Connections.Create(), "us-east-1", name => name == "AWS_ENDPOINT_URL" ? Aws.Url : null, TimeProvider.System, new BasicAWSCredentials(LocalAws.Developer.AccessKeyId, LocalAws.Developer.SecretAccessKey));
        var found = await new OpenSearchClient(services.OpenSearch(host, host == Collection)).SearchAsync(Index, json =>
        {
            json.WriteStartObject();
            json.WriteNumber("size", 10_000);
            json.WriteStartObject("query");
            json.WriteStartObject("match_all");
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteEndObject();
        }, CancellationToken.None);
        return found.ToDictionary(hit => hit.Id, hit => hit.Source);
    }

    public async ValueTask DisposeAsync()
    {
        await Aws.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }
}
