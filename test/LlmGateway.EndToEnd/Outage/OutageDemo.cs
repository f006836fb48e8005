using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using LlmGateway.Tool.Local;
using LlmGateway.Tool.Local.Aws;
using LlmGateway.Tool.Local.Bedrock;
using LlmGateway.Tool.Local.Cognito;
using NetworkOutageAssistant;
using NetworkOutageAssistant.Data;

namespace LlmGateway.EndToEnd.Outages;

/// <summary>The NetworkOutageAssistant example in the local run, and technicians who ask it.</summary>
public abstract class OutageDemo : IAsyncLifetime
{
    protected const string Example = "NetworkOutageAssistant";

    private const string Password = "Correct-Horse-9";

    private readonly string _assembly = Directory.CreateTempSubdirectory("llm-gateway-outages-").FullName;

    internal LocalRun Run { get; private set; } = null!;
    internal ConcurrentQueue<AwsDecision> Decisions { get; } = [];

    /// <summary>The same records as the stack's.</summary>
    internal ILookup<int, Outage> Records { get; } = OutageBook.Of(Settings.Read(_ => null, TimeProvider.System).Date).ToLookup(outage => outage.Node.Number);

    /// <summary>Access tokens of technicians.</summary>
    internal string North { get; private set; } = null!;
    internal string West { get; private set; } = null!;
    internal string Operations { get; private set; } = null!;

    /// <summary>What the app is told by the CDK's context: <c>KNOWLEDGE</c>.</summary>
    protected virtual string Store => "table";

    public virtual async Task InitializeAsync()
    {
        await BuiltApp.SynthesizeAsync($"examples/{Example}", _assembly, ("KNOWLEDGE", Store));
        Run = await LocalRun.StartAsync(new LocalRunOptions { Source = _assembly, Port = 0, Script = SimulatorScript.Unlimited, OnDecision = Decisions.Enqueue });
        North = await TokenOfAsync("nora", "north");
        West = await TokenOfAsync("wim", "west");
        Operations = await TokenOfAsync("olga", "network-operations");
    }

    public virtual async Task DisposeAsync()
    {
        await Run.DisposeAsync();
        Directory.Delete(_assembly, recursive: true);
    }

    /// <summary>Makes a technician, who signs in as <c>llm-gateway login</c> does.</summary>
    private async Task<string> TokenOfAsync(string name, string group)
    {
        var pool = Run.UserPools.Single();
        var user = new PoolUser(name, isExternal: false) { Password = Password };
        user.Attributes["email"] = $"{name}@example.com";
        user.Groups[group] = true;
        pool.Users[name] = user;
        var client = pool.Clients.Values.Single(client => client.LogicalId.Contains("Tool", StringComparison.Ordinal)).Id;
        using var http = new HttpClient(new SocketsHttpHandler());
        using var request = new HttpRequestMessage(HttpMethod.Post, Run.Endpoint)
        {
            Content = new StringContent($$$"""{"AuthFlow":"USER_PASSWORD_AUTH","ClientId":"{{{client}}}","AuthParameters":{"USERNAME":"{{{name}}}","PASSWORD":"{{{Password}}}"}}""", Encoding.UTF8, "application/x-amz-json-1.1"),
        };
        request.Headers.Add("X-Amz-Target", "AWSCognitoIdentityProviderService.InitiateAuth");
        using var response = await http.SendAsync(request);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!["AuthenticationResult"]!["AccessToken"]!.GetValue<string>();
    }

    /// <summary>Asks over HTTP.</summary>
    internal async Task<(int Status, string Cache, JsonNode Body)> AskAsync(string token, object body, string path = "v1/prompt", string? scope = null)
    {
        using var client = new HttpClient(new SocketsHttpHandler()) { BaseAddress = Run.Apis.Single(api => api.Name.EndsWith("Rest", StringComparison.Ordinal)).Url };
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(System.Text.Json.JsonSerializer.Serialize(body), Encoding.UTF8, "application/json") };
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        if (scope is not null) request.Headers.Add("x-llm-gateway-scope", scope);
        using var response = await client.SendAsync(request);
        return ((int)response.StatusCode, response.Headers.TryGetValues("x-llm-gateway-cache", out var cache) ? cache.Single() : "", JsonNode.Parse(await response.Content.ReadAsStringAsync())!);
    }

    internal static object Prompt(string question, int node) => new { prompt = question, parameters = new { node_id = $"node-{node}" } };
}
