using System.Text.Json;
using Amazon.CDK;
using Amazon.CDK.AWS.APIGateway;
using Amazon.CDK.AWS.Cognito;
using Amazon.CDK.AWS.DynamoDB;
using Amazon.CDK.AWS.IAM;
using Amazon.CDK.AWS.KMS;
using Amazon.CDK.AWS.Lambda;
using Amazon.CDK.AWS.Logs;
using Amazon.CDK.AWS.SecretsManager;
using Constructs;
using LlmGateway.Constructs.Compatibility;
using LlmGateway.Shared;
using Attribute = Amazon.CDK.AWS.DynamoDB.Attribute;

namespace LlmGateway.Constructs;

/// <summary>
/// Makes GitHub, which speaks OAuth alone, an OpenID provider for a user pool: a small API, a function, a table of sign-ins under way, and signing keys that
/// Secrets Manager rotates every 30 days. Made by <see cref="CognitoAuth.AddGitHub"/>.
/// </summary>
public class GitHubProvider : Construct
{
    internal const string Name = "GitHub";
    private const string StageName = "prod";
    private const string GitHubCom = "https://github.com";
    private static readonly string[] Routes =
    [
        HandlerContract.GitHubRoutes.Configuration, HandlerContract.GitHubRoutes.Keys, HandlerContract.GitHubRoutes.Authorize, HandlerContract.GitHubRoutes.Callback,
        HandlerContract.GitHubRoutes.Token, HandlerContract.GitHubRoutes.UserInfo,
    ];

    internal GitHubProvider(CognitoAuth auth, string clientId, ISecret clientSecret, GitHubAllow allow, string? server, FunctionSettings settings) : base(auth, Name)
    {
        Check(clientId, allow, server);
        Table = MakeTable(settings.EncryptionKey);
        Keys = new Secret(this, "Keys", new SecretProps { Description = ResourceText.Describe($"Keys by which {Node.Path} signs tokens") }.Set(nameof(SecretProps.EncryptionKey), settings.EncryptionKey));
        Api = MakeApi(settings);
        var stack = Stack.Of(this);
        Issuer = $"https://{Api.RestApiId}.execute-api.{stack.Region}.{stack.UrlSuffix}/{StageName}";
        var document = new GitHubDocument
        {
            Issuer = Issuer,
            ClientId = clientId,
            ClientSecret = new CredentialDocument { SecretArn = clientSecret.SecretArn },
            KeysArn = Keys.SecretArn,
            Table = Table.TableName,
            RedirectUri = $"{auth.DomainUrl}/oauth2/idpresponse",
            GitHubUrl = server?.TrimEnd('/') ?? GitHubCom,
            ApiUrl = server is null ? "https://api.github.com" : $"{server.TrimEnd('/')}/api/v3",
            Anybody = allow.Anybody ? true : null,
            Users = allow.Names.Count > 0 ? allow.Names : null,
            Organizations = allow.Organizations.Count > 0 ? allow.Organizations : null,
            Teams = allow.Teams.Count > 0 ? allow.Teams : null,
        };
        Handler = SmallFunction.Make(this, "Handler", HandlerContract.Roles.GitHubOidc, $"OpenID provider of {Node.Path}", settings, Duration.Seconds(29),
            new Dictionary<string, string> { [HandlerContract.Variables.GitHub] = JsonSerializer.Serialize(document, GatewayDocumentJson.Default.GitHubDocument) });
        foreach (var statement in Permissions.ToRead(clientSecret).Concat(Permissions.ToRead(Keys))) Handler.AddToRolePolicy(statement);
        Handler.AddToRolePolicy(Permissions.Allow(Permissions.KeepSignIns, Table.TableArn));
        settings.EncryptionKey?.Grant(Handler, Permissions.WriteEncryptedTable);
        AddRoutes();
        RotateKeys(settings);
        IdentityProvider = MakeIdentityProvider(auth, clientId, clientSecret, allow);
    }

    /// <summary>The provider's issuer: where its API is.</summary>
    public string Issuer { get; }

    /// <summary>The OAuth app's authorization callback URL: what GitHub has to be told.</summary>
    public string CallbackUrl => Issuer + HandlerContract.GitHubRoutes.Callback;

    /// <summary>The provider's API.</summary>
    public RestApi Api { get; }

    /// <summary>The function that is the provider.</summary>
    public Function Handler { get; }

    /// <summary>Sign-ins that are under way.</summary>
    public Table Table { get; }

    /// <summary>The signing keys.</summary>
    public Secret Keys { get; }

    /// <summary>The provider as the pool knows it.</summary>
    public UserPoolIdentityProviderOidc IdentityProvider { get; }

    private void Check(string clientId, GitHubAllow allow, string? server)
    {
        var mistakes = new Mistakes();
        mistakes.Check(nameof(clientId), !string.IsNullOrWhiteSpace(clientId), "is empty", "Use the Client ID of the OAuth app at GitHub");
        allow.Validate(mistakes, nameof(allow));
        mistakes.Check(nameof(server), server is null || Token.IsUnresolved(server) || Uri.TryCreate(server, UriKind.Absolute, out var uri) && uri.Scheme == "https", $"is '{server}'", "Use the https URL of a GitHub Enterprise Server, or leave it out for github.com");
        mistakes.ThrowIfAny(nameof(GitHubProvider), Node.Path);
    }

    private Table MakeTable(IKey? key)
    {
        var table = new Table(this, "SignIns", new TableProps
        {
            PartitionKey = new Attribute { Name = HandlerContract.Records.PartitionKey, Type = AttributeType.STRING },
            TimeToLiveAttribute = HandlerContract.Records.ExpiresAt,
            BillingMode = BillingMode.PAY_PER_REQUEST,
            Encryption = key is null ? TableEncryption.AWS_MANAGED : TableEncryption.CUSTOMER_MANAGED,
            // Nothing in it is older than ten minutes.
            RemovalPolicy = RemovalPolicy.DESTROY,
        }.Set(nameof(TableProps.EncryptionKey), key));
        Suppressions.On(table, Suppressions.NothingToRestore);
        return table;
    }

    private RestApi MakeApi(FunctionSettings settings)
    {
        var stage = new StageOptions { StageName = StageName, ThrottlingRateLimit = 20, ThrottlingBurstLimit = 40 };
        if (settings.Logs.Access)
        {
            stage.AccessLogDestination = CdkMember.New<LogGroupLogDestination>(new LogGroup(this, "AccessLogs", new LogGroupProps
            {
                Retention = settings.Logs.Retention, RemovalPolicy = settings.Logs.RemovalPolicy,
            }.Set(nameof(LogGroupProps.EncryptionKey), settings.EncryptionKey)));
            // The path has no query, which holds codes and states.
            stage.AccessLogFormat = AccessLogFormat.Custom(AccessLogLine.Format);
        }
        var api = new RestApi(this, "Api", new RestApiProps
        {
            RestApiName = ResourceText.Name(this),
            Description = ResourceText.Describe($"OpenID provider of {Node.Path}"),
            EndpointConfiguration = new EndpointConfiguration { Types = [EndpointType.REGIONAL] },
            CloudWatchRole = false,
            DeployOptions = stage,
        });
        api.Node.TryRemoveChild("Endpoint");
        GatewayRestApi.Secure(api, GatewaySecurityPolicy.Tls12, GatewayAccessMode.Basic);
        if (settings.Logs.Access) LoggingAccount.Of(this).AwaitGateways(settings.Logs.AccountRole, api.DeploymentStage);
        Suppressions.On(api, Suppressions.HandlerValidates);
        Suppressions.On(api.DeploymentStage, [.. Suppressions.WafIsOptional, .. settings.Logs.Access ? Suppressions.ProviderLogsItself : Suppressions.ProviderWithoutLogs]);
        return api;
    }

    private void AddRoutes()
    {
        foreach (var path in Routes)
        {
            var verb = path == HandlerContract.GitHubRoutes.Token ? "POST" : "GET";
            var method = Api.Root.ResourceForPath(path).AddMethod(verb, new LambdaIntegration(Handler, new LambdaIntegrationOptions { Proxy = true, AllowTestInvoke = false }),
                new MethodOptions { AuthorizationType = AuthorizationType.NONE });
            Suppressions.On(method, Suppressions.SignInIsOpen);
        }
    }

    private void RotateKeys(FunctionSettings settings)
    {
        var rotation = SmallFunction.Make(this, "Rotation", HandlerContract.Roles.GitHubKeys, $"Rotates the signing keys of {Node.Path}", settings, Duration.Minutes(1), new Dictionary<string, string>());
        rotation.AddToRolePolicy(Permissions.Allow(Permissions.RotateSecret, Keys.SecretArn));
        if (settings.EncryptionKey is { } key) rotation.AddToRolePolicy(Permissions.Allow(Permissions.SendEncrypted, key.KeyArn));
        // https://docs.aws.amazon.com/secretsmanager/latest/userguide/troubleshoot_rotation.html names the account, so that no other one's secret can call.
        rotation.AddPermission("Rotate", new Permission { Principal = new ServicePrincipal("secretsmanager.amazonaws.com"), SourceAccount = Stack.Of(this).Account });
        // Made by hand: the high-level construct grants the function more than it uses.
        var schedule = new CfnRotationSchedule(this, "RotationSchedule", new CfnRotationScheduleProps
        {
            SecretId = Keys.SecretArn,
            RotationLambdaArn = rotation.FunctionArn,
            RotationRules = new CfnRotationSchedule.RotationRulesProperty { AutomaticallyAfterDays = 30 },
        });
        schedule.Node.AddDependency(rotation.Role!, rotation);
    }

    private UserPoolIdentityProviderOidc MakeIdentityProvider(CognitoAuth auth, string clientId, ISecret clientSecret, GitHubAllow allow)
    {
        var provider = new UserPoolIdentityProviderOidc(this, "Provider", new UserPoolIdentityProviderOidcProps
        {
            UserPool = auth.UserPool,
            Name = Name,
            ClientId = clientId,
            // A reference that CloudFormation resolves: the text is in no template.
            ClientSecret = clientSecret.SecretValue.UnsafeUnwrap(),
            IssuerUrl = Issuer,
            Scopes = ["openid", "email", "profile"],
            AttributeRequestMethod = OidcAttributeRequestMethod.GET,
            Endpoints = new OidcEndpoints
            {
                Authorization = Issuer + HandlerContract.GitHubRoutes.Authorize,
                Token = Issuer + HandlerContract.GitHubRoutes.Token,
                UserInfo = Issuer + HandlerContract.GitHubRoutes.UserInfo,
                JwksUri = Issuer + HandlerContract.GitHubRoutes.Keys,
            },
            AttributeMapping = ProviderRules.Mapping("email", allow.HasGroups ? "groups" : null,
                new Dictionary<string, string> { ["name"] = "name", ["preferred_username"] = "preferred_username", ["email_verified"] = "email_verified" }),
        });
        provider.Node.AddDependency(Api.DeploymentStage);
        return provider;
    }
}
