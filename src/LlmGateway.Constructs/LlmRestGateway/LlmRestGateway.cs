using Amazon.CDK;
using Amazon.CDK.AWS.APIGateway;
using Amazon.CDK.AWS.CloudWatch;
using Amazon.CDK.AWS.IAM;
using Amazon.CDK.AWS.Lambda;
using Amazon.CDK.AWS.WAFv2;
using Constructs;
using LlmGateway.Constructs.Compatibility;
using LlmGateway.Constructs.Handler;
using LlmGateway.Shared;

namespace LlmGateway.Constructs;

/// <summary>
/// A gateway to language models over HTTP: OpenAI's chat completions and models, and a small native prompt API, streamed for up to 15 minutes.
/// API Gateway authorizes, throttles and logs; one function translates, caches and measures; permissions follow from the models.
/// </summary>
/// <example><code>
/// var gateway = new LlmRestGateway(this, "Gateway", new LlmRestGatewayProps { Models = [BedrockModel.Of("amazon.nova-lite-v1:0")] });
/// gateway.GrantInvoke(role);
/// </code></example>
public class LlmRestGateway : Construct
{
    private const string HandlerId = "Handler";
    private const string PageMappingId = "PageMapping";

    /// <summary>Makes the gateway.</summary>
    /// <param name="scope">Parent, often the stack.</param>
    /// <param name="id">Unique in the scope.</param>
    /// <param name="props">What it offers, and to whom.</param>
    /// <exception cref="InvalidPropsException">The props have mistakes; all of them are named, and nothing was made.</exception>
    public LlmRestGateway(Construct scope, string id, LlmRestGatewayProps props) : this(scope, id, props, NativeHandlers.OfPackage)
    {
    }

    internal LlmRestGateway(Construct scope, string id, LlmRestGatewayProps props, NativeHandlers handlers) : base(scope, id)
    {
        ArgumentNullException.ThrowIfNull(props);
        PropsValidation.Check(this, props);
        Props = props;
        Name = props.Name ?? Node.Path;
        Cache = props.Cache;

        ApiKeys = props.Authorization.MakeKeys(this);
        var code = HandlerCode.Find(handlers, props.Function.Architecture);
        if (props.EncryptionKey is { } key) LogsKeyPolicy.Add(this, key);
        Handler = HandlerFunction.Make(this, HandlerId, HandlerContract.Roles.Rest, AnsweringParts.Of(Name, props), GatewayDocumentWriter.Write(this, props), code);
        props.Requests?.GrantCancel(Handler);
        Api = GatewayRestApi.Make(this, props);

        new Routes(this, props).Add();
        ErrorResponses.AddTo(Api, props.Api.Cors, props.Authorization);
        props.Authorization.Attach(this);
        if (props.Api.PassThrough is { } passThrough) VpcLink = VpcPassThroughRoute.Add(this, props, passThrough);
        if (props.Api.Waf is { } waf) WebAcl = waf.Protect(this);
        if (props.Api.Domain is { } domain) Domain = DomainMapping.Make(this, domain);
        Url = UrlOf(props.Api.Domain);
        Notices.Give(this, props, code);
    }

    internal LlmRestGatewayProps Props { get; }

    /// <summary>API Gateway's own address of the API is closed, by the prop or by <see cref="GatewayApi.Configure"/>.</summary>
    internal bool IsExecuteApiClosed { get; set; }

    /// <summary>The gateway's name: dimension <c>Gateway</c> of its metrics, field of its logs.</summary>
    public string Name { get; }

    /// <summary>Where clients call, without a slash at its end. OpenAI clients want <see cref="OpenAiBaseUrl"/>.</summary>
    public string Url { get; }

    /// <summary>The base URL for OpenAI clients: <see cref="Url"/> and <c>/v1</c>.</summary>
    public string OpenAiBaseUrl => $"{Url}/v1";

    /// <summary>The API; its stage is <c>prod</c>.</summary>
    public RestApi Api { get; }

    /// <summary>The function that answers.</summary>
    public Function Handler { get; }

    /// <summary>The API keys by their names in the plan; empty unless the authorization is <see cref="GatewayAuthorization.ApiKey"/>. Their values are in API Gateway alone.</summary>
    public IReadOnlyDictionary<string, IApiKey> ApiKeys { get; }

    /// <summary>The cache, where the gateway has one.</summary>
    public QaCache? Cache { get; }

    /// <summary>The domain, where the gateway has one of yours: its <c>DomainNameAliasDomainName</c> is what a DNS record points at.</summary>
    public DomainName_? Domain { get; }

    /// <summary>The web ACL, where the gateway made one.</summary>
    public CfnWebACL? WebAcl { get; }

    /// <summary>The VPC link, where the gateway passes a path through.</summary>
    public VpcLink? VpcLink { get; }

    /// <summary>
    /// Lets <paramref name="grantee"/> call the routes of the gateway, signed with its credentials. For <see cref="GatewayAuthorization.Iam"/>; elsewhere it adds
    /// nothing that is asked for.
    /// </summary>
    /// <param name="grantee">Who may call.</param>
    public Grant GrantInvoke(IGrantable grantee) => Grant.AddToPrincipal(new GrantOnPrincipalOptions
    {
        Grantee = grantee,
        Actions = Permissions.InvokeGateway,
        ResourceArns = [.. Routes.ArnsOf(Props).Select(route => Api.ArnForExecuteApi(route.Method, route.Path, GatewayRestApi.StageName))],
    });

    /// <summary>A metric of this gateway, by the handler. Names are in docs/constructs.md.</summary>
    /// <param name="metricName">Such as <c>Requests</c>.</param>
    /// <param name="model">Alias of a model; null: all models together.</param>
    /// <param name="props">Changes to the metric. Default: the average over 5 minutes.</param>
    public Metric Metric(string metricName, string? model = null, MetricOptions? props = null)
    {
        var dimensions = new Dictionary<string, string> { [HandlerContract.Metrics.Dimension] = Name };
        if (model is not null) dimensions[HandlerContract.Metrics.ModelDimension] = model;
        var metric = new Metric(new MetricProps { Namespace = HandlerContract.Metrics.DefaultNamespace, MetricName = metricName, DimensionsMap = dimensions });
        return props is null ? metric : metric.With(props);
    }

    /// <summary>Requests that reached the handler. Unit: count; default: sum over 5 minutes.</summary>
    /// <param name="model">Alias of a model; null: all models together.</param>
    /// <param name="props">Changes to the metric.</param>
    public Metric MetricRequests(string? model = null, MetricOptions? props = null) => Sum(HandlerContract.Metrics.Requests, model, props);

    /// <summary>Requests that ended in an error. Unit: count; default: sum over 5 minutes; the average is the rate.</summary>
    /// <param name="model">Alias of a model; null: all models together.</param>
    /// <param name="props">Changes to the metric.</param>
    public Metric MetricErrors(string? model = null, MetricOptions? props = null) => Sum(HandlerContract.Metrics.Errors, model, props);

    /// <summary>From request to first piece of the answer. Unit: milliseconds; default: the 90th percentile over 5 minutes.</summary>
    /// <param name="model">Alias of a model; null: all models together.</param>
    /// <param name="props">Changes to the metric.</param>
    public Metric MetricTimeToFirstToken(string? model = null, MetricOptions? props = null) => Percentile(HandlerContract.Metrics.TimeToFirstToken, model, props);

    /// <summary>From request to end of the answer. Unit: milliseconds; default: the 90th percentile over 5 minutes.</summary>
    /// <param name="model">Alias of a model; null: all models together.</param>
    /// <param name="props">Changes to the metric.</param>
    public Metric MetricDuration(string? model = null, MetricOptions? props = null) => Percentile(HandlerContract.Metrics.Duration, model, props);

    /// <summary>Tokens of prompts. Unit: count; default: sum over 5 minutes.</summary>
    /// <param name="model">Alias of a model; null: all models together.</param>
    /// <param name="props">Changes to the metric.</param>
    public Metric MetricInputTokens(string? model = null, MetricOptions? props = null) => Sum(HandlerContract.Metrics.InputTokens, model, props);

    /// <summary>Tokens of answers. Unit: count; default: sum over 5 minutes.</summary>
    /// <param name="model">Alias of a model; null: all models together.</param>
    /// <param name="props">Changes to the metric.</param>
    public Metric MetricOutputTokens(string? model = null, MetricOptions? props = null) => Sum(HandlerContract.Metrics.OutputTokens, model, props);

    /// <summary>What answers cost, for models that have a <see cref="Model.Price"/>. Unit: US dollars; default: sum over 5 minutes.</summary>
    /// <param name="model">Alias of a model; null: all models together.</param>
    /// <param name="props">Changes to the metric.</param>
    public Metric MetricCost(string? model = null, MetricOptions? props = null) => Sum(HandlerContract.Metrics.CostUsd, model, props);

    /// <summary>Questions that were answered from the cache. Unit: count; default: sum over 5 minutes; the average is the rate.</summary>
    /// <param name="model">Alias of a model; null: all models together.</param>
    /// <param name="props">Changes to the metric.</param>
    public Metric MetricCacheHits(string? model = null, MetricOptions? props = null) => Sum(HandlerContract.Metrics.CacheHits, model, props);

    /// <summary>Questions that might have been in the cache, and were not. Unit: count; default: sum over 5 minutes.</summary>
    /// <param name="model">Alias of a model; null: all models together.</param>
    /// <param name="props">Changes to the metric.</param>
    public Metric MetricCacheMisses(string? model = null, MetricOptions? props = null) => Sum(HandlerContract.Metrics.CacheMisses, model, props);

    /// <summary>Cache hits that gave an old answer and had it renewed. Unit: count; statistic: sum.</summary>
    /// <param name="model">Alias of a model; null: all models together.</param>
    /// <param name="props">Changes to the metric.</param>
    public Metric MetricCacheStale(string? model = null, MetricOptions? props = null) => Sum(HandlerContract.Metrics.CacheStale, model, props);

    /// <summary>Cache hits by a question in other words. Unit: count; statistic: sum.</summary>
    /// <param name="model">Alias of a model; null: all models together.</param>
    /// <param name="props">Changes to the metric.</param>
    public Metric MetricCacheNear(string? model = null, MetricOptions? props = null) => Sum(HandlerContract.Metrics.CacheNear, model, props);

    /// <summary>Tokens, in and out, that cached answers once took and did not take again. Unit: count; statistic: sum.</summary>
    /// <param name="model">Alias of a model; null: all models together.</param>
    /// <param name="props">Changes to the metric.</param>
    public Metric MetricSavedTokens(string? model = null, MetricOptions? props = null) => Sum(HandlerContract.Metrics.SavedTokens, model, props);

    /// <summary>US dollars that cached answers once cost and did not cost again, where the model has a price. Statistic: sum.</summary>
    /// <param name="model">Alias of a model; null: all models together.</param>
    /// <param name="props">Changes to the metric.</param>
    public Metric MetricSavedCost(string? model = null, MetricOptions? props = null) => Sum(HandlerContract.Metrics.SavedUsd, model, props);

    private Metric Sum(string name, string? model, MetricOptions? props) => WithDefault(Stats.SUM, name, model, props);

    private Metric Percentile(string name, string? model, MetricOptions? props) => WithDefault("p90", name, model, props);

    private Metric WithDefault(string statistic, string name, string? model, MetricOptions? props)
    {
        var metric = Metric(name, model).With(new MetricOptions { Statistic = statistic });
        return props is null ? metric : metric.With(props);
    }

    /// <summary>The host that a page's distribution passes <c>/prod/…</c> on to: by the domain where the other address is closed.</summary>
    internal string PageOrigin()
    {
        var stack = Stack.Of(this);
        if (!IsExecuteApiClosed || Domain is null) return $"{Api.RestApiId}.execute-api.{stack.Region}.{stack.UrlSuffix}";
        // The page's paths begin with the stage's name, so the domain gets them as well.
        if (Props.Api.Domain!.BasePath != GatewayRestApi.StageName && Node.TryFindChild(PageMappingId) is null)
            _ = new BasePathMapping(this, PageMappingId, new BasePathMappingProps { Stage = Api.DeploymentStage, BasePath = GatewayRestApi.StageName }
                .Set(nameof(BasePathMappingProps.DomainName), Domain).Set(nameof(BasePathMappingProps.RestApi), Api));
        return Props.Api.Domain.Name;
    }

    private string UrlOf(GatewayDomain? domain)
    {
        if (domain is not null) return $"https://{domain.Name}{(domain.BasePath is { } path ? $"/{path}" : "")}";
        var stack = Stack.Of(this);
        return $"https://{Api.RestApiId}.execute-api.{stack.Region}.{stack.UrlSuffix}/{GatewayRestApi.StageName}";
    }
}
