using System.Text.Json.Nodes;
using LlmGateway.Testing;
using LlmGateway.Tool.Local;
using LlmGateway.Tool.Local.Bedrock;
using LlmGateway.Tool.Local.Cognito;
using LlmGateway.Tool.Local.Synthesis;
using Microsoft.Playwright;

namespace LlmGateway.EndToEnd.ChatPage;

/// <summary>The page before a whole stack: both gateways and Cognito, run from their template; tests of its collection take turns.</summary>
[CollectionDefinition(Collection)]
public sealed class PageStack : IAsyncLifetime, ICollectionFixture<PageStack>, ICollectionFixture<Chromium>
{
    public const string Collection = "ChatPage";
    private const string Password = "Correct-Horse-9";

    private readonly string _assembly = Directory.CreateTempSubdirectory("llm-gateway-page-").FullName;

    internal LocalRun Run { get; private set; } = null!;
    internal PageSite Site { get; private set; } = null!;

    /// <summary>Between the page and the WebSocket gateway.</summary>
    internal CuttableLine Line { get; private set; } = null!;
    internal BedrockSimulator Bedrock => Run.Bedrock;

    public async Task InitializeAsync()
    {
        Site = await PageSite.StartAsync();
        await AppSource.OpenAsync(Path.Combine(Repository.Root, "test", "LlmGateway.EndToEnd", "ChatPageApp"), _assembly, _ => { }, CancellationToken.None);
        Run = await LocalRun.StartAsync(new LocalRunOptions { Source = _assembly, Port = 0, Script = SimulatorScript.Unlimited, ChangeTemplate = PointAtSite });
        Line = CuttableLine.Start(Run.Endpoint.Port);
        var (rest, socket) = (Run.Apis.Single().Url, new UriBuilder(Run.SocketApis.Single().Url) { Port = Line.Port }.Uri);
        var domain = $"http://localhost:{Run.Endpoint.Port}";
        Site.Gateways = [rest.GetLeftPart(UriPartial.Authority), socket.GetLeftPart(UriPartial.Authority), domain];
        Site.Config = new JsonObject
        {
            ["version"] = 1, ["title"] = "Acme Chat", ["prompts"] = new JsonArray("What is a gateway?"), ["webSocketUrl"] = socket.ToString().TrimEnd('/'), ["restUrl"] = rest.ToString().TrimEnd('/'),
            ["auth"] = new JsonObject { ["type"] = "cognito", ["domain"] = domain, ["clientId"] = Run.UserPools.Single().Clients.Values.Single(each => each.LogicalId.Contains("Browser", StringComparison.Ordinal)).Id },
            ["features"] = new JsonObject { ["history"] = true },
        };
    }

    public async Task DisposeAsync()
    {
        await Line.DisposeAsync();
        await Run.DisposeAsync();
        await Site.DisposeAsync();
        Directory.Delete(_assembly, recursive: true);
    }

    /// <summary>A new person, signed in by Cognito's page and back at the chat.</summary>
    public async Task SignInAsync(Tab tab, string name, string path = "/")
    {
        var user = new PoolUser(name, isExternal: false) { Password = Password };
        user.Attributes["email"] = $"{name}@example.com";
        Run.UserPools.Single().Users.TryAdd(name, user);
        await tab.Page.GotoAsync(Site.Origin + path);
        await FillInAsync(tab, name);
        await tab.Question.WaitForAsync();
    }

    /// <summary>Cognito's page, filled in.</summary>
    public static async Task FillInAsync(Tab tab, string name)
    {
        await tab.Page.GetByLabel("User name").FillAsync(name);
        await tab.Page.GetByLabel("Password").FillAsync(Password);
        await tab.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Sign in" }).ClickAsync();
    }

    /// <summary>Has the simulator follow these rules until the result is disposed.</summary>
    internal ScriptedBedrock Script(params SimulatorRule[] rules) => new(Run.Bedrock, rules);

    private void PointAtSite(JsonObject template)
    {
        var changed = (JsonObject)JsonNode.Parse(template.ToJsonString().Replace("https://chat.example.com", Site.Origin, StringComparison.Ordinal))!;
        foreach (var name in template.Select(member => member.Key).ToList()) template[name] = changed[name]!.DeepClone();
    }
}
