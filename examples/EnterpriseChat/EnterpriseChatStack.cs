using Amazon.CDK;
using Amazon.CDK.AWS.CertificateManager;
using Amazon.CDK.AWS.EC2;
using Amazon.CDK.AWS.OpenSearchService;
using Amazon.CDK.AWS.SecretsManager;
using Constructs;
using LlmGateway.Constructs;

namespace EnterpriseChat;

/// <summary>
/// A company's gateway, driven by a settings file: REST or WebSocket; people by Azure AD, GitHub or a password, programs by their own credentials, IAM or API keys.
/// </summary>
internal sealed class EnterpriseChatStack : Stack
{
    /// <summary>Secrets that deploy.sh makes of the settings: their values are in no template.</summary>
    private static readonly string[] Geographies = ["us.", "eu.", "apac.", "jp.", "au.", "ca.", "us-gov.", "global."];

    private const string OpenAiSecret = "enterprise-chat/openai";
    private const string AnthropicSecret = "enterprise-chat/anthropic";
    private const string GitHubSecret = "enterprise-chat/github";

    private readonly FunctionNetwork? _network;

    public EnterpriseChatStack(Construct scope, string id, Settings settings, IStackProps? props = null) : base(scope, id, props)
    {
        var auth = settings.UsesIam || OnlyKeys(settings) ? null : SignIn(settings);
        var authorization = Authorization(settings, auth);
        Model[] models =
        [
            .. settings.ModelId is { } first ? new Model[] { Chosen(first) with { MaxTokens = settings.MaxTokens, Temperature = settings.Temperature } } : [],
            BedrockModel.CrossRegion($"{Geography(settings.Region)}.anthropic.claude-haiku-4-5-20251001-v1:0") with { Alias = "claude-haiku", MaxTokens = settings.MaxTokens, Temperature = settings.Temperature },
            BedrockModel.Of("amazon.nova-lite-v1:0") with { Alias = "nova-lite", MaxTokens = settings.MaxTokens, Temperature = settings.Temperature },
            .. settings.HasOpenAi
                ? new Model[] { OpenAiModel.Of("gpt-4o-mini", UpstreamKey.FromSecret(Secret.FromSecretNameV2(this, "OpenAiKey", OpenAiSecret))) with { MaxTokens = settings.MaxTokens, Temperature = settings.Temperature } }
                : [],
            .. settings.HasAnthropic
                ? new Model[] { AnthropicModel.Of("claude-haiku-4-5", UpstreamKey.FromSecret(Secret.FromSecretNameV2(this, "AnthropicKey", AnthropicSecret))) with { Alias = "claude-haiku-anthropic", MaxTokens = settings.MaxTokens, Temperature = settings.Temperature } }
                : [],
        ];
        Knowledge[] knowledge = settings.OpenSearch is { } search ? [Passages(search)] : [];
        var domain = settings.GatewayDomain is var (name, arn) ? new GatewayDomain { Name = name, Certificate = Certificate.FromCertificateArn(this, "GatewayCertificate", arn) } : null;
        foreach (var setting in settings.NotEnforced)
            Annotations.Of(this).AddWarningV2($"LlmGateway:NotEnforcedYet:{setting}", $"{setting} is read, and nothing keeps it yet: no quota, no list of administrators and no default access follows from it.");
        var cache = new QaCache(this, "Cache");
        var history = new ChatHistory(this, "History", new ChatHistoryProps { TimeToLive = Duration.Days(90) });
        var function = new GatewayFunction { Network = _network = Network(settings) };
        var socket = settings.IsRest ? null : new LlmWebSocketGateway(this, "Gateway", new LlmWebSocketGatewayProps
        {
            Models = models, Authorization = authorization, Cache = cache, History = history, Knowledge = knowledge, Function = function, Domain = domain,
        });
        // Beside a WebSocket gateway for the page, which lists models and chats by it.
        var rest = !settings.IsRest && !settings.HasPage ? null : new LlmRestGateway(this, settings.IsRest ? "Gateway" : "Rest", new LlmRestGatewayProps
        {
            Models = models, Authorization = authorization, Cache = cache, History = history, Knowledge = knowledge, Requests = socket?.Requests ?? new RequestTable(this, "Requests"), Function = function,
            Api = new GatewayApi { Cors = settings.UiDomain is { } ui ? new GatewayCors { AllowOrigins = [$"https://{ui}"] } : null, Domain = socket is null ? domain : null },
        });
        if (rest is not null) Output("RestUrl", rest.Url, "Where HTTP clients call; OpenAI clients add /v1");
        if (socket is not null) Output("WebSocketUrl", socket.Url, "Where WebSocket clients connect");
        if (settings.HasPage) Output("ChatUrl", Page(settings, rest!, socket), "The page to chat on");
    }

    /// <summary>By its id alone, or through a profile where the id begins with a geography.</summary>
    private static BedrockModel Chosen(string id) => Geographies.Any(geography => id.StartsWith(geography, StringComparison.Ordinal)) ? BedrockModel.CrossRegion(id) : BedrockModel.Of(id);

    /// <summary>Whose profile answers near the stack; where the model has none, the one for everywhere.</summary>
    private static string Geography(string? region) => region switch
    {
        null => "us",
        "ap-southeast-2" or "ap-southeast-4" => "au",
        "ap-northeast-1" or "ap-northeast-3" => "jp",
        _ when region.StartsWith("us-", StringComparison.Ordinal) || region.StartsWith("ca-", StringComparison.Ordinal) => "us",
        _ when region.StartsWith("eu-", StringComparison.Ordinal) => "eu",
        _ => "global",
    };

    /// <summary>Whoever may ask may read them, as in the sample.</summary>
    private OpenSearchKnowledge Passages(OpenSearchSettings search) => Knowledge.FromOpenSearch(
        Domain.FromDomainAttributes(this, "OpenSearch", new DomainAttributes { DomainArn = $"arn:{Partition}:es:{search.Region}:{Account}:domain/{search.Name}", DomainEndpoint = search.Host }),
        search.Index, BedrockModel.Of(search.EmbeddingModel) with { Region = search.Region }) with { Scopes = [ScopeAccess.ForEveryone("*")] };

    /// <summary>On CloudFront; with a VPC, inside of it.</summary>
    private string Page(Settings settings, LlmRestGateway rest, LlmWebSocketGateway? socket)
    {
        var domain = settings is { UiDomain: { } name, UiCertificateArn: { } arn } ? new ChatUiDomain { Name = name, Certificate = Certificate.FromCertificateArn(this, "UiCertificate", arn) } : null;
        var branding = new ChatBranding { Title = "Enterprise chat" };
        return domain is not null && _network is { } network
            ? ChatUi.OnLoadBalancer(this, "Chat", new LoadBalancedChatUiProps { Vpc = network.Vpc, Subnets = network.Subnets, Domain = domain, Rest = rest, WebSocket = socket, Branding = branding }).Url
            : new ChatUi(this, "Chat", new ChatUiProps { Rest = rest, WebSocket = socket, Domain = domain, Branding = branding }).Url;
    }

    /// <summary>Keys, and nothing by which people would sign in.</summary>
    private static bool OnlyKeys(Settings settings) => settings is { UsesApiKey: true, SamlMetadataUrl: null, GitHubClientId: null };

    private static GatewayAuthorization Authorization(Settings settings, CognitoAuth? auth)
    {
        if (auth is null && !settings.UsesIam) return GatewayAuthorization.ApiKey();
        var who = auth is null ? GatewayAuthorization.Iam : GatewayAuthorization.Cognito(auth);
        return settings.UsesApiKey ? who.WithApiKey() : who;
    }

    private CognitoAuth SignIn(Settings settings)
    {
        var domain = settings.DomainPrefix is { } prefix ? SignInDomain.Prefix(prefix) : null;
        var browser = new BrowserClient { CallbackUrls = settings.UiDomain is { } ui ? [$"https://{ui}/"] : [] };
        var auth = settings.SamlMetadataUrl is { } url
            ? new CognitoSamlAuth(this, "Auth", new CognitoSamlAuthProps
            {
                Domain = domain,
                Browser = browser,
                Providers = [new SamlProvider { MetadataUrl = url, GroupNames = settings.AdminGroupId is { } admins ? new Dictionary<string, string> { [admins] = "admins" } : null }],
            })
            : new CognitoAuth(this, "Auth", new CognitoAuthProps { Domain = domain, Browser = browser });
        if (settings.GitHubClientId is { } clientId) AddGitHub(auth, clientId, settings);

        Output("UserPoolId", auth.UserPool.UserPoolId, "For llm-gateway users");
        Output("UserPoolClientId", auth.BrowserClient!.UserPoolClientId, "The app client of web pages");
        Output("ToolClientId", auth.ToolClient!.UserPoolClientId, "The app client of llm-gateway login");
        Output("MachineClientId", auth.AddMachineClient("batch").UserPoolClientId, "The app client of a program; its secret is in the console of Cognito");
        Output("UserPoolDomain", auth.DomainUrl!, "Where people sign in");
        if (auth is CognitoSamlAuth saml)
        {
            Output("EntityId", saml.EntityId, "Azure AD: Identifier (Entity ID)");
            Output("ReplyURL", saml.ReplyUrl, "Azure AD: Reply URL (Assertion Consumer Service URL)");
        }
        if (auth.SignInUrl is { } signIn) Output("SignInUrl", signIn, "The page on which people sign in");
        return auth;
    }

    private void AddGitHub(CognitoAuth auth, string clientId, Settings settings)
    {
        var secret = Secret.FromSecretNameV2(this, "GitHubSecret", GitHubSecret);
        if (settings.GitHubProxyUrl is { } proxy)
            auth.AddOidc(new OidcProvider { Name = "GitHub", IssuerUrl = proxy, ClientId = clientId, ClientSecret = secret });
        else
            Output("GitHubCallbackUrl", auth.AddGitHub(clientId, secret, settings.GitHubAllowed!).CallbackUrl, "GitHub: Authorization callback URL of the OAuth app");
    }

    private FunctionNetwork? Network(Settings settings) => settings.VpcId is not { } id ? null : new FunctionNetwork
    {
        Vpc = Vpc.FromLookup(this, "Vpc", new VpcLookupOptions { VpcId = id }),
        Subnets = new SubnetSelection { Subnets = [.. settings.SubnetIds.Select(subnet => Subnet.FromSubnetId(this, subnet, subnet))] },
        SecurityGroups = settings.SecurityGroupId is { } group ? [SecurityGroup.FromSecurityGroupId(this, "SecurityGroup", group)] : null,
    };

    private void Output(string name, string value, string description) => new CfnOutput(this, name, new CfnOutputProps { Value = value, Description = description });
}
