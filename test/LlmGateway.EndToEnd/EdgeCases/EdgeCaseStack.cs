using System.Text.Json.Nodes;
using LlmGateway.Testing;
using LlmGateway.Tool.Local;
using LlmGateway.Tool.Local.Bedrock;

namespace LlmGateway.EndToEnd.EdgeCases;

/// <summary>A stack with a model of each kind, running; tests of its collection take turns. Each class of the collection is a line of the list "what real clients trip over".</summary>
[CollectionDefinition(Collection)]
public sealed class EdgeCaseStack : IAsyncLifetime, ICollectionFixture<EdgeCaseStack>
{
    public const string Collection = "EdgeCases";

    /// <summary>Takes temperature or top_p, thinks by a budget, caches prompts.</summary>
    public const string Claude = "claude";

    /// <summary>Takes neither, thinks by an effort, and refuses a last turn of the assistant.</summary>
    public const string NewClaude = "claude-new";

    /// <summary>Takes both, and has no structured output.</summary>
    public const string Nova = "nova";

    /// <summary>Caches no prompts.</summary>
    public const string Llama = "llama";

    /// <summary>Behind a server of OpenAI's protocol.</summary>
    public const string Open = "open";

    private readonly string _assembly = Directory.CreateTempSubdirectory("llm-gateway-edge-").FullName;

    internal LocalRun Run { get; private set; } = null!;

    /// <summary>Where <see cref="Open"/> is.</summary>
    internal RecordingServer Server { get; private set; } = null!;

    /// <summary>What the handler logged.</summary>
    internal LinesHeard Lines { get; } = new();

    public async Task InitializeAsync()
    {
        Server = await RecordingServer.StartAsync();
        await BuiltApp.SynthesizeAsync("test/LlmGateway.EndToEnd/EdgeCasesApp", _assembly);
        Run = await LocalRun.StartAsync(new LocalRunOptions
        {
            Source = _assembly, Port = 0, Region = "us-west-1", Script = SimulatorScript.Unlimited, ChangeTemplate = Prepare, Trace = Lines,
        });
    }

    public async Task DisposeAsync()
    {
        await Run.DisposeAsync();
        await Server.DisposeAsync();
        Directory.Delete(_assembly, recursive: true);
    }

    /// <summary>Has the simulator follow these rules, at full speed, until the result is disposed.</summary>
    internal ScriptedBedrock Script(params SimulatorRule[] rules) => new(Run.Bedrock, rules);

    /// <summary>A request by npm's <c>openai</c>.</summary>
    internal Task<WireAnswer> OpenAiAsync(string body, string headers = "{}") => AskAsync("openai", body, headers);

    /// <summary>A request by npm's <c>@anthropic-ai/sdk</c>.</summary>
    internal Task<WireAnswer> AnthropicAsync(string body, string headers = "{}") => AskAsync("anthropic", body, headers);

    /// <summary>A request without a client: exactly these bytes.</summary>
    internal async Task<string> RawAsync(string path, string body)
    {
        using var client = QuickStart.CreateClient(Run);
        using var answer = await client.PostAsync(path, new StringContent(body));
        return await answer.Content.ReadAsStringAsync();
    }

    private async Task<WireAnswer> AskAsync(string sdk, string body, string headers)
    {
        var result = await NodeModules.RunAsync("wire-client.mjs", [Run.Apis.Single().Url.ToString().TrimEnd('/'), Run.ApiKeys.Single().Value, sdk, body, headers]);
        result.ExitCode.Should().Be(0, result.StandardError);
        return new WireAnswer(JsonNode.Parse(result.StandardOutput)!);
    }

    /// <summary>Its own server behind one model, and files of this machine for requests that name some.</summary>
    private void Prepare(JsonObject template)
    {
        foreach (var (_, resource) in template["Resources"]!.AsObject())
        {
            if (resource!["Properties"]?["Environment"]?["Variables"] is not JsonObject { } variables || variables["LLM_GATEWAY_CONFIG"] is not { } config) continue;
            variables["LLM_GATEWAY_CONFIG"] = JsonNode.Parse(config.ToJsonString().Replace("http://models.invalid", Server.Url, StringComparison.Ordinal));
            variables["LLM_GATEWAY_FETCH_LOOPBACK"] = "true";
        }
    }
}

/// <summary>What a client made of an answer, and the bytes that it was made from.</summary>
internal sealed record WireAnswer(JsonNode Json)
{
    public JsonNode Value => Json["value"] ?? throw new InvalidOperationException($"No answer: {Json.ToJsonString()}");
    public JsonNode Error => Json["error"] ?? throw new InvalidOperationException($"No error: {Json.ToJsonString()}");
    public bool Failed => Json["error"] is not null;
    public IReadOnlyList<JsonNode> Events => Json["error"] is null ? EventsBeforeError : throw new InvalidOperationException($"Failed: {Json.ToJsonString()}");
    public IReadOnlyList<JsonNode> EventsBeforeError => [.. Json["events"]!.AsArray().Select(one => one!)];

    /// <summary>The body.</summary>
    public string Raw => Json["raw"]!.GetValue<string>();
    public int Status => Json["status"]!.GetValue<int>();
    public string? Header(string name) => Json["headers"]![name]?.GetValue<string>();

    /// <summary>What the upstream had to do without.</summary>
    public IReadOnlyList<string> Dropped => Header("x-llm-gateway-dropped")?.Split(',') ?? [];
}

/// <summary>What reached the simulator.</summary>
internal static class Received
{
    public static JsonNode Body(this ScriptedBedrock script) => JsonNode.Parse(script.Calls.Last().Body.Span)!;

    /// <summary>A member of the body, as it was sent.</summary>
    public static string? Sent(this ScriptedBedrock script, string member) => script.Body()[member]?.ToJsonString();

    /// <summary>Turns by the kinds of their blocks: <c>user: text image</c>.</summary>
    public static IReadOnlyList<string> Turns(this ScriptedBedrock script) =>
        [.. script.Body()["messages"]!.AsArray().Select(turn => $"{turn!["role"]}: {string.Join(' ', turn["content"]!.AsArray().Select(block => block!.AsObject().First().Key))}")];

    /// <summary>A block of a turn.</summary>
    public static JsonNode Block(this ScriptedBedrock script, int turn, int block) => script.Body()["messages"]![turn]!["content"]![block]!;
}
