using Amazon.CDK;
using Amazon.CDK.AWS.Cognito;
using Amazon.CDK.AWS.KMS;
using Amazon.CDK.AWS.Lambda;

namespace LlmGateway.Constructs;

/// <summary>Props of <see cref="CognitoAuth"/>. None is required.</summary>
public record CognitoAuthProps
{
    /// <summary>Where people sign in. Default: below Cognito's own domain, with a prefix made from the stack's id.</summary>
    public SignInDomain? Domain { get; init; }

    /// <summary>The app client of web pages. Default: without callback URLs, so of no use to a page yet.</summary>
    public BrowserClient Browser { get; init; } = new();

    /// <summary>
    /// The app client of <c>llm-gateway login</c>: authorization code with PKCE back to <c>http://localhost:8976/callback</c> on the user's own machine, or user name
    /// and password. Default: yes.
    /// </summary>
    public bool ToolLogin { get; init; } = true;

    /// <summary>Groups to make, beside <see cref="AdminGroup"/>. Default: none.</summary>
    public IReadOnlyList<string> Groups { get; init; } = [];

    /// <summary>The group whose members are administrators of the gateway; it is made. Default: <c>admins</c>.</summary>
    public string AdminGroup { get; init; } = "admins";

    /// <summary>Whether people prove themselves by a second factor, an authenticator app. Default: <see cref="Amazon.CDK.AWS.Cognito.Mfa.OPTIONAL"/>.</summary>
    public Mfa Mfa { get; init; } = Mfa.OPTIONAL;

    /// <summary>What the pool can do, and costs. Default: <see cref="FeaturePlan.Essentials"/>, as Cognito's own default.</summary>
    public FeaturePlan Plan { get; init; } = FeaturePlan.Essentials;

    /// <summary>Which tokens count. Default: <see cref="TokenUse.Access"/>.</summary>
    public TokenUse TokenUse { get; init; } = TokenUse.Access;

    /// <summary>Where tokens say which tenant their bearers belong to, for <see cref="CacheScope.Tenant"/>. Default: nowhere.</summary>
    public TenantSource? Tenant { get; init; }

    /// <summary>
    /// How long API Gateway remembers what the authorizer said of a token, 0 to 5 minutes: so long a token still works that was revoked. Default: 1 minute.
    /// WebSocket connections are asked for once each, and not remembered.
    /// </summary>
    public Duration CacheTtl { get; init; } = Duration.Minutes(1);

    /// <summary>What becomes of the pool when the stack goes. Default: it stays, and is protected from deletion; with <see cref="Amazon.CDK.RemovalPolicy.DESTROY"/> it is neither.</summary>
    public RemovalPolicy RemovalPolicy { get; init; } = RemovalPolicy.RETAIN;

    /// <summary>Of the functions beside the pool. Default: arm64.</summary>
    public Architecture Architecture { get; init; } = Architecture.ARM_64;

    /// <summary>Logs of the functions beside the pool, and of GitHub's API. Default: for one month. Their texts never hold tokens.</summary>
    public GatewayLogs Logs { get; init; } = new();

    /// <summary>
    /// The customer's key that encrypts what is made beside the pool: logs, the functions' environment, GitHub's signing keys and sign-ins under way. Default: none;
    /// AWS encrypts with keys of its own. Cognito encrypts the pool itself.
    /// </summary>
    public IKey? EncryptionKey { get; init; }

    /// <summary>
    /// The VPC of the functions beside the pool. Default: none. Its subnets need a way to Cognito, to DynamoDB and Secrets Manager with GitHub, and to GitHub itself.
    /// </summary>
    public FunctionNetwork? Network { get; init; }

    /// <summary>Invocations at the same time of each function beside the pool. Default: what the account has left. Sign-ins and requests above it fail.</summary>
    public int? ReservedConcurrency { get; init; }

    /// <summary>
    /// How Cognito sends mail, such as <c>UserPoolEmail.WithSES(…)</c>. Default: by Cognito itself, 50 a day at most: enough to try, too few for a company.
    /// </summary>
    public UserPoolEmail? Email { get; init; }

    internal FunctionSettings FunctionSettings => new(Architecture, Logs, EncryptionKey, Network, ReservedConcurrency);

    internal virtual void Validate(Mistakes mistakes, Stack stack)
    {
        Domain?.Validate(mistakes, nameof(Domain), stack);
        mistakes.Check("The stack's region", !stack.Region.StartsWith("cn-", StringComparison.Ordinal), $"is {stack.Region}, where Cognito has no user pools", "Use GatewayAuthorization.Iam or ApiKey there");
        ResourceRules.CheckKey(mistakes, nameof(EncryptionKey), EncryptionKey, stack);
        mistakes.Check(nameof(Browser), Browser is not null, "is null", "Leave it out for the defaults");
        mistakes.Check(nameof(Groups), Groups is not null, "is null", "Leave it out, or use an empty list");
        mistakes.Check(nameof(CacheTtl), CacheTtl is not null && !CacheTtl.IsUnresolved(), "is null or a token", "Use a Duration that is known at synth, such as Duration.Minutes(1)");
        if (Browser is null || Groups is null || CacheTtl is null || CacheTtl.IsUnresolved()) return;
        Browser.Validate(mistakes, nameof(Browser));
        Tenant?.Validate(mistakes, nameof(Tenant));
        mistakes.Check(nameof(Logs), Logs is not null, "is null", "Leave it out for the defaults");
        Network?.Validate(mistakes, nameof(Network));
        mistakes.Check(nameof(ReservedConcurrency), ReservedConcurrency is null or > 0, $"is {ReservedConcurrency}, with which nobody could sign in", "Use 1 or more, or leave it out");
        foreach (var group in Groups.Append(AdminGroup).Where(group => string.IsNullOrWhiteSpace(group) || group.Length > 128 || group.Any(char.IsWhiteSpace)))
            mistakes.Check(nameof(Groups), false, $"has '{group}'", "Use 1 to 128 characters without spaces");
        foreach (var group in Groups.Append(AdminGroup).GroupBy(group => group).Where(same => same.Count() > 1).Select(same => same.Key))
            mistakes.Check(nameof(Groups), false, $"has '{group}' twice", $"Name each group once; {nameof(AdminGroup)} is one of them already");
        mistakes.Check(nameof(CacheTtl), CacheTtl.ToSeconds() <= 300, $"is {CacheTtl.ToHumanString()}", "Use 5 minutes at most: so long a token still works that was revoked");
        mistakes.Check(nameof(RemovalPolicy), RemovalPolicy is RemovalPolicy.RETAIN or RemovalPolicy.DESTROY, $"is {RemovalPolicy}", "Use RETAIN or DESTROY");
    }
}
