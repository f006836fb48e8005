using Amazon.CDK;
using Amazon.CDK.AWS.APIGateway;
using Amazon.CDK.AWS.Apigatewayv2;
using Amazon.CDK.AWS.CloudWatch;
using Amazon.CDK.AWS.IAM;
using Amazon.CDK.AWS.Lambda;
using Amazon.CDK.AWS.SQS;
using Constructs;
using LlmGateway.Constructs.Handler;
using LlmGateway.Shared;

namespace LlmGateway.Constructs;

/// <summary>
/// A gateway to language models over WebSockets: answers of up to 15 minutes that can be cancelled, resumed over a new connection, and asked for with prompts
/// of up to 6 MB. API Gateway authorizes <c>$connect</c>; messages are answered by an asynchronously invoked function, which a time-out of API Gateway does not bind.
/// </summary>
/// <example><code>
/// var gateway = new LlmWebSocketGateway(this, "Socket", new LlmWebSocketGatewayProps { Models = [BedrockModel.Of("amazon.nova-lite-v1:0")] });
/// gateway.GrantConnect(role);
/// </code></example>
public class LlmWebSocketGateway : Construct
{
    private const string WorkerId = "Worker";
    private const string RequestsId = "Requests";

    /// <summary>Makes the gateway.</summary>
    /// <param name="scope">Parent, often the stack.</param>
    /// <param name="id">Unique in the scope.</param>
    /// <param name="props">What it offers, and to whom.</param>
    /// <exception cref="InvalidPropsException">The props have mistakes; all of them are named, and nothing was made.</exception>
    public LlmWebSocketGateway(Construct scope, string id, LlmWebSocketGatewayProps props) : this(scope, id, props, NativeHandlers.OfPackage)
    {
    }

    internal LlmWebSocketGateway(Construct scope, string id, LlmWebSocketGatewayProps props, NativeHandlers handlers) : base(scope, id)
    {
        ArgumentNullException.ThrowIfNull(props);
        PropsValidation.Check(this, props);
        Props = props;
        Name = props.Name ?? Node.Path;
        ApiKeys = props.Authorization.MakeKeys(this);
        Requests = props.Requests ?? new RequestTable(this, RequestsId, props.EncryptionKey);
        var code = HandlerCode.Find(handlers, props.Function.Architecture);
        if (props.EncryptionKey is { } key) LogsKeyPolicy.Add(this, key);

        var parts = AnsweringParts.Of(Name, props, Requests);
        var answering = GatewayDocumentWriter.Answering(this, ApiKeys, parts) with { CancelOnDisconnect = props.OnDisconnect == OnDisconnect.Cancel ? true : null };
        Worker = HandlerFunction.Make(this, WorkerId, HandlerContract.Roles.WebSocketWorker, parts, answering, code);
        var functions = new SocketFunctions(this, props, code);
        Connections = functions.MakeConnections();
        DeadLetters = functions.MakeDeadLetters();
        var failure = functions.MakeFailure(DeadLetters);
        functions.TellOfFailures(Worker, failure);

        Api = SocketApi.Make(this, props);
        Stage = SocketApi.MakeStage(this, props);
        foreach (var function in new[] { Worker, Connections, failure })
        {
            if (function == failure) Requests.GrantEnd(function);
            else Requests.GrantReadWrite(function);
            function.AddToRolePolicy(Permissions.Allow(Permissions.PostToConnections, SocketApi.ConnectionsArn(this)));
            Suppressions.On(function.Role!.Node.FindChild("DefaultPolicy"), Suppressions.AnyConnection);
        }
        props.Authorization.Attach(this);
        if (props.Domain is { } domain) Domain = SocketDomain.Make(this, domain);
        Url = props.Domain is null ? Stage.Url : $"wss://{props.Domain.Name}{(props.Domain.BasePath is { } path ? $"/{path}" : "")}";
        Notices.Give(this, props, code);
    }

    internal LlmWebSocketGatewayProps Props { get; }

    /// <summary>The gateway's name: dimension <c>Gateway</c> of its metrics, field of its logs.</summary>
    public string Name { get; }

    /// <summary>Where clients connect: <c>wss://…</c>.</summary>
    public string Url { get; }

    /// <summary>The API; its routes are in docs/websocket.md.</summary>
    public WebSocketApi Api { get; }

    /// <summary>The API's stage, <c>prod</c>.</summary>
    public WebSocketStage Stage { get; }

    /// <summary>The function that answers messages.</summary>
    public Function Worker { get; }

    /// <summary>The function that keeps connections, and serves every action but <c>sendmessage</c>.</summary>
    public Function Connections { get; }

    /// <summary>Where connections and running requests are known.</summary>
    public RequestTable Requests { get; }

    /// <summary>What is left here could not even be told to its client: a worker died, and telling of it failed as well. Kept for 14 days; an alarm on it is worth having.</summary>
    public Queue DeadLetters { get; }

    /// <summary>The API keys by their names in the plan; empty unless the authorization is <see cref="GatewayAuthorization.ApiKey"/>.</summary>
    public IReadOnlyDictionary<string, IApiKey> ApiKeys { get; }

    /// <summary>The domain, where the gateway has one of yours.</summary>
    public Amazon.CDK.AWS.Apigatewayv2.DomainName? Domain { get; }

    /// <summary>Lets <paramref name="grantee"/> connect, signed with its credentials. For <see cref="GatewayAuthorization.Iam"/>.</summary>
    /// <param name="grantee">Who may.</param>
    public Grant GrantConnect(IGrantable grantee) => Grant.AddToPrincipal(new GrantOnPrincipalOptions
    {
        Grantee = grantee,
        Actions = Permissions.InvokeGateway,
        ResourceArns = [SocketApi.ArnOf(this, HandlerContract.Actions.Connect)],
    });

    /// <summary>A metric of this gateway, by the handler. Names are in docs/constructs.md.</summary>
    /// <param name="metricName">Such as <c>Requests</c>.</param>
    /// <param name="model">Alias of a model; null: all models together.</param>
    /// <param name="props">Changes to the metric. Default: the sum over 5 minutes.</param>
    public Metric Metric(string metricName, string? model = null, MetricOptions? props = null)
    {
        var dimensions = new Dictionary<string, string> { [HandlerContract.Metrics.Dimension] = Name };
        if (model is not null) dimensions[HandlerContract.Metrics.ModelDimension] = model;
        var metric = new Metric(new MetricProps
        {
            Namespace = HandlerContract.Metrics.DefaultNamespace, MetricName = metricName, DimensionsMap = dimensions, Statistic = Stats.SUM,
        });
        return props is null ? metric : metric.With(props);
    }
}
