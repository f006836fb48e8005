using System.Text.Json;
using Amazon.CDK;
using Amazon.CDK.AWS.Cognito;
using Amazon.CDK.AWS.IAM;
using Amazon.CDK.AWS.Lambda;
using Constructs;
using LlmGateway.Shared;

namespace LlmGateway.Constructs;

/// <summary>
/// People and programs that Cognito knows: a user pool without self sign-up, pages to sign in, app clients, groups. Hand it to a gateway:
/// <c>Authorization = GatewayAuthorization.Cognito(auth)</c>.
/// </summary>
/// <example><code>
/// var auth = new CognitoAuth(this, "Auth", new CognitoAuthProps { Browser = new BrowserClient { CallbackUrls = ["https://chat.example.com/"] } });
/// </code></example>
public class CognitoAuth : Construct
{
    /// <summary>Where <c>llm-gateway login</c> listens on its user's machine.</summary>
    internal const string ToolCallback = "http://localhost:8976/callback";

    /// <summary>The user attribute that providers' groups are mapped to.</summary>
    internal const string GroupsAttribute = "groups";

    /// <summary>The user attribute for a link that a directory sends in place of too many groups.</summary>
    internal const string GroupsLinkAttribute = "groups_link";

    private readonly CognitoAuthProps _props;
    private readonly SignInClients _clients;
    private readonly DirectoryGroups? _directory;
    private Function? _authorizer;

    /// <summary>Makes the pool and what belongs to it.</summary>
    /// <param name="scope">Parent, often the stack.</param>
    /// <param name="id">Unique in the scope.</param>
    /// <param name="props">Default: all defaults.</param>
    /// <exception cref="InvalidPropsException">The props have mistakes; all of them are named, and nothing was made.</exception>
    public CognitoAuth(Construct scope, string id, CognitoAuthProps? props = null) : base(scope, id)
    {
        _props = props ?? new CognitoAuthProps();
        var mistakes = new Mistakes();
        _props.Validate(mistakes, Stack.Of(this));
        mistakes.ThrowIfAny(GetType().Name, Node.Path);
        AdminGroup = _props.AdminGroup;
        if (_props.EncryptionKey is { } key) LogsKeyPolicy.Add(this, key);
        var pool = SignInPool.Make(this, _props);
        UserPool = pool;
        (Domain, DomainUrl) = SignInPool.MakeDomain(this, pool, _props.Domain);
        _clients = new SignInClients(this, pool, _props);
        _directory = new DirectoryGroups(this, pool, _props.FunctionSettings);
    }

    private CognitoAuth(Construct scope, string id, IUserPool pool, IReadOnlyList<IUserPoolClient> clients, string adminGroup, CognitoAuthProps props) : base(scope, id)
    {
        (_props, UserPool, AdminGroup) = (props, pool, adminGroup);
        _clients = new SignInClients(clients);
    }

    /// <summary>The pool.</summary>
    public IUserPool UserPool { get; }

    /// <summary>Members of this group are administrators.</summary>
    public string AdminGroup { get; }

    /// <summary>Where people sign in; null with <see cref="FromUserPool"/>.</summary>
    public UserPoolDomain? Domain { get; }

    /// <summary>Where people sign in, as a URL without a slash at its end; null with <see cref="FromUserPool"/>.</summary>
    public string? DomainUrl { get; }

    /// <summary>The app client of web pages; null with <see cref="FromUserPool"/>.</summary>
    public UserPoolClient? BrowserClient => _clients.Browser;

    /// <summary>The app client of <c>llm-gateway login</c>; null where the props don't want it, and with <see cref="FromUserPool"/>.</summary>
    public UserPoolClient? ToolClient => _clients.Tool;

    /// <summary>
    /// The page on which people sign in by a browser, and are sent back to the first callback URL with a code. Null without callback URLs, and with <see cref="FromUserPool"/>.
    /// </summary>
    public string? SignInUrl => _clients.CallbackUrls is [var first, ..] && BrowserClient is { } browser
        ? $"{DomainUrl}/login?client_id={browser.UserPoolClientId}&response_type=code&scope=openid+email+profile&redirect_uri={(Token.IsUnresolved(first) ? first : Uri.EscapeDataString(first))}" : null;

    /// <summary>Who verifies tokens for the gateways: one function, made when the first gateway wants it.</summary>
    internal IFunction Authorizer => _authorizer ??= SmallFunction.Make(
        this, "Authorizer", HandlerContract.Roles.Authorizer, $"Verifies tokens of {Node.Path}", _props.FunctionSettings, Duration.Seconds(10),
        new Dictionary<string, string> { [HandlerContract.Variables.Authorizer] = AuthorizerDocument() });

    internal Duration CacheTtl => _props.CacheTtl;

    internal TokenUse TokenUse => _props.TokenUse;

    /// <summary>How long people stay signed in.</summary>
    internal Duration SessionLength => _props.Browser.RefreshTokenValidity;

    /// <summary>A client with a secret, which a load balancer keeps to itself.</summary>
    internal UserPoolClient AddLoadBalancerClient(string name, string callback)
    {
        var client = _clients.AddLoadBalancer(this, OwnPool(), $"LoadBalancer-{name}", _props.Browser, callback);
        ClientsChanged();
        return client;
    }

    /// <summary>Has Cognito send people back to a page, and let them sign out to it.</summary>
    internal void AllowCallback(string url) => _clients.AllowCallback(url);

    /// <summary>Uses a pool that exists. Its providers, triggers and clients stay as they are.</summary>
    /// <param name="scope">Parent, often the stack.</param>
    /// <param name="id">Unique in the scope.</param>
    /// <param name="pool">Such as <c>UserPool.FromUserPoolId(…)</c>.</param>
    /// <param name="clients">The app clients whose tokens count.</param>
    /// <param name="adminGroup">The group whose members are administrators. Default: <c>admins</c>.</param>
    /// <param name="tokenUse">Which tokens count. Default: <see cref="TokenUse.Access"/>.</param>
    /// <param name="tenant">Where tokens say which tenant their bearers belong to. Default: nowhere.</param>
    /// <exception cref="InvalidPropsException">There are no clients, so that no token would count.</exception>
    public static CognitoAuth FromUserPool(
        Construct scope, string id, IUserPool pool, IReadOnlyList<IUserPoolClient> clients, string adminGroup = "admins", TokenUse tokenUse = TokenUse.Access,
        TenantSource? tenant = null)
    {
        ArgumentNullException.ThrowIfNull(pool);
        ArgumentNullException.ThrowIfNull(clients);
        var mistakes = new Mistakes();
        mistakes.Check(nameof(clients), clients.Count > 0, "is empty, so no token would count", "Name the app clients whose tokens may be used");
        tenant?.Validate(mistakes, nameof(tenant));
        mistakes.ThrowIfAny(nameof(CognitoAuth), $"{scope.Node.Path}/{id}");
        return new CognitoAuth(scope, id, pool, clients, adminGroup, new CognitoAuthProps { TokenUse = tokenUse, Tenant = tenant });
    }

    /// <summary>
    /// An app client for a program: client credentials for <c>{DomainUrl}/oauth2/token</c>, scope <c>llm-gateway/invoke</c>. Its secret is in Cognito alone.
    /// </summary>
    /// <param name="name">Of the program: letters, digits, '-' and '_'. Part of the client's logical id.</param>
    /// <exception cref="InvalidOperationException">The pool was made elsewhere, or a client has the name.</exception>
    public UserPoolClient AddMachineClient(string name)
    {
        if (_props.TokenUse == TokenUse.Id) throw new InvalidOperationException($"Programs get access tokens, and {Node.Path} takes id tokens: set {nameof(CognitoAuthProps.TokenUse)} to {nameof(TokenUse.Access)}.");
        if (Node.TryFindChild($"Machine-{name}") is not null) throw new InvalidOperationException($"{Node.Path} has a client '{name}' already: give each program a name of its own.");
        var client = _clients.AddMachine(this, OwnPool(), name);
        ClientsChanged();
        return client;
    }

    /// <summary>People sign in by another OpenID provider.</summary>
    /// <param name="provider">Which.</param>
    /// <exception cref="InvalidPropsException">It has mistakes.</exception>
    /// <exception cref="InvalidOperationException">The pool was made elsewhere.</exception>
    public UserPoolIdentityProviderOidc AddOidc(OidcProvider provider)
    {
        ArgumentNullException.ThrowIfNull(provider);
        var mistakes = new Mistakes();
        provider.Validate(mistakes, nameof(provider));
        mistakes.ThrowIfAny(nameof(OidcProvider), Node.Path);
        if (Node.TryFindChild($"Provider-{provider.Name}") is not null) throw new InvalidOperationException($"{Node.Path} has a provider '{provider.Name}' already: give each a Name of its own.");
        var made = provider.Make(this, OwnPool());
        AddProvider(provider.Name, made, provider.GroupsClaim is null ? null : provider.GroupNames ?? EveryGroup);
        return made;
    }

    /// <summary>
    /// People sign in by GitHub: a function of the gateway's handler is the OpenID provider that Cognito needs, and lets in only those allowed.
    /// See docs/sign-in-github.md.
    /// </summary>
    /// <param name="clientId">Of the OAuth app at GitHub.</param>
    /// <param name="clientSecret">The OAuth app's client secret: the whole text of a secret.</param>
    /// <param name="allow">Who may come in.</param>
    /// <param name="server">A GitHub Enterprise Server, such as <c>https://github.example.com</c>. Default: github.com.</param>
    /// <exception cref="InvalidPropsException">Something of it is wrong.</exception>
    /// <exception cref="InvalidOperationException">The pool was made elsewhere, or has GitHub already.</exception>
    public GitHubProvider AddGitHub(string clientId, Amazon.CDK.AWS.SecretsManager.ISecret clientSecret, GitHubAllow allow, string? server = null)
    {
        ArgumentNullException.ThrowIfNull(clientSecret);
        ArgumentNullException.ThrowIfNull(allow);
        OwnPool();
        if (Node.TryFindChild(GitHubProvider.Name) is not null) throw new InvalidOperationException($"{Node.Path} has GitHub already: one OAuth app signs everybody in. Say who else may by GitHubAllow's Or(…).");
        var provider = new GitHubProvider(this, clientId, clientSecret, allow, server, _props.FunctionSettings);
        AddProvider(GitHubProvider.Name, provider.IdentityProvider, allow.HasGroups ? EveryGroup : null);
        return provider;
    }

    /// <summary>Lets <paramref name="grantee"/> create and delete users and put them into groups: what <c>llm-gateway users</c> does.</summary>
    /// <param name="grantee">Who may.</param>
    public Grant GrantManageUsers(IGrantable grantee) => UserPool.Grant(grantee, Permissions.ManageUsers);

    /// <summary>Groups count by their own names.</summary>
    private protected static IReadOnlyDictionary<string, string> EveryGroup { get; } = new Dictionary<string, string>();

    /// <summary>Offers a provider on the sign-in page.</summary>
    /// <param name="name">Of the provider.</param>
    /// <param name="provider">What the clients wait for.</param>
    /// <param name="groups">What its groups are called in tokens; empty: by their own names. Null: it has none.</param>
    private protected void AddProvider(string name, Construct provider, IReadOnlyDictionary<string, string>? groups)
    {
        _clients.Offer(name, provider);
        if (groups is not null) _directory!.Add(name, groups);
    }

    /// <exception cref="InvalidOperationException">The pool was made elsewhere.</exception>
    private protected UserPool OwnPool() => UserPool as UserPool ?? throw new InvalidOperationException($"The pool of {Node.Path} was made elsewhere: add providers and clients there, and name the clients in {nameof(FromUserPool)}.");

    private void ClientsChanged() => _authorizer?.AddEnvironment(HandlerContract.Variables.Authorizer, AuthorizerDocument());

    private string AuthorizerDocument() => JsonSerializer.Serialize(new AuthorizerDocument
    {
        Pool = UserPool.UserPoolId,
        Clients = [.. _clients.Ids],
        Use = _props.TokenUse == TokenUse.Access ? TokenUses.Access : TokenUses.Id,
        AdminGroup = AdminGroup,
        TenantClaim = _props.Tenant?.ClaimName,
        TenantGroupPrefix = _props.Tenant?.GroupPrefix,
    }, GatewayDocumentJson.Default.AuthorizerDocument);
}
