using LlmGateway.Tool.Local;
using LlmGateway.Tool.Local.Bedrock;

namespace LlmGateway.EndToEnd;

/// <summary>The TeamChat example, synthesized once and running; tests of its collection take turns.</summary>
[CollectionDefinition(Collection)]
public sealed class TeamChat : IAsyncLifetime, ICollectionFixture<TeamChat>
{
    public const string Collection = "TeamChat";

    private readonly string _assembly = Directory.CreateTempSubdirectory("llm-gateway-e2e-").FullName;

    internal LocalRun Run { get; private set; } = null!;

    /// <summary>API key of one team.</summary>
    public string Support { get; private set; } = null!;

    /// <summary>API key of another.</summary>
    public string Engineering { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        await BuiltApp.SynthesizeAsync("examples/TeamChat", _assembly);
        Run = await StartAsync();
        Support = Run.ApiKeys.Single(key => key.Name.Contains("support", StringComparison.Ordinal)).Value;
        Engineering = Run.ApiKeys.Single(key => key.Name.Contains("engineering", StringComparison.Ordinal)).Value;
    }

    public async Task DisposeAsync()
    {
        await Run.DisposeAsync();
        Directory.Delete(_assembly, recursive: true);
    }

    /// <summary>Another run of the same assembly, on ports of its own.</summary>
    internal Task<LocalRun> StartAsync(Func<LocalRunOptions, LocalRunOptions>? change = null)
    {
        var options = new LocalRunOptions { Source = _assembly, Port = 0, Region = "us-west-1", Script = SimulatorScript.Unlimited };
        return LocalRun.StartAsync(change?.Invoke(options) ?? options);
    }

    /// <summary>Has the simulator follow these rules until the result is disposed.</summary>
    internal ScriptedBedrock Script(params SimulatorRule[] rules) => new(Run.Bedrock, rules);

    /// <summary>Connects to the shared run.</summary>
    internal Task<SocketClient> ConnectAsync(string? key = null) => SocketClient.ConnectAsync(Run, key ?? Support);

    /// <summary>A client of the REST gateway.</summary>
    internal HttpClient CreateHttpClient(string? key = null)
    {
        var client = new HttpClient(new SocketsHttpHandler()) { BaseAddress = Run.Apis.Single().Url };
        client.DefaultRequestHeaders.Add("x-api-key", key ?? Support);
        return client;
    }
}
