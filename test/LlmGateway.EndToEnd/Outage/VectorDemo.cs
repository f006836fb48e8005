using System.Text.Json.Nodes;
using CliWrap;
using CliWrap.Buffered;
using NetworkOutageAssistant.Data;

namespace LlmGateway.EndToEnd.Outages;

/// <summary>The demo on a store of vectors, which an operator fills as the example's README says.</summary>
/// <param name="word">Of <c>KNOWLEDGE</c>.</param>
public abstract class VectorDemo(string word) : OutageDemo
{
    private readonly string _folder = Directory.CreateTempSubdirectory("llm-gateway-records-").FullName;

    /// <summary>What the import said.</summary>
    internal JsonNode Report { get; private set; } = null!;

    protected override string Store => word;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        var records = Path.Combine(_folder, "outages.jsonl");
        OutageFile.WriteRecords(records, Records.SelectMany(node => node));
        Report = await ImportAsync(records);
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<JsonNode> ImportAsync(string records)
    {
        var result = await Cli.Wrap("dotnet")
            .WithArguments([Path.Combine(AppContext.BaseDirectory, "llm-gateway.dll"), "knowledge", "import", records, "--stack", Example, "--id", "node_id,started_at", "--endpoint-url", Run.Endpoint.ToString().TrimEnd('/'), "--json"])
            .WithEnvironmentVariables(environment => environment.Set("AWS_ACCESS_KEY_ID", Run.Developer.AccessKeyId).Set("AWS_SECRET_ACCESS_KEY", Run.Developer.SecretAccessKey).Set("AWS_REGION", Run.Environment.Region))
            .WithValidation(CommandResultValidation.None).ExecuteBufferedAsync();
        result.ExitCode.Should().Be(0, result.StandardError);
        return JsonNode.Parse(result.StandardOutput)!;
    }
}

public sealed class OpenSearchDemo() : VectorDemo("opensearch");

public sealed class S3VectorsDemo() : VectorDemo("s3-vectors");
