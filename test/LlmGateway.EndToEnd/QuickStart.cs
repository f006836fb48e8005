using System.Text.Json.Nodes;
using LlmGateway.Tool.Local;
using LlmGateway.Tool.Local.Aws;
using LlmGateway.Tool.Local.Bedrock;

namespace LlmGateway.EndToEnd;

/// <summary>The QuickStart example, synthesized once and running; tests of its collection take turns.</summary>
[CollectionDefinition(Collection)]
public sealed class QuickStart : IAsyncLifetime, ICollectionFixture<QuickStart>, ICollectionFixture<ChatPage.Chromium>
{
    public const string Collection = "QuickStart";

    private readonly string _assembly = Directory.CreateTempSubdirectory("llm-gateway-e2e-").FullName;
    private LocalRun _run = null!;

    /// <summary>With the stage, without a slash at its end.</summary>
    public string BaseUrl { get; private set; } = null!;

    public string ApiKey { get; private set; } = null!;

    /// <summary>The chat page, with a slash at its end, as the run's own user has it.</summary>
    public string Page => _run.Page!.ToString();

    /// <summary>The alias of the first model.</summary>
    public string Model { get; private set; } = null!;

    /// <summary>What Bedrock calls it.</summary>
    public string UpstreamModel { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        await BuiltApp.SynthesizeAsync("examples/QuickStart", _assembly);
        _run = await StartAsync(SimulatorScript.Unlimited);
        BaseUrl = _run.Apis.Single().Url.ToString().TrimEnd('/');
        ApiKey = _run.ApiKeys.Single().Value;
        using var client = CreateClient(_run);
        Model = JsonNode.Parse(await client.GetStringAsync("v1/models"))!["data"]![0]!["id"]!.GetValue<string>();
        using var answer = await client.PostAsync("v1/prompt", new StringContent("""{"prompt":"Who are you?"}"""));
        UpstreamModel = answer.Headers.GetValues("x-llm-gateway-model").Single();
    }

    public async Task DisposeAsync()
    {
        await _run.DisposeAsync();
        Directory.Delete(_assembly, recursive: true);
    }

    /// <summary>Another run of the same assembly, on ports of its own.</summary>
    internal Task<LocalRun> StartAsync(SimulatorScript script, Action<JsonObject>? changeTemplate = null, Action<AwsDecision>? onDecision = null, ILocalTrace? trace = null) =>
        LocalRun.StartAsync(new LocalRunOptions
        {
            Source = _assembly,
            Port = 0,
            // Reaches the us profiles without being one of their regions: each of their permissions is then one of its own.
            Region = "us-west-1",
            Script = script,
            ChangeTemplate = changeTemplate,
            OnDecision = onDecision,
            Trace = trace ?? NoTrace.Instance,
        });

    /// <summary>A client of a run that brings its API key.</summary>
    internal static HttpClient CreateClient(LocalRun run)
    {
        var client = new HttpClient(new SocketsHttpHandler()) { BaseAddress = run.Apis.Single().Url };
        client.DefaultRequestHeaders.Add("x-api-key", run.ApiKeys.Single().Value);
        return client;
    }

    /// <summary>Has the simulator follow these rules, at full speed, until the result is disposed.</summary>
    internal ScriptedBedrock Script(params SimulatorRule[] rules) => new(_run.Bedrock, rules);
}

/// <summary>The simulator while one test scripts it.</summary>
internal sealed class ScriptedBedrock : IDisposable
{
    private readonly BedrockSimulator _bedrock;

    public ScriptedBedrock(BedrockSimulator bedrock, IReadOnlyList<SimulatorRule> rules)
    {
        _bedrock = bedrock;
        bedrock.Calls.Clear();
        bedrock.Script = SimulatorScript.Unlimited with { Rules = rules };
    }

    /// <summary>What it received since.</summary>
    public SimulatedCalls Calls => _bedrock.Calls;

    public void Dispose() => _bedrock.Script = SimulatorScript.Unlimited;
}
