using Amazon.CDK.AWS.Cognito;
using Constructs;

namespace LlmGateway.Constructs;

/// <summary>The app clients of a pool, and the providers that they offer.</summary>
internal sealed class SignInClients
{
    private const string Cognito = "COGNITO";
    private const string InvokeScope = "invoke";
    private const string ServerId = "llm-gateway";

    private readonly List<IUserPoolClient> _all = [];
    private readonly List<string> _providers = [Cognito];
    private readonly ResourceServerScope _invoke = new(new ResourceServerScopeProps { ScopeName = InvokeScope, ScopeDescription = "Use the gateway" });
    private UserPoolResourceServer? _server;

    /// <summary>Of a pool that was made elsewhere.</summary>
    public SignInClients(IEnumerable<IUserPoolClient> clients) => _all.AddRange(clients);

    public SignInClients(Construct auth, UserPool pool, CognitoAuthProps props)
    {
        Browser = Make(auth, pool, "Browser", props.Browser, props.Browser.CallbackUrls, props.Browser.LogoutUrls ?? props.Browser.CallbackUrls, passwords: false);
        if (props.ToolLogin) Tool = Make(auth, pool, "Tool", props.Browser, [CognitoAuth.ToolCallback], [], passwords: true);
        _all.AddRange(new[] { Browser, Tool }.OfType<UserPoolClient>());
    }

    public UserPoolClient? Browser { get; }
    public UserPoolClient? Tool { get; }

    public IEnumerable<string> Ids => _all.Select(client => client.UserPoolClientId);

    public UserPoolClient AddMachine(Construct auth, UserPool pool, string name)
    {
        _server ??= pool.AddResourceServer("Server", new UserPoolResourceServerOptions { Identifier = ServerId, Scopes = [_invoke] });
        var client = new UserPoolClient(auth, $"Machine-{name}", new UserPoolClientProps
        {
            UserPool = pool,
            GenerateSecret = true,
            OAuth = new OAuthSettings { Flows = new OAuthFlows { ClientCredentials = true }, Scopes = [OAuthScope.ResourceServer(_server, _invoke)] },
            AuthFlows = new AuthFlow(),
        });
        _all.Add(client);
        return client;
    }

    /// <summary>Has people choose a provider too.</summary>
    public void Offer(string name, Construct provider)
    {
        _providers.Add(name);
        foreach (var client in new[] { Browser, Tool }.OfType<UserPoolClient>())
        {
            ((CfnUserPoolClient)client.Node.DefaultChild!).SupportedIdentityProviders = [.. _providers];
            client.Node.AddDependency(provider);
        }
    }

    private static UserPoolClient Make(Construct auth, UserPool pool, string id, BrowserClient props, IReadOnlyList<string> callbacks, IReadOnlyList<string> logouts, bool passwords) =>
        new(auth, id, new UserPoolClientProps
        {
            UserPool = pool,
            GenerateSecret = false,
            // No scope that lets a token change its user's attributes: groups of a directory are among them.
            OAuth = callbacks.Count == 0 ? null : new OAuthSettings
            {
                Flows = new OAuthFlows { AuthorizationCodeGrant = true },
                Scopes = [OAuthScope.OPENID, OAuthScope.EMAIL, OAuthScope.PROFILE],
                CallbackUrls = [.. callbacks],
                LogoutUrls = logouts.Count == 0 ? null : [.. logouts],
            },
            DisableOAuth = callbacks.Count == 0,
            AuthFlows = new AuthFlow { UserPassword = passwords, UserSrp = true },
            SupportedIdentityProviders = [UserPoolClientIdentityProvider.COGNITO],
            PreventUserExistenceErrors = true,
            EnableTokenRevocation = true,
            AccessTokenValidity = props.TokenValidity,
            IdTokenValidity = props.TokenValidity,
            RefreshTokenValidity = props.RefreshTokenValidity,
        });
}
