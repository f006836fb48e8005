using System.Collections.Frozen;
using LlmGateway.Tool.Local.ApiGateway;
using LlmGateway.Tool.Local.ApiGateway.Model;
using LlmGateway.Tool.Local.ApiGateway.WebSocket;
using LlmGateway.Tool.Local.Aws;
using LlmGateway.Tool.Local.CloudFormation;
using LlmGateway.Tool.Local.Cognito;
using LlmGateway.Tool.Local.Iam;
using LlmGateway.Tool.Local.KnowledgeBases;
using LlmGateway.Tool.Local.Lambda;
using LlmGateway.Tool.Local.Search;
using LlmGateway.Tool.Local.Site;
using LlmGateway.Tool.Local.Template;
using LlmGateway.Tool.Local.Vectors;

namespace LlmGateway.Tool.Local;

/// <summary>A function and as whom it signs.</summary>
internal sealed record RunningFunction(LambdaFunction Function, LocalPrincipal Principal);

/// <summary>All of a stack that runs locally.</summary>
internal sealed record StackModel
{
    public required IReadOnlyList<RestApi> Apis { get; init; }
    public required IReadOnlyList<SocketApi> Sockets { get; init; }
    public required IReadOnlyList<CustomDomain> Domains { get; init; }
    public required IReadOnlyList<UserPool> UserPools { get; init; }
    /// <summary>Of which the first is served.</summary>
    public required IReadOnlyList<Distribution> Sites { get; init; }

    /// <summary>Pages behind a load balancer, of which the first is served where there is no distribution.</summary>
    public required IReadOnlyList<SignedInSite> Balancers { get; init; }

    public required StackBuckets Buckets { get; init; }
    public required LocalUrls Urls { get; init; }
    public required IReadOnlyList<ApiKey> Keys { get; init; }
    public required IReadOnlyList<UsagePlan> Plans { get; init; }
    public required IReadOnlyList<RunningFunction> Functions { get; init; }
    public required LocalPrincipal Developer { get; init; }

    /// <summary>Principals, tables, secrets and parameters.</summary>
    public required AwsFrontDoorOptions FrontDoor { get; init; }

    public required IReadOnlyList<string> Notices { get; init; }

    /// <exception cref="TemplateException">A resource lacks what AWS requires.</exception>
    /// <exception cref="LocalRunException">There is nothing to run.</exception>
    public static StackModel Read(ResolvedStack stack, AssetManifest assets, StackInputs inputs)
    {
        var apis = new RestApiReader(stack).Read();
        var sockets = new SocketApiReader(stack).Read();
        if (apis.Count + sockets.Count == 0) throw new LocalRunException($"The stack {stack.Environment.StackName} has no REST API and no WebSocket API, so there is nothing to call; choose another with --stack.");
        var plans = new UsagePlanReader(stack);
        var called = apis.SelectMany(api => api.Methods).SelectMany(method => new[] { method.Integration.FunctionArn, method.Authorizer?.FunctionArn }).OfType<string>()
            .Concat(sockets.SelectMany(api => api.Routes.Values).Select(route => route.FunctionArn)).Concat(sockets.SelectMany(api => api.Site.Methods).Select(method => method.Authorizer?.FunctionArn).OfType<string>())
            .Concat(SeedDeployment.FunctionsOf(stack)).Concat(UserPoolReader.TriggersOf(stack)).Concat(SecretRotation.FunctionsOf(stack)).Concat(AsyncInvocations.DestinationsOf(stack)).Concat(InvokeService.FunctionsOf(stack)).ToHashSet(StringComparer.Ordinal);
        var pools = new UserPoolReader(stack).Read();
        var balancers = SignedInSite.Read(stack, pools);
        called.UnionWith(balancers.Select(balancer => balancer.FunctionArn));
        var roles = new RoleReader(stack);
        var reader = new FunctionReader(stack, assets);
        var functions = reader.Read(called).Select(function => new RunningFunction(function, LocalCredentials.OfFunction(function, roles.Of(function), stack.Environment))).ToList();
        var developer = LocalCredentials.OfDeveloper(stack.Environment);
        var stores = new StoreReader(stack, inputs);
        var distributions = new DistributionReader(stack, apis);
        var sites = distributions.Read();
        var buckets = StackBuckets.Fill(stack, assets);
        return new StackModel
        {
            Apis = apis,
            Sockets = sockets,
            Domains = CustomDomain.Read(stack),
            UserPools = pools,
            Sites = sites,
            Balancers = balancers,
            Buckets = buckets,
            Urls = new LocalUrls(apis, sockets, pools, [.. sites.SelectMany(site => site.Names), .. balancers.Select(balancer => balancer.Name)], stack.Environment),
            Keys = plans.ReadKeys(),
            Plans = plans.ReadPlans(),
            Functions = functions,
            Developer = developer,
            FrontDoor = new AwsFrontDoorOptions
            {
                Account = stack.Environment.Account,
                Region = stack.Environment.Region,
                Partition = stack.Environment.Partition,
                Principals = [developer, .. functions.Select(function => function.Principal)],
                Assets = assets,
                Buckets = buckets,
                Tables = stores.ReadTables(),
                Secrets = stores.ReadSecrets(),
                Parameters = stores.ReadParameters(),
                SearchHosts = LocalSearchHost.Read(stack),
                VectorIndexes = LocalVectorIndex.Read(stack),
                KnowledgeBases = [.. inputs.KnowledgeBases.Select(given => LocalKnowledgeBase.Load(stack.OfType("AWS::Bedrock::KnowledgeBase").FirstOrDefault(resource => resource.LogicalId == given.Key) is { } made ? stack.NameOf(made) : given.Key, given.Value))],
                ApplicationProfiles = stores.ReadApplicationProfiles(),
            },
            Notices = [.. ResourceNotices.For(stack), .. reader.NoticesOf(called), .. roles.Notices, .. distributions.Notices,
                .. sites.Skip(1).Select(site => $"{site.LogicalId} is not served here: the first distribution of a stack is.")],
        };
    }

    public ApiGatewayOptions GatewayOptions(ResolvedStack stack, SigV4Verifier verifier, LambdaService lambda, LocalRunOptions options) => new()
    {
        Apis = Apis,
        Keys = Keys,
        Plans = Plans,
        Domains = Domains,
        Iam = new IamAuthorization(verifier, FrontDoor.Principals.Where(principal => principal.Policies is not null)
            .ToFrozenDictionary(principal => principal, principal => PolicyEvaluator.ForIdentity(principal.Arn, principal.Policies!))),
        LambdaAuthorization = new LambdaAuthorization(lambda, new LambdaPermissions(stack), options.Time),
        Urls = Urls,
        LambdaProxy = new LambdaProxy(lambda, new LambdaPermissions(stack), options.Trace, options.Time),
        Account = stack.Environment.Account,
        Region = stack.Environment.Region,
        Partition = stack.Environment.Partition,
        Trace = options.Trace,
        Time = options.Time,
    };
}
