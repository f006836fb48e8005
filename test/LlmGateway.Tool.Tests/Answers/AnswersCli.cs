using System.Text.Json.Nodes;
using Amazon.DynamoDBv2.Model;
using CliWrap;
using CliWrap.Buffered;
using LlmGateway.Core.Tests.Answers;

namespace LlmGateway.Tool.Tests.Answers;

/// <summary>The commands as an operator types them, on a table of their own, in a folder of their own.</summary>
public sealed class AnswersCli : IAsyncLifetime
{
    private DynaliteTable _table = null!;

    public string Folder { get; } = Directory.CreateTempSubdirectory("answers-").FullName;

    internal DynaliteTable Table => _table;

    public async Task InitializeAsync() => _table = await DynaliteTable.CreateAsync();

    public async Task DisposeAsync()
    {
        await _table.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }

    public string PathOf(string name) => Path.Combine(Folder, name);

    public string Write(string name, string text)
    {
        File.WriteAllText(PathOf(name), text);
        return PathOf(name);
    }

    /// <summary>Runs <c>llm-gateway answers …</c> on the table.</summary>
    public Task<BufferedCommandResult> RunAsync(params string[] arguments) => Command([.. arguments, "--table", DynaliteTable.Name]).ExecuteBufferedAsync();

    /// <summary>The result of a command with <c>--json</c>.</summary>
    public async Task<JsonNode> JsonAsync(int exitCode, params string[] arguments)
    {
        var result = await RunAsync([.. arguments, "--json"]);
        result.ExitCode.Should().Be(exitCode, result.StandardError);
        return JsonNode.Parse(result.StandardOutput)!;
    }

    public Command Command(IEnumerable<string> arguments) => Cli.Wrap(Dotnet)
        .WithArguments([Path.Combine(AppContext.BaseDirectory, "llm-gateway.dll"), "answers", .. arguments, "--endpoint-url", _table.Endpoint.ToString()])
        .WithEnvironmentVariables(environment => environment.Set("AWS_ACCESS_KEY_ID", "key").Set("AWS_SECRET_ACCESS_KEY", "secret").Set("AWS_REGION", "us-east-1"))
        .WithValidation(CommandResultValidation.None);

    public async Task<IReadOnlyDictionary<string, Dictionary<string, AttributeValue>>> ItemsAsync()
    {
        Dictionary<string, Dictionary<string, AttributeValue>> items = [];
        var scan = new ScanRequest(DynaliteTable.Name);
        do
        {
            var page = await _table.Dynamo.ScanAsync(scan);
            foreach (var item in page.Items) items.Add(item["pk"].S, item);
            scan.ExclusiveStartKey = page.LastEvaluatedKey;
        }
        while (scan.ExclusiveStartKey is { Count: > 0 });
        return items;
    }

    private static string Dotnet => Environment.ProcessPath is { } program && Path.GetFileNameWithoutExtension(program) == "dotnet" ? program : "dotnet";
}
