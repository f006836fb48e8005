using System.Collections.Frozen;
using LlmGateway.Tool.Local.Bedrock;
using LlmGateway.Tool.Local.DynamoDb;
using LlmGateway.Tool.Local.Iam;
using LlmGateway.Tool.Local.KnowledgeBases;
using LlmGateway.Tool.Local.Search;
using LlmGateway.Tool.Local.Vectors;
using Microsoft.AspNetCore.Http;

namespace LlmGateway.Tool.Local.Aws;

/// <summary>
/// The local AWS endpoint: every call is authenticated by its signature, put to IAM with its caller's policies, and then answered
/// by the service that its credential scope names.
/// </summary>
internal sealed class AwsFrontDoor : IAsyncDisposable
{
    private static readonly PolicyDecision Unlimited = new(PolicyOutcome.Allowed, "these credentials may do everything");

    private readonly AwsFrontDoorOptions _options;
    private readonly CallerAuthentication _authentication;
    private readonly FrozenDictionary<LocalPrincipal, PolicyEvaluator> _policies;
    private readonly FrozenDictionary<string, IAwsService> _services;
    private readonly DynaliteProcess? _dynalite;
    private readonly BedrockRelay? _relay;

    private AwsFrontDoor(AwsFrontDoorOptions options, DynaliteProcess? dynalite)
    {
        _options = options;
        _dynalite = dynalite;
        _policies = options.Principals.Concat(options.BedrockApiKeys.Values).Distinct()
            .Where(principal => principal.Policies is not null)
            .ToFrozenDictionary(principal => principal, principal => PolicyEvaluator.ForIdentity(principal.Arn, principal.Policies!));
        Verifier = new SigV4Verifier(options.Principals, options.Time);
        _authentication = new CallerAuthentication(Verifier, options);
        Bedrock = new BedrockSimulator(options.Script, options.Time);
        _relay = options.RealBedrock ? new BedrockRelay(options.Time) : null;
        _services = new Dictionary<string, IAwsService>(options.MoreServices)
        {
            ["bedrock"] = new BedrockService(Bedrock, _relay, options.ApplicationProfiles, new KnowledgeBasePlay(options.KnowledgeBases)),
            ["aoss"] = new SearchService([.. options.SearchHosts.Where(host => host.IsServerless)]),
            ["es"] = new SearchService([.. options.SearchHosts.Where(host => !host.IsServerless)]),
            ["s3vectors"] = new VectorsService(options.VectorIndexes),
            ["dynamodb"] = new DynamoDbService(dynalite, options.Tables, options.DynamoThrottle),
            ["s3"] = new S3Service(options.Assets, options.Buckets),
            ["secretsmanager"] = new SecretsManagerService(options.Secrets),
            ["ssm"] = new SsmService(options.Parameters),
            ["sts"] = new StsService(),
        }.ToFrozenDictionary();
    }

    /// <summary>The simulator: tests script it and read what it received.</summary>
    public BedrockSimulator Bedrock { get; }

    /// <summary>Knows the same principals: API Gateway's IAM authorization uses it for <c>execute-api</c>.</summary>
    public SigV4Verifier Verifier { get; }

    /// <summary>What of the tables' contents is not there.</summary>
    public IReadOnlyList<string> Notices { get; private init; } = [];

    /// <summary>Reads all policies, and starts DynamoDB when there are tables.</summary>
    /// <exception cref="PolicyException">IAM would refuse a policy.</exception>
    /// <exception cref="DynaliteException">DynamoDB could not be started; the message says what to do.</exception>
    public static async Task<AwsFrontDoor> StartAsync(AwsFrontDoorOptions options, CancellationToken cancellationToken = default)
    {
        var dynalite = options.Tables.Count > 0 ? await DynaliteProcess.StartAsync(cancellationToken) : null;
        try
        {
            return new AwsFrontDoor(options, dynalite) { Notices = dynalite is null ? [] : await MakeTablesAsync(options, new DynaliteCalls(dynalite), cancellationToken) };
        }
        catch
        {
            if (dynalite is not null) await dynalite.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// Whether a request is for this endpoint: signed for any service but API Gateway, or Bedrock's path with a bearer token.
    /// </summary>
    public static bool IsFor(HttpRequest request) =>
        SigV4Authorization.ServiceOf(request.Headers) is { } service ? service != "execute-api"
        : request.Path.StartsWithSegments("/model", StringComparison.Ordinal) && CallerAuthentication.BearerOf(request.Headers) is not null;

    /// <summary>Answers a call, refusals included.</summary>
    public async Task HandleAsync(HttpContext http)
    {
        var request = SignedRequest.From(http, await RequestBody.ReadAsync(http.Request));
        var service = ServiceOf(request);
        try
        {
            var (principal, region) = _authentication.Identify(request);
            var call = new AwsCall
            {
                Http = http,
                Request = request,
                Principal = principal,
                Region = region,
                Account = _options.Account,
                Partition = _options.Partition,
                Authorizer = access => Authorize(principal, access),
            };
            if (CallerAuthentication.BearerOf(request.Headers) is not null) call.Authorize("bedrock:CallWithBearerToken", "*");
            await service.HandleAsync(call);
        }
        catch (AwsException e) when (!http.Response.HasStarted)
        {
            await AwsResponse.WriteErrorAsync(http, service.ErrorShape, e.Error);
        }
    }

    private static async Task<IReadOnlyList<string>> MakeTablesAsync(AwsFrontDoorOptions options, DynaliteCalls dynalite, CancellationToken cancellationToken)
    {
        await new TableCreator(dynalite).CreateAsync(options.Tables, cancellationToken);
        List<string> notices = [];
        var import = new TableImport(dynalite, options.Assets);
        foreach (var table in options.Tables)
            if (await import.RunAsync(table, cancellationToken) is { } notice) notices.Add(notice);
        return notices;
    }

    public async ValueTask DisposeAsync()
    {
        _relay?.Dispose();
        if (_dynalite is not null) await _dynalite.DisposeAsync();
    }

    /// <summary>Asks IAM for what is called in a principal's name.</summary>
    /// <exception cref="AwsException">Its policies don't allow it.</exception>
    public void Authorize(LocalPrincipal principal, AccessRequest access)
    {
        var decision = _policies.TryGetValue(principal, out var evaluator) ? evaluator.Decide(access) : Unlimited;
        var reason = decision.IsAllowed ? decision.Statement! : decision.Describe(access, PolicyKind.Identity);
        _options.OnDecision?.Invoke(new AwsDecision(principal.Arn, access.Action, access.Resource, decision.IsAllowed, reason));
        if (!decision.IsAllowed) throw new AwsException(AwsError.AccessDenied(reason));
    }

    private IAwsService ServiceOf(SignedRequest request)
    {
        var name = SigV4Authorization.ServiceOf(request.Headers) ?? ServiceByForm(request);
        return _services.TryGetValue(name, out var service) ? service
            : new UnknownService(name, request.Headers.ContainsKey("x-amz-target") ? AwsErrorShape.Json11 : AwsErrorShape.RestJson);
    }

    // Unsigned calls are refused all the same, but in the form of the service they look like.
    private static string ServiceByForm(SignedRequest request) => request.Headers["x-amz-target"].ToString() switch
    {
        var target when target.StartsWith("DynamoDB_", StringComparison.Ordinal) => "dynamodb",
        var target when target.StartsWith("AmazonSSM.", StringComparison.Ordinal) => "ssm",
        var target when target.StartsWith("secretsmanager.", StringComparison.Ordinal) => "secretsmanager",
        _ => "bedrock",
    };
}
