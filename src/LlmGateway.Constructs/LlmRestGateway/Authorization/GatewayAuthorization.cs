using Amazon.CDK.AWS.APIGateway;
using Amazon.CDK.AWS.Apigatewayv2;
using Constructs;

namespace LlmGateway.Constructs;

/// <summary>
/// Who may call a gateway, checked by API Gateway before anything runs. Every route but <c>GET /health</c> carries it, from its first deployment on.
/// </summary>
public abstract class GatewayAuthorization
{
    private protected GatewayAuthorization()
    {
    }

    /// <summary>
    /// Callers sign requests with AWS credentials (SigV4) and need permission for it: <see cref="LlmRestGateway.GrantInvoke"/>. No secret of its own to keep or rotate.
    /// See <see href="https://docs.aws.amazon.com/apigateway/latest/developerguide/permissions.html">IAM permissions of API Gateway</see>.
    /// </summary>
    public static GatewayAuthorization Iam { get; } = new IamAuthorization();

    /// <summary>
    /// Anyone who reaches the endpoint may use every model that access rules allow to <c>anonymous</c>, at your cost. Only for private endpoints, or behind a
    /// resource policy or a web ACL that admits few; the construct warns (<c>LlmGateway:Public</c>).
    /// </summary>
    public static GatewayAuthorization Public { get; } = new PublicAuthorization();

    /// <summary>
    /// Callers send an API key in <c>x-api-key</c>; a usage plan limits each. API Gateway generates the keys' values: they stand in no template.
    /// See <see href="https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-usage-plans.html">usage plans</see>.
    /// </summary>
    /// <param name="plan">The keys and their limits. Default: one key named <c>default</c>, 10 requests a second, bursts of 20, no quota.</param>
    public static GatewayAuthorization ApiKey(ApiKeyPlan? plan = null) => new ApiKeyAuthorization(plan ?? new ApiKeyPlan());

    /// <summary>
    /// Callers sign in, and send a token of Cognito: <c>Authorization: Bearer TOKEN</c>; with a WebSocket also as a subprotocol (<c>bearer.TOKEN</c> beside
    /// <c>llm-gateway.v1</c>) or in the query (<c>token</c>).
    /// </summary>
    /// <param name="auth">Whom Cognito knows.</param>
    public static GatewayAuthorization Cognito(CognitoAuth auth)
    {
        ArgumentNullException.ThrowIfNull(auth);
        return new CognitoAuthorization(auth);
    }

    /// <summary>
    /// Callers send an API key as well, whose usage plan limits them: which application calls, beside who. For <see cref="Iam"/> and <see cref="Cognito"/>.
    /// </summary>
    /// <param name="plan">The keys and their limits. Default: one key named <c>default</c>, 10 requests a second, bursts of 20, no quota.</param>
    /// <exception cref="InvalidOperationException">This is keys already, or <see cref="Public"/>.</exception>
    public GatewayAuthorization WithApiKey(ApiKeyPlan? plan = null) => this is IamAuthorization or CognitoAuthorization
        ? new CombinedAuthorization(this, new ApiKeyAuthorization(plan ?? new ApiKeyPlan()))
        : throw new InvalidOperationException("API keys go beside Iam and Cognito. For keys alone use GatewayAuthorization.ApiKey(…).");

    /// <summary>Callers sign their requests: access rules may speak of roles and users.</summary>
    internal virtual bool CallersSign => false;

    /// <summary>Callers sign in: access rules may speak of groups.</summary>
    internal virtual CognitoAuth? SignIn => null;

    /// <summary>Names the mistakes in it.</summary>
    internal virtual void Validate(Mistakes mistakes, string property)
    {
    }

    /// <summary>What each guarded method carries. Called once, while the API is made.</summary>
    internal abstract MethodOptions MethodOptions(LlmRestGateway gateway);

    /// <summary>Findings of cdk-nag on guarded methods that don't apply, because another way of authorization was chosen.</summary>
    internal virtual IReadOnlyList<Suppressions.Finding> Suppressed => [];

    /// <summary>Adds what the authorization needs beside the methods: keys, plans, warnings. Called once, when the API stands.</summary>
    internal abstract void Attach(LlmRestGateway gateway);

    /// <summary>What <c>$connect</c> carries: a WebSocket is let in once, and its messages belong to who was let in. Called once, while the API is made.</summary>
    internal abstract ConnectAuthorization OnConnect(LlmWebSocketGateway gateway, WebSocketApi api);

    /// <summary>As <see cref="Attach(LlmRestGateway)"/>, for a WebSocket API.</summary>
    internal abstract void Attach(LlmWebSocketGateway gateway);

    /// <summary>Names of the API keys that access rules may speak of.</summary>
    internal virtual IReadOnlyList<string> KeyNames => [];

    /// <summary>Makes or gathers the API keys, by name. Called once, before the function: its access rules name their ids.</summary>
    internal virtual IReadOnlyDictionary<string, Amazon.CDK.AWS.APIGateway.IApiKey> MakeKeys(Construct gateway) => new Dictionary<string, Amazon.CDK.AWS.APIGateway.IApiKey>();
}
