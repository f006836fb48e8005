using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using LlmGateway.EndToEnd.SignIn;
using LlmGateway.Tool.Local;
using LlmGateway.Tool.Local.Aws;
using LlmGateway.Tool.Local.Bedrock;
using LlmGateway.Tool.Local.Cognito;
using LlmGateway.Tool.Local.Template;

namespace LlmGateway.EndToEnd.Knowledge;

/// <summary>Both gateways with knowledge, its stores filled; tests of its collection take turns.</summary>
[CollectionDefinition(Collection)]
public sealed class KnowledgeStack : IAsyncLifetime, ICollectionFixture<KnowledgeStack>
{
    public const string Collection = "Knowledge";
    private const string Password = "Correct-Horse-9";

    private readonly string _assembly = Directory.CreateTempSubdirectory("llm-gateway-knowledge-").FullName;

    private string Manuals => Path.Combine(_assembly, "manuals.jsonl");

    internal LocalRun Run { get; private set; } = null!;
    internal ConcurrentQueue<AwsDecision> Decisions { get; } = [];
    internal JsonObject Template { get; private set; } = null!;

    /// <summary>Access tokens of a person of each region.</summary>
    internal string North { get; private set; } = null!;
    internal string South { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        await BuiltApp.SynthesizeAsync("test/LlmGateway.EndToEnd/KnowledgeApp", _assembly);
        await File.WriteAllLinesAsync(Manuals, Records.Passages.Select(passage => new JsonObject
        {
            ["text"] = passage.Text, ["uri"] = $"s3://manuals/{passage.Id}.pdf", ["metadata"] = new JsonObject { ["node_id"] = passage.Node, ["title"] = $"Manual {passage.Id}" },
        }.ToJsonString()));
        Run = await StartAsync(Decisions.Enqueue, template => Template = template);
        North = await TokenOfAsync(Run, "nora", "north");
        South = await TokenOfAsync(Run, "sam", "south");
    }

    public async Task DisposeAsync()
    {
        await Run.DisposeAsync();
        Directory.Delete(_assembly, recursive: true);
    }

    /// <summary>Another run of the same assembly, its stores filled as well.</summary>
    internal async Task<LocalRun> StartAsync(Action<AwsDecision>? onDecision = null, Action<JsonObject>? change = null)
    {
        var run = await LocalRun.StartAsync(new LocalRunOptions { Source = _assembly, Port = 0, Script = SimulatorScript.Unlimited, Inputs = new StackInputs { KnowledgeBases = new Dictionary<string, string> { ["MANUALS123"] = Manuals } }, OnDecision = onDecision, ChangeTemplate = change });
        await KnowledgeFiller.FillAsync(run);
        return run;
    }

    internal static async Task<string> TokenOfAsync(LocalRun run, string name, string group)
    {
        var user = new PoolUser(name, isExternal: false) { Password = Password };
        user.Attributes["email"] = $"{name}@example.com";
        user.Groups[group] = true;
        run.UserPools.Single().Users[name] = user;
        using var browser = new UserAgent(run);
        var (app, _, _) = await browser.PasswordAsync(name, Password);
        var (_, body) = await browser.RedeemAsync(app!["code"]!);
        return body["access_token"]!.GetValue<string>();
    }

    /// <summary>Asks over HTTP.</summary>
    internal async Task<Reply> AskAsync(string token, string body, string path = "v1/prompt", string? scope = null, LocalRun? run = null)
    {
        using var client = new HttpClient(new SocketsHttpHandler()) { BaseAddress = (run ?? Run).Apis.Single(api => api.Name.EndsWith("Rest", StringComparison.Ordinal)).Url };
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        if (scope is not null) request.Headers.Add("x-llm-gateway-scope", scope);
        using var response = await client.SendAsync(request);
        return new Reply((int)response.StatusCode, response.Headers.ToDictionary(header => header.Key, header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase), await response.Content.ReadAsStringAsync());
    }

    /// <summary>The last prompt.</summary>
    internal string SentToModel() => Encoding.UTF8.GetString(Run.Bedrock.Calls.Last(call => !call.Target.Contains("titan-embed", StringComparison.Ordinal)).Body.Span);

    /// <summary>What came back.</summary>
    internal sealed record Reply(int Status, IReadOnlyDictionary<string, string> Headers, string Text)
    {
        public JsonNode Json => JsonNode.Parse(Text)!;

        /// <summary>The frames of a stream.</summary>
        public IReadOnlyList<JsonNode> Frames => [.. Text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Where(line => line.StartsWith("data: {", StringComparison.Ordinal)).Select(line => JsonNode.Parse(line[6..])!)];
    }
}
