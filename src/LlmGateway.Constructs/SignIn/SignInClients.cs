using Amazon.CDK.AWS.Cognito;
using Constructs;
using LlmGateway.Constructs.Compatibility;

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
    private readonly List<Construct> _made = [];
    private readonly List<UserPoolClient> _forPeople = [];
    private readonly List<string> _callbacks = [];
    private readonly IReadOnlyList<string>? _logouts;
    private UserPoolResourceServer? _server;

    /// <summary>Of a pool that was made elsewhere.</summary>
    public SignInClients(IEnumerable<IUserPoolClient> clients) => _all.AddRange(clients);

    public SignInClients(Construct auth, UserPool pool, CognitoAuthProps props)
    {
        _callbacks.AddRange(props.Browser.CallbackUrls);
        _logouts = props.Browser.LogoutUrls;
        Browser = Make(auth, pool, "Browser", props.Browser, props.Browser.CallbackUrls, props.Browser.LogoutUrls ?? props.Browser.CallbackUrls, passwords: false);
        if (props.ToolLogin) Tool = Make(auth, pool, "Tool", props.Browser, [CognitoAuth.ToolCallback], [], passwords: true);
        _forPeople.AddRange(new[] { Browser, Tool }.OfType<UserPoolClient>());
        _all.AddRange(_forPeople);
    }

    public UserPoolClient? Browser { get; }
    public UserPoolClient? Tool { get; }

    public IEnumerable<string> Ids => _all.Select(client => client.UserPoolClientId);

    /// <summary>Where people may come back to.</summary>
    public IReadOnlyList<string> CallbackUrls => _callbacks;

    /// <summary>Adds a page to which people are sent back, after signing in and out.</summary>
    public void AllowCallback(string url)
    {
        if (_callbacks.Contains(url)) return;
        _callbacks.Add(url);
        var client = (CfnUserPoolClient)Browser!.Node.DefaultChild!;
        client.AllowedOAuthFlowsUserPoolClient = true;
        client.AllowedOAuthFlows = ["code"];
        client.AllowedOAuthScopes = ["openid", "email", "profile"];
        client.CallbackUrLs = [.. _callbacks];
        client.LogoutUrLs = [.. (_logouts ?? _callbacks).Union([url])];
    }

    public UserPoolClient AddMachine(Construct auth, UserPool pool, string name)
    {
        _server ??= pool.AddResourceServer("Server", new UserPoolResourceServerOptions { Identifier = ServerId, Scopes = [_invoke] });
        var client = new UserPoolClient(auth, $"Machine-{name}", new UserPoolClientProps
        {
            GenerateSecret = true,
            OAuth = new OAuthSettings { Flows = new OAuthFlows { ClientCredentials = true }, Scopes = [OAuthScope.ResourceServer(_server, _invoke)] },
            AuthFlows = new AuthFlow(),
        }.Set(nameof(UserPoolClientProps.UserPool), pool));
        _all.Add(client);
        return client;
    }

    /// <summary>Has people choose a provider too.</summary>
    public void Offer(string name, Construct provider)
    {
        _providers.Add(name);
        _made.Add(provider);
        foreach (var client in _forPeople) Offer(client);
    }

    /// <summary>A client by which a load balancer signs people in.</summary>
    public UserPoolClient AddLoadBalancer(Construct auth, UserPool pool, string id, BrowserClient props, string callback)
    {
        var client = Make(auth, pool, id, props, [callback], [], passwords: false, secret: true);
        _all.Add(client);
        _forPeople.Add(client);
        Offer(client);
        return client;
    }

    private void Offer(UserPoolClient client)
    {
        ((CfnUserPoolClient)client.Node.DefaultChild!).SupportedIdentityProviders = [.. _providers];
        foreach (var provider in _made) client.Node.AddDependency(provider);
    }

    private static UserPoolClient Make(Construct auth, UserPool pool, string id, BrowserClient props, IReadOnlyList<string> callbacks, IReadOnlyList<string> logouts, bool passwords, bool secret = false) =>
        new(auth, id, new UserPoolClientProps
        {
            GenerateSecret = secret,
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
        }.Set(nameof(UserPoolClientProps.UserPool), pool));
}
