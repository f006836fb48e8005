using LlmGateway.Tool.Local;
using LlmGateway.Tool.Local.Bedrock;

namespace LlmGateway.EndToEnd.CodingAgents;

/// <summary>A gateway for coding agents, running; tests of its collection take turns.</summary>
[CollectionDefinition(Collection)]
public sealed class AgentStack : IAsyncLifetime, ICollectionFixture<AgentStack>
{
    public const string Collection = "CodingAgents";

    /// <summary>Takes all that Claude Code asks of a new Claude.</summary>
    public const string Sonnet = "claude-sonnet-5";

    /// <summary>Thinks by a budget.</summary>
    public const string Haiku = "claude-haiku-4-5";

    /// <summary>The same, under a name that no agent knows.</summary>
    public const string TeamHaiku = "team-haiku";

    /// <summary>No Claude: all protocols are translated.</summary>
    public const string Nova = "nova";

    private readonly string _assembly = Directory.CreateTempSubdirectory("llm-gateway-agents-").FullName;
    private LocalRun _run = null!;

    /// <summary>With the stage, without a slash at its end.</summary>
    public string BaseUrl { get; private set; } = null!;

    public string ApiKey { get; private set; } = null!;

    /// <summary>What agents asked of the gateway, and the status that they got.</summary>
    internal WireHeard Wire { get; } = new();

    public async Task InitializeAsync()
    {
        await BuiltApp.SynthesizeAsync("test/LlmGateway.EndToEnd/AgentsApp", _assembly);
        _run = await LocalRun.StartAsync(new LocalRunOptions { Source = _assembly, Port = 0, Region = "us-west-1", Script = SimulatorScript.Unlimited, Trace = Wire });
        BaseUrl = _run.Apis.Single().Url.ToString().TrimEnd('/');
        ApiKey = _run.ApiKeys.Single().Value;
    }

    public async Task DisposeAsync()
    {
        await _run.DisposeAsync();
        Directory.Delete(_assembly, recursive: true);
    }

    /// <summary>Has the simulator follow these rules until the result is disposed, and the wire be heard from here on.</summary>
    internal ScriptedBedrock Script(params SimulatorRule[] rules)
    {
        Wire.Clear();
        return new ScriptedBedrock(_run.Bedrock, rules);
    }
}
