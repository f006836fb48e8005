using Amazon.CDK;
using Amazon.CDK.AWS.APIGateway;
using Amazon.CDK.AWS.CertificateManager;
using Amazon.CDK.AWS.CloudWatch;
using Amazon.CDK.AWS.DynamoDB;
using Amazon.CDK.AWS.EC2;
using Amazon.CDK.AWS.IAM;
using Amazon.CDK.AWS.Lambda;
using Amazon.CDK.AWS.OpenSearchService;
using Amazon.CDK.AWS.Route53;
using Amazon.CDK.AWS.SecretsManager;

namespace LlmGateway.Constructs.Tests.Examples;

/// <summary>The C# of docs/constructs.md, docs/diagnostics.md, docs/answers.md, docs/websocket.md, docs/knowledge.md and docs/sign-in.md, line for line, in stacks that synthesize.</summary>
internal static class Guide
{
    public sealed class Smallest : Stack
    {
        public Smallest(App app) : base(app, "Smallest")
        {
            var role = new Role(this, "Role", new RoleProps { AssumedBy = new AccountRootPrincipal() });
            var gateway = new LlmRestGateway(this, "Gateway", new LlmRestGatewayProps { Models = [BedrockModel.Of("amazon.nova-lite-v1:0")] });
            gateway.GrantInvoke(role);
        }
    }

    public sealed class Capable : Stack
    {
        public Capable(App app) : base(app, "Capable")
        {
            _ = new LlmRestGateway(this, "Gateway", new LlmRestGatewayProps
            {
                Models =
                [
                    OpenAiCompatible.At("http://10.0.1.7:8000/v1", "qwen3-thinking") with
                    {
                        Capabilities = new ModelCapabilities { Reasoning = ReasoningStyle.Effort, Efforts = [ReasoningLevel.Low, ReasoningLevel.High], Vision = false, ContextWindow = 32_768 },
                    },
                    BedrockModel.CrossRegion("eu.anthropic.claude-haiku-4-5-20251001-v1:0") with { Capabilities = new ModelCapabilities { CachePoints = [] } },
                ],
            });
        }
    }

    public sealed class Whole : Stack
    {
        public Whole(App app) : base(app, "Whole")
        {
            var secret = new Secret(this, "OpenAi");
            var certificate = Certificate.FromCertificateArn(this, "Certificate", "arn:aws:acm:eu-west-1:111122223333:certificate/abc");
            var zone = HostedZone.FromHostedZoneAttributes(this, "Zone", new HostedZoneAttributes { HostedZoneId = "Z1", ZoneName = "example.com" });
            var vpc = new Vpc(this, "Vpc");
            var group = new SecurityGroup(this, "Group", new SecurityGroupProps { Vpc = vpc });
            var gateway = new LlmRestGateway(this, "Gateway", new LlmRestGatewayProps
            {
                Models =
                [
                    BedrockModel.Of("amazon.nova-lite-v1:0") with { Alias = "nova-lite" },
                    BedrockModel.CrossRegion("eu.anthropic.claude-haiku-4-5-20251001-v1:0") with { Alias = "claude-haiku", Price = new ModelPrice(1.00m, 5.00m) },
                    BedrockModel.Profile("arn:aws:bedrock:eu-west-1:111122223333:application-inference-profile/a1b2c3d4e5f6", BedrockModel.Of("amazon.nova-lite-v1:0")) with { Alias = "billed-to-team-a" },
                    OpenAiModel.Of("gpt-4o-mini", secret, "api_key") with { Alias = "gpt" },
                    AnthropicModel.Of("claude-sonnet-4-5", secret, "anthropic_key") with { Alias = "claude-sonnet" },
                    OpenAiCompatible.At("http://10.0.1.7:8000/v1", "llama-3.3-70b") with { Alias = "llama", MaxTokens = 1024 },
                ],
                Authorization = GatewayAuthorization.ApiKey(new ApiKeyPlan { Keys = ["team-a", "team-b"], RequestsPerSecond = 5, Quota = new ApiKeyQuota(10_000, Period.DAY) }),
                Access = [ModelAccess.ForApiKey("team-a", "claude-haiku", "nova-lite"), ModelAccess.ForEveryone("nova-lite")],
                Cache = new QaCache(this, "Cache", new QaCacheProps { Answers = new AnswerRules { Scope = CacheScope.Shared, TimeToLive = Duration.Days(7) } }),
                Api = new GatewayApi
                {
                    Cors = new GatewayCors { AllowOrigins = ["https://chat.example.com"] },
                    Throttle = new GatewayThrottle { RequestsPerSecond = 20, Burst = 40 },
                    Waf = Waf.Managed(),
                    Domain = new GatewayDomain { Name = "llm.example.com", Certificate = certificate, HostedZone = zone },
                },
                Function = new GatewayFunction
                {
                    Architecture = Architecture.X86_64,
                    MemoryMb = 1024,
                    ReservedConcurrency = 50,
                    Network = new FunctionNetwork { Vpc = vpc, SecurityGroups = [group] },
                    Configure = function => function.Tracing = Tracing.ACTIVE,
                },
            });
            gateway.MetricErrors("claude-haiku").CreateAlarm(this, "Errors", new CreateAlarmOptions { Threshold = 10, EvaluationPeriods = 1 });
            Annotations.Of(gateway).AcknowledgeWarning("LlmGateway:Public", "Only our VPC endpoint reaches it");
        }
    }

    public sealed class Sockets : Stack
    {
        public Sockets(App app) : base(app, "Sockets")
        {
            var role = new Role(this, "Role", new RoleProps { AssumedBy = new AccountRootPrincipal() });
            var socket = new LlmWebSocketGateway(this, "Socket", new LlmWebSocketGatewayProps
            {
                Models = [BedrockModel.Of("amazon.nova-lite-v1:0") with { Alias = "nova-lite" }],
                History = new ChatHistory(this, "History", new ChatHistoryProps { TimeToLive = Duration.Days(90) }),
                OnDisconnect = OnDisconnect.Finish,
            });
            socket.GrantConnect(role);
        }
    }

    public sealed class People : Stack
    {
        public People(App app) : base(app, "People")
        {
            Model[] models = [BedrockModel.Of("amazon.nova-lite-v1:0") with { Alias = "nova-lite" }, BedrockModel.Of("amazon.nova-pro-v1:0") with { Alias = "claude-haiku" }];
            var auth = new CognitoAuth(this, "Auth", new CognitoAuthProps
            {
                Browser = new BrowserClient { CallbackUrls = ["https://chat.example.com/"] },
                Groups = ["engineers"],
            });
            var gateway = new LlmRestGateway(this, "Gateway", new LlmRestGatewayProps
            {
                Models = models,
                Authorization = GatewayAuthorization.Cognito(auth),
                Access = [ModelAccess.ForGroup("engineers", "claude-haiku", "nova-lite"), ModelAccess.ForEveryone("nova-lite")],
            });
            auth.GrantManageUsers(gateway.Handler);
        }
    }

    public sealed class Page : Stack
    {
        public Page(App app) : base(app, "Page")
        {
            var certificate = Certificate.FromCertificateArn(this, "Certificate", "arn:aws:acm:us-east-1:111122223333:certificate/abc");
            var zone = HostedZone.FromHostedZoneAttributes(this, "Zone", new HostedZoneAttributes { HostedZoneId = "Z1", ZoneName = "example.com" });
            var authorization = GatewayAuthorization.Cognito(new CognitoAuth(this, "Auth"));
            var gateway = new LlmRestGateway(this, "Gateway", new LlmRestGatewayProps { Models = [BedrockModel.Of("amazon.nova-lite-v1:0")], Authorization = authorization });
            var socket = new LlmWebSocketGateway(this, "Socket", new LlmWebSocketGatewayProps { Models = [BedrockModel.Of("amazon.nova-lite-v1:0")], Authorization = authorization });
            var page = new ChatUi(this, "Chat", new ChatUiProps
            {
                Rest = gateway,
                WebSocket = socket,
                Domain = new ChatUiDomain { Name = "chat.example.com", Certificate = certificate, HostedZone = zone },
                Branding = new ChatBranding { Title = "Acme chat", Accent = "#0f6cbd", AccentDark = "#6cb8f6", Prompts = [new ChatPrompt("What is wrong with node 42?") { Scope = "node-42" }, "What is new?"] },
            });
        }
    }

    public sealed class PageInVpc : Stack
    {
        public PageInVpc(App app) : base(app, "PageInVpc")
        {
            var vpc = new Vpc(this, "Vpc");
            var certificate = Certificate.FromCertificateArn(this, "Certificate", "arn:aws:acm:eu-west-1:111122223333:certificate/abc");
            var gateway = new LlmRestGateway(this, "Gateway", new LlmRestGatewayProps
            {
                Models = [BedrockModel.Of("amazon.nova-lite-v1:0")],
                Authorization = GatewayAuthorization.Cognito(new CognitoAuth(this, "Auth")),
                Api = new GatewayApi { Cors = new GatewayCors { AllowOrigins = ["https://chat.example.com"] } },
            });
            var page = ChatUi.OnLoadBalancer(this, "Chat", new LoadBalancedChatUiProps
            {
                Vpc = vpc,
                Domain = new ChatUiDomain { Name = "chat.example.com", Certificate = certificate },
                Rest = gateway,
            });
        }
    }

    public sealed class InOtherWords : Stack
    {
        public InOtherWords(App app) : base(app, "InOtherWords")
        {
            _ = new LlmRestGateway(this, "Gateway", new LlmRestGatewayProps
            {
                Models = [BedrockModel.Of("amazon.nova-lite-v1:0")],
                Cache = new QaCache(this, "Cache", new QaCacheProps
                {
                    Answers = new AnswerRules { Semantic = new SemanticMatch(BedrockModel.Of("amazon.titan-embed-text-v2:0"), 0.9) { Dimensions = 256 } },
                }),
            });
        }
    }

    /// <summary>Compiled, and not synthesized: its file is the reader's own.</summary>
    public sealed class Seeded : Stack
    {
        public Seeded(App app) : base(app, "Seeded")
        {
            _ = new LlmRestGateway(this, "Gateway", new LlmRestGatewayProps
            {
                Models = [BedrockModel.Of("amazon.nova-lite-v1:0")],
                Cache = new QaCache(this, "Cache", new QaCacheProps { Seed = QaSeed.FromFile("faq.csv") }),
            });
        }
    }

    public sealed class Knowing : Stack
    {
        public Knowing(App app) : base(app, "Knowing")
        {
            var auth = new CognitoAuth(this, "Auth");
            var outages = new Table(this, "Outages", new TableProps { PartitionKey = new Amazon.CDK.AWS.DynamoDB.Attribute { Name = "node_id", Type = AttributeType.STRING } });
            var domain = new Domain(this, "Domain", new DomainProps { Version = EngineVersion.OPENSEARCH_2_13 });
            _ = new LlmRestGateway(this, "Gateway", new LlmRestGatewayProps
            {
                Models = [BedrockModel.Of("amazon.nova-lite-v1:0")],
                Authorization = GatewayAuthorization.Cognito(auth),
                Knowledge =
                [
                    Knowledge.FromTable(outages) with { Scopes = [ScopeAccess.ForGroup("north", "north-*"), ScopeAccess.ForGroup("noc", "*")] },
                    Knowledge.FromOpenSearch(domain, "manuals", BedrockModel.Of("amazon.titan-embed-text-v2:0")) with { Scopes = [ScopeAccess.ForEveryone("*")], ScopeField = null },
                ],
            });
        }
    }
}
