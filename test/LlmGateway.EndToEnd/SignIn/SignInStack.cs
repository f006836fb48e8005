using System.Collections.Concurrent;
using System.Net;
using System.Net.WebSockets;
using System.Text.Json.Nodes;
using LlmGateway.Tool.Local;
using LlmGateway.Tool.Local.Aws;
using LlmGateway.Tool.Local.Bedrock;
using LlmGateway.Tool.Local.Cognito;
using LlmGateway.Tool.Local.Template;

namespace LlmGateway.EndToEnd.SignIn;

/// <summary>Both gateways behind one user pool, with a SAML directory and a GitHub beside it; tests of its collection take turns.</summary>
[CollectionDefinition(Collection)]
public sealed class SignInStack : IAsyncLifetime, ICollectionFixture<SignInStack>
{
    public const string Collection = "SignIn";
    public const string Password = "Correct-Horse-9";

    private readonly string _assembly = Directory.CreateTempSubdirectory("llm-gateway-signin-").FullName;

    internal LocalRun Run { get; private set; } = null!;
    internal SamlDirectory Saml { get; private set; } = null!;
    internal GitHubStandIn GitHub { get; private set; } = null!;
    internal ConcurrentQueue<AwsDecision> Decisions { get; } = [];
    internal JsonObject Template { get; private set; } = null!;
    internal UserPool Pool => Run.UserPools.Single();

    public async Task InitializeAsync()
    {
        Saml = await SamlDirectory.StartAsync();
        GitHub = await GitHubStandIn.StartAsync();
        await BuiltApp.SynthesizeAsync("test/LlmGateway.EndToEnd/SignInApp", _assembly);
        Run = await StartAsync();
    }

    /// <summary>Another run of the same assembly, on ports of its own.</summary>
    internal Task<LocalRun> StartAsync() => LocalRun.StartAsync(new LocalRunOptions
    {
        Source = _assembly, Port = 0, Script = SimulatorScript.Unlimited, OnDecision = Decisions.Enqueue,
        Inputs = new StackInputs { Secrets = new Dictionary<string, string> { ["github"] = GitHubStandIn.ClientSecret } },
        ChangeTemplate = PointAtStandIns,
    });

    public async Task DisposeAsync()
    {
        await Run.DisposeAsync();
        await Saml.DisposeAsync();
        await GitHub.DisposeAsync();
        Directory.Delete(_assembly, recursive: true);
    }

    /// <summary>A user with a password, who may sign in.</summary>
    internal PoolUser AddUser(string name, params string[] groups)
    {
        var user = new PoolUser(name, isExternal: false) { Password = Password };
        user.Attributes["email"] = $"{name}@example.com";
        foreach (var group in groups) user.Groups[group] = true;
        return Pool.Users[name] = user;
    }

    /// <summary>The access token of a user with a password.</summary>
    internal async Task<string> TokenOfAsync(string name, params string[] groups)
    {
        AddUser(name, groups);
        using var browser = new UserAgent(Run);
        var (app, _, _) = await browser.PasswordAsync(name, Password);
        var (_, body) = await browser.RedeemAsync(app!["code"]!);
        return body["access_token"]!.GetValue<string>();
    }

    internal HttpClient Http(string? token) => Http(Run, token);

    internal static HttpClient Http(LocalRun run, string? token)
    {
        var client = new HttpClient(new SocketsHttpHandler { ConnectCallback = LoopbackNames.ConnectAsync }) { BaseAddress = run.Apis.Single(api => api.Name.EndsWith("Rest", StringComparison.Ordinal)).Url };
        if (token is not null) client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        return client;
    }

    internal async Task<HttpStatusCode> RestStatusAsync(string? token)
    {
        using var client = Http(token);
        using var response = await client.PostAsync("v1/prompt", new StringContent("""{"prompt":"Hello"}"""));
        return response.StatusCode;
    }

    /// <summary>Null: it is let in.</summary>
    internal Task<HttpStatusCode?> ConnectStatusAsync(Action<ClientWebSocket> configure, string query = "") => ConnectStatusAsync(Run, configure, query);

    internal static async Task<HttpStatusCode?> ConnectStatusAsync(LocalRun run, Action<ClientWebSocket> configure, string query = "")
    {
        using var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        configure(socket);
        try
        {
            await socket.ConnectAsync(new Uri(run.SocketApis.Single().Url + query), CancellationToken.None);
            return null;
        }
        catch (WebSocketException)
        {
            return socket.HttpStatusCode;
        }
    }

    internal Task<HttpStatusCode?> ConnectStatusAsync(string? token) => ConnectStatusAsync(socket =>
    {
        if (token is not null) socket.Options.SetRequestHeader("Authorization", $"Bearer {token}");
    });

    private void PointAtStandIns(JsonObject template)
    {
        var changed = (JsonObject)JsonNode.Parse(template.ToJsonString().Replace("https://github.test", GitHub.Url, StringComparison.Ordinal))!;
        foreach (var (_, resource) in changed["Resources"]!.AsObject())
            if (resource!["Properties"]?["ProviderType"]?.ToString() == "SAML") resource["Properties"]!["ProviderDetails"] = new JsonObject { ["MetadataFile"] = Saml.Metadata };
        foreach (var name in template.Select(member => member.Key).ToList()) template[name] = changed[name]!.DeepClone();
        Template = template;
    }
}
