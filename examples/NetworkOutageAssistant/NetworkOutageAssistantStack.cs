using Amazon.CDK;
using Constructs;
using LlmGateway.Constructs;

namespace NetworkOutageAssistant;

/// <summary>
/// Helps technicians of a mobile network: what happened at a node, and is it fixed? Answers come from the records of that node, with citations, to those whose
/// group may read them.
/// </summary>
internal sealed class NetworkOutageAssistantStack : Stack
{
    /// <summary>Technicians see the nodes of their region, whose numbers begin with its digit; the operations centre sees all.</summary>
    private static readonly (string Group, string[] Nodes)[] Groups =
    [
        ("north", ["node-1*"]), ("east", ["node-2*"]), ("south", ["node-3*"]), ("west", ["node-4*"]),
        ("central", ["node-5*", "node-6*", "node-7*", "node-8*", "node-9*"]),
        ("network-operations", ["*"]),
    ];

    public NetworkOutageAssistantStack(Construct scope, string id, Settings settings, IStackProps? props = null) : base(scope, id, props)
    {
        var auth = new CognitoAuth(this, "Auth", new CognitoAuthProps { Groups = [.. Groups.Select(group => group.Group)], RemovalPolicy = RemovalPolicy.DESTROY });
        Model[] models =
        [
            BedrockModel.CrossRegion("us.anthropic.claude-haiku-4-5-20251001-v1:0") with { Alias = "claude-haiku", Price = new ModelPrice(1.00m, 5.00m) },
            BedrockModel.Of("amazon.nova-lite-v1:0") with { Alias = "nova-lite" },
        ];
        Knowledge[] knowledge =
        [
            OutageStore.Make(this, settings) with
            {
                Alias = "outages",
                // A first question, to functions that have just begun, is answered from the records as well.
                Deadline = Duration.Seconds(5),
                Scopes = [.. Groups.Select(group => ScopeAccess.ForGroup(group.Group, group.Nodes))],
            },
        ];
        // All may know what all are told; what is told of a node, its readers alone.
        var cache = new QaCache(this, "Cache", new QaCacheProps
        {
            Answers = new AnswerRules { Scope = CacheScope.Shared, TimeToLive = Duration.Hours(1) },
            Seed = QaSeed.FromFile(Path.Combine(AppContext.BaseDirectory, "outage-answers.csv")),
            RemovalPolicy = RemovalPolicy.DESTROY,
        });
        var history = new ChatHistory(this, "History", new ChatHistoryProps { TimeToLive = Duration.Days(30) });

        var socket = new LlmWebSocketGateway(this, "Socket", new LlmWebSocketGatewayProps
        {
            Models = models, Authorization = GatewayAuthorization.Cognito(auth), Knowledge = knowledge, Cache = cache, History = history,
        });
        var rest = new LlmRestGateway(this, "Rest", new LlmRestGatewayProps
        {
            Models = models, Authorization = GatewayAuthorization.Cognito(auth), Knowledge = knowledge, Cache = cache, History = history, Requests = socket.Requests,
        });

        var chat = new ChatUi(this, "Chat", new ChatUiProps
        {
            Rest = rest,
            WebSocket = socket,
            Branding = new ChatBranding
            {
                Title = "Outage assistant",
                Accent = "#0b6e4f",
                AccentDark = "#5fd3a6",
                Prompts =
                [
                    new ChatPrompt("What happened on node 42 last night, and is it fixed?") { Scope = "node-42" },
                    new ChatPrompt("Is node 17 down, and what is being done?") { Scope = "node-17" },
                    "What do the severities mean?", "Who fixes a fibre cut?",
                ],
                Footer = "The scope is the node that is asked about, such as node-42. Answers cite the records of that node.",
            },
        });

        Output("ChatUrl", chat.Url, "The page to chat on");
        Output("WebSocketUrl", socket.Url, "Where WebSocket clients connect");
        Output("RestUrl", rest.Url, "Where HTTP clients call; OpenAI clients add /v1");
        Output("UserPoolId", auth.UserPool.UserPoolId, "For llm-gateway users");
        Output("UserPoolClientId", auth.BrowserClient!.UserPoolClientId, "The app client of web pages");
        Output("ToolClientId", auth.ToolClient!.UserPoolClientId, "The app client of llm-gateway login");
        Output("UserPoolDomain", auth.DomainUrl!, "Where people sign in");
    }

    private void Output(string name, string value, string description) => new CfnOutput(this, name, new CfnOutputProps { Value = value, Description = description });
}
