using System.Collections.Concurrent;
using LlmGateway.Tool.Local;
using LlmGateway.Tool.Local.Aws;
using LlmGateway.Tool.Local.Bedrock;

namespace LlmGateway.EndToEnd;

/// <summary>A stack with embedding models and kept responses, synthesized once and running; tests of its collection take turns.</summary>
[CollectionDefinition(Collection)]
public sealed class ClientsStack : IAsyncLifetime, ICollectionFixture<ClientsStack>
{
    public const string Collection = "Clients";

    private readonly string _assembly = Directory.CreateTempSubdirectory("llm-gateway-e2e-").FullName;
    private LocalRun _run = null!;

    /// <summary>With the stage, without a slash at its end.</summary>
    public string BaseUrl { get; private set; } = null!;

    /// <summary>API key of one user.</summary>
    public string Ada { get; private set; } = null!;

    /// <summary>API key of another.</summary>
    public string Bob { get; private set; } = null!;

    /// <summary>What IAM was asked, and said.</summary>
    internal ConcurrentQueue<AwsDecision> Decisions { get; } = [];

    public async Task InitializeAsync()
    {
        await BuiltApp.SynthesizeAsync("test/LlmGateway.EndToEnd/ClientsApp", _assembly);
        _run = await LocalRun.StartAsync(new LocalRunOptions { Source = _assembly, Port = 0, Region = "us-west-1", Script = SimulatorScript.Unlimited, OnDecision = Decisions.Enqueue });
        BaseUrl = _run.Apis.Single().Url.ToString().TrimEnd('/');
        Ada = _run.ApiKeys.Single(key => key.Name.Contains("ada", StringComparison.Ordinal)).Value;
        Bob = _run.ApiKeys.Single(key => key.Name.Contains("bob", StringComparison.Ordinal)).Value;
    }

    public async Task DisposeAsync()
    {
        await _run.DisposeAsync();
        Directory.Delete(_assembly, recursive: true);
    }

    /// <summary>Has the simulator follow these rules until the result is disposed.</summary>
    internal ScriptedBedrock Script(params SimulatorRule[] rules) => new(_run.Bedrock, rules);

    internal HttpClient CreateHttpClient(string? key = null)
    {
        var client = new HttpClient(new SocketsHttpHandler()) { BaseAddress = new Uri(BaseUrl + "/") };
        client.DefaultRequestHeaders.Add("x-api-key", key ?? Ada);
        return client;
    }
}
