using LlmGateway.Tool.Local.ApiGateway;
using LlmGateway.Tool.Local.ApiGateway.WebSocket;
using LlmGateway.Tool.Local.Aws;
using LlmGateway.Tool.Local.Bedrock;
using LlmGateway.Tool.Local.CloudFormation;
using LlmGateway.Tool.Local.Cognito;
using LlmGateway.Tool.Local.Lambda;
using LlmGateway.Tool.Local.Search;
using LlmGateway.Tool.Local.Site;
using LlmGateway.Tool.Local.Synthesis;
using LlmGateway.Tool.Local.Template;
using LlmGateway.Tool.Local.Vectors;
using Microsoft.AspNetCore.Http;

namespace LlmGateway.Tool.Local;

/// <summary>A stack that runs on this machine, until it is disposed.</summary>
internal sealed class LocalRun : IAsyncDisposable
{
    private readonly Stack<IAsyncDisposable> _started = new();
    private readonly CancellationTokenSource _stopping = new();

    private LocalRun() { }

    /// <summary>Loopback, without a path.</summary>
    public Uri Endpoint { get; private set; } = null!;

    /// <summary>The page of the stack, with a slash at its end; null: it has none.</summary>
    public Uri? Page { get; private set; }

    /// <summary>The stages that can be called.</summary>
    public IReadOnlyList<LocalApi> Apis { get; private set; } = [];

    /// <summary>The stages that WebSocket clients can connect to.</summary>
    public IReadOnlyList<LocalApi> SocketApis { get; private set; } = [];

    /// <summary>Keys of the stack, generated values included.</summary>
    public IReadOnlyList<LocalApiKey> ApiKeys { get; private set; } = [];

    /// <summary>Of a caller who may do everything: for IAM authorization.</summary>
    public LocalPrincipal Developer { get; private set; } = null!;

    public TemplateEnvironment Environment { get; private set; } = null!;

    /// <summary>What of the template has no effect here.</summary>
    public IReadOnlyList<string> Notices { get; private set; } = [];

    /// <summary>A command that calls the API; null when no method suits.</summary>
    public string? CurlLine { get; private set; }

    /// <summary>Tests script it and read what it received.</summary>
    public BedrockSimulator Bedrock { get; private set; } = null!;

    /// <summary>Handler processes that run now.</summary>
    public IReadOnlyList<int> HandlerProcessIds => [.. Lambda.Functions.SelectMany(function => function.ProcessIds)];

    /// <summary>Handler processes of the functions whose logical id holds a word.</summary>
    public IReadOnlyList<int> HandlerProcessIdsOf(string word) =>
        [.. Lambda.Functions.Where(function => function.Function.LogicalId.Contains(word, StringComparison.Ordinal)).SelectMany(function => function.ProcessIds)];

    /// <summary>What was invoked without waiting for it.</summary>
    public AsyncInvocations? Events { get; private set; }

    /// <summary>User pools of the stack; tests read their users and forge their tokens.</summary>
    public IReadOnlyList<UserPool> UserPools { get; private set; } = [];

    /// <summary>Domains and collections of OpenSearch; their clients call them through <see cref="Endpoint"/>.</summary>
    public IReadOnlyList<LocalSearchHost> SearchHosts { get; private set; } = [];

    /// <summary>Indexes of S3 Vectors.</summary>
    public IReadOnlyList<LocalVectorIndex> VectorIndexes { get; private set; } = [];

    private LambdaService Lambda { get; set; } = null!;

    /// <summary>Synthesizes what must be, reads the template and starts it.</summary>
    /// <exception cref="LocalRunException">It can't run; the message says why and what to do.</exception>
    /// <exception cref="TemplateException">The template is broken; the message names resource and property.</exception>
    public static async Task<LocalRun> StartAsync(LocalRunOptions options, CancellationToken cancellationToken = default)
    {
        var run = new LocalRun();
        try
        {
            await run.StartCoreAsync(options, cancellationToken);
            return run;
        }
        catch
        {
            await run.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        Events?.Stop();
        while (_started.TryPop(out var part)) await part.DisposeAsync();
    }

    private async Task StartCoreAsync(LocalRunOptions options, CancellationToken cancellationToken)
    {
        var scratch = Keep(new ScratchFolder());
        var assembly = await AppSource.OpenAsync(options.Source, scratch.Sub("app"), options.Progress, cancellationToken);
        var stack = StackOpener.Open(assembly.Select(options.Stack), options);
        var model = StackModel.Read(stack.Resolved, stack.Assets, options.Inputs);
        if (options.Upstream is { IsBedrock: false } upstream)
            model = await new UpstreamOverride(upstream, stack.Resolved.Environment).ApplyAsync(model, cancellationToken);
        Environment = stack.Resolved.Environment;
        Developer = model.Developer;

        var notices = new List<string>([.. model.Notices, .. MissingKeys.For(model)]);
        options.Progress(model.FrontDoor.Tables.Count > 0 ? "Starting the handler and DynamoDB …" : "Starting the handler …");
        var launches = PrepareCode(model, options, scratch, notices);
        Lambda = Keep(await LambdaService.StartAsync(
            [.. model.Functions.Select(function => function.Function)], (function, port) => Launch(function, port, model, launches, scratch, options),
            options.Concurrency, options.Trace, options.Time, cancellationToken));
        var issuer = new TokenIssuer(new TriggerCalls(Lambda, new LambdaPermissions(stack.Resolved, "cognito-idp.amazonaws.com"), stack.Resolved.Environment.Region), options.Time);
        var cognito = new CognitoService(model.UserPools, issuer, options.Time);
        var aws = Keep(await AwsFrontDoor.StartAsync(model.FrontDoor with
        {
            MoreServices = new Dictionary<string, IAwsService> { ["cognito-idp"] = cognito, ["lambda"] = new InvokeService(Lambda), ["cloudformation"] = new StackListing(stack.Resolved) },
            Script = options.Script,
            DynamoThrottle = options.DynamoThrottle,
            RealBedrock = options.Upstream is { IsBedrock: true },
            Time = options.Time,
            OnDecision = decision => Tell(decision, options),
        }, cancellationToken));
        Bedrock = aws.Bedrock;
        notices.AddRange(aws.Notices);
        var server = Keep(await LocalServer.StartAsync(options.Port, Serve(stack.Resolved, model, aws, cognito, issuer, options), cancellationToken));
        Endpoint = server.Endpoint;
        foreach (var function in Lambda.Functions) await function.WarmAsync(cancellationToken);
        await SeedDeployment.RunAsync(stack.Resolved, Lambda, cancellationToken);
        await SecretRotation.RunAsync(stack.Resolved, Lambda, model.FrontDoor.Secrets, cancellationToken);
        UserPools = model.UserPools;
        (SearchHosts, VectorIndexes) = (model.FrontDoor.SearchHosts, model.FrontDoor.VectorIndexes);
        if (model.Sites.Count + model.Balancers.Count > 0) Page = new UriBuilder(Endpoint) { Host = "localhost" }.Uri;

        Notices = notices;
        Apis = [.. model.Apis.SelectMany(api => api.Stages.Select(stage => LocalApi.Of(api, stage, Endpoint, isOnly: model.Apis.Count == 1)))];
        SocketApis = [.. model.Sockets.SelectMany(api => api.Site.Stages.Select(stage => LocalApi.OfSocket(api.Site, stage, Endpoint, isOnly: model.Sockets.Count == 1)))];
        ApiKeys = [.. model.Keys.Select(key => new LocalApiKey(key.Name, key.Id, key.Value))];
        CurlLine = Reporting.CurlLine.For(this, model);
    }

    /// <summary>What a request on the one port is for: API Gateway's three services, or AWS's others.</summary>
    private RequestDelegate Serve(ResolvedStack stack, StackModel model, AwsFrontDoor aws, CognitoService cognito, TokenIssuer issuer, LocalRunOptions options)
    {
        var pages = Keep(new SignInPages(model.UserPools, issuer, model.Urls, options.Trace, options.Time));
        var settings = model.GatewayOptions(stack, aws.Verifier, Lambda, options);
        var gateway = new ApiGatewayService(settings);
        Events = new AsyncInvocations(Lambda, stack, model.Functions.ToDictionary(function => function.Function.Arn, function => function.Principal), aws, options);
        var sockets = new SocketService(model.Sockets, settings, Lambda, Events, new LambdaPermissions(stack), options.Sockets);
        var connections = new ConnectionsApi(sockets, aws, options.ConnectionsFault);
        var site = new SiteService(model.Sites is [var first, ..] ? first : null, model.Buckets, new PageConfig(model, issuer, options.PageUser), gateway, model);
        var behind = model.Sites.Count == 0 && model.Balancers is [var named, ..] ? named : null;
        var balancer = new LoadBalancerService(behind, model, pages, issuer, Lambda, new LambdaPermissions(stack, "elasticloadbalancing.amazonaws.com"), options.PageUser, options.Time);
        var origin = new PageOrigin(behind?.Name);
        var names = StackNames.Of(stack);
        var (guard, anyOrigin) = (new LocalGuard(names.Has), names.AnyOrigin);
        return http => guard.AdmitsAsync(http, anyOrigin && IsGateway(http), Route);

        bool IsGateway(HttpContext http) => !AwsFrontDoor.IsFor(http.Request) && !CognitoService.IsUnsigned(http.Request) && !pages.IsFor(http.Request)
            && !ConnectionsApi.IsFor(http.Request) && !SocketHandshake.IsAskedFor(http);

        Task Route(HttpContext http) =>
            AwsFrontDoor.IsFor(http.Request) ? aws.HandleAsync(http)
            : CognitoService.IsUnsigned(http.Request) ? cognito.HandleUnsignedAsync(http)
            : balancer.IsCallback(http.Request) ? balancer.HandleAsync(http)
            : pages.IsFor(http.Request) ? pages.HandleAsync(http)
            : ConnectionsApi.IsFor(http.Request) ? connections.HandleAsync(http)
            : SocketHandshake.IsAskedFor(http) ? sockets.HandleAsync(http, _stopping.Token)
            : balancer.IsFor(http.Request) ? balancer.HandleAsync(http)
            : site.IsFor(http.Request) ? site.HandleAsync(http)
            : gateway.HandleAsync(origin.Translate(http));
    }

    private static Dictionary<string, HandlerLaunch> PrepareCode(StackModel model, LocalRunOptions options, ScratchFolder scratch, List<string> notices)
    {
        var code = new FunctionCode(scratch.Sub("code"), options.PortableHandler ?? PortableHandler.Find(), notices.Add);
        return model.Functions.ToDictionary(function => function.Function.Arn, function => code.Prepare(function.Function), StringComparer.Ordinal);
    }

    private HandlerProcess Launch(
        LambdaFunction function, int port, StackModel model, Dictionary<string, HandlerLaunch> launches, ScratchFolder scratch, LocalRunOptions options)
    {
        var launch = launches[function.Arn];
        var principal = model.Functions.First(each => each.Function.Arn == function.Arn).Principal;
        var environment = FunctionEnvironment.Build(function, launch, principal, Environment, Endpoint, scratch.Sub("tmp"));
        foreach (var decision in LogDelivery.Decide(function, principal, Environment)) Tell(decision, options);
        environment["AWS_LAMBDA_RUNTIME_API"] = FormattableString.Invariant($"127.0.0.1:{port}");
        return HandlerProcess.Start(launch, environment, new HandlerLog(line => options.Trace.Note($"{function.LogicalId}: {line}")));
    }

    private static void Tell(AwsDecision decision, LocalRunOptions options)
    {
        options.OnDecision?.Invoke(decision);
        options.Trace.Note(decision.Allowed ? $"IAM allows {decision.Action} on {decision.Resource} ({decision.Reason})" : $"IAM denies: {decision.Reason}");
    }

    private T Keep<T>(T part) where T : IAsyncDisposable
    {
        _started.Push(part);
        return part;
    }
}
