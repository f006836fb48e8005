using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using LlmGateway.Tool.Local;
using LlmGateway.Tool.Local.Bedrock;
using LlmGateway.Tool.Local.Cognito;
using Microsoft.Playwright;

namespace LlmGateway.EndToEnd.ChatPage;

/// <summary>The page of a whole stack, with both gateways and Cognito, as the local run serves it from the template.</summary>
/// <param name="context">Of the app.</param>
public abstract class PageRun(params (string Name, string Value)[] context) : IAsyncLifetime
{
    private const string Password = "Correct-Horse-9";

    private readonly string _assembly = Directory.CreateTempSubdirectory("llm-gateway-page-").FullName;

    internal LocalRun Run { get; private set; } = null!;

    /// <summary>Where the page is, without the slash. Cognito sends people back to plain http on this name alone.</summary>
    internal string Origin => Run.Page!.GetLeftPart(UriPartial.Authority);

    internal BedrockSimulator Bedrock => Run.Bedrock;

    public async Task InitializeAsync()
    {
        await BuiltApp.SynthesizeAsync("test/LlmGateway.EndToEnd/ChatPageApp", _assembly, context);
        Run = await LocalRun.StartAsync(new LocalRunOptions { Source = _assembly, Port = 0, Script = SimulatorScript.Unlimited, PageUser = null });
    }

    public async Task DisposeAsync()
    {
        await Run.DisposeAsync();
        Directory.Delete(_assembly, recursive: true);
    }

    /// <summary>Puts a network that can be cut between this tab and the WebSocket gateway: the page, and the policy that holds it to its gateway, name the line's port instead.</summary>
    internal async Task<CuttableLine> ThroughLineAsync(Tab tab)
    {
        var line = CuttableLine.Start(Run.Endpoint.Port);
        await ChangeConfigAsync(tab, config => config["webSocketUrl"] = ToLine(config["webSocketUrl"]!.ToString()));
        await tab.Page.RouteAsync(url => new Uri(url).AbsolutePath is "/" || url.Contains("/c/", StringComparison.Ordinal), async route =>
        {
            var page = await route.FetchAsync();
            await route.FulfillAsync(new RouteFulfillOptions { Response = page, Headers = page.Headers.ToDictionary(header => header.Key, header => ToLine(header.Value)) });
        });
        return line;

        string ToLine(string text) => Regex.Replace(text, $"(ws://[^ :]+):{Run.Endpoint.Port}", $"$1:{line.Port}");
    }

    /// <summary>Has the page of this tab read another configuration than the stack's.</summary>
    internal static Task ChangeConfigAsync(Tab tab, Action<JsonObject> change) => tab.Page.RouteAsync("**/config.json", async route =>
    {
        var response = await route.FetchAsync();
        var config = JsonNode.Parse(await response.TextAsync())!.AsObject();
        change(config);
        await route.FulfillAsync(new RouteFulfillOptions { Response = response, Body = config.ToJsonString() });
    });

    /// <summary>A new person, signed in by Cognito's page and back at the chat.</summary>
    public async Task SignInAsync(Tab tab, string name, string path = "/")
    {
        var user = new PoolUser(name, isExternal: false) { Password = Password };
        user.Attributes["email"] = $"{name}@example.com";
        Run.UserPools.Single().Users.TryAdd(name, user);
        await tab.Page.GotoAsync(Origin + path);
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
}
