using Amazon.CDK;
using Amazon.CDK.AWS.APIGateway;
using Amazon.CDK.AWS.IAM;
using Amazon.CDK.AWS.Logs;
using LlmGateway.Constructs.Compatibility;

namespace LlmGateway.Constructs;

/// <summary>Makes a gateway's API: endpoint, stage, logs, throttling. Routes come after.</summary>
internal static class GatewayRestApi
{
    public const string StageName = "prod";
    private const string ApiId = "Api";
    private const string AccessLogsId = "AccessLogs";
    private const string ExecutionLogsId = "ExecutionLogs";

    public static RestApi Make(LlmRestGateway gateway, LlmRestGatewayProps props)
    {
        var policy = props.Api.ResourcePolicy ?? (props.Api.Endpoint.IsPrivate ? PrivatePolicy.For(props.Api.Endpoint, props.Authorization) : null);
        var stage = new StageOptions
        {
            StageName = StageName,
            ThrottlingRateLimit = props.Api.Throttle.RequestsPerSecond,
            ThrottlingBurstLimit = props.Api.Throttle.Burst,
            // Errors alone, and never bodies: those are what people asked.
            LoggingLevel = MethodLoggingLevel.ERROR,
            DataTraceEnabled = false,
            MetricsEnabled = false,
        };
        if (props.Logs.Access)
        {
            stage.AccessLogDestination = CdkMember.New<LogGroupLogDestination>(new LogGroup(gateway, AccessLogsId, LogProps(props)));
            stage.AccessLogFormat = AccessLogFormat.Custom(AccessLogLine.Format);
        }
        var account = LoggingAccount.Of(gateway);
        var api = new RestApiProps
        {
            RestApiName = ResourceText.Name(gateway),
            Description = ResourceText.Describe($"LLM gateway {gateway.Node.Path}"),
            EndpointConfiguration = props.Api.Endpoint.Configuration,
            Policy = policy,
            CloudWatchRole = account.IsMissing(gateway, props.Logs.AccountRole),
            DisableExecuteApiEndpoint = props.Api.DisableExecuteApiEndpoint ? true : null,
            Deploy = true,
            DeployOptions = stage,
        };
        props.Api.Configure?.Invoke(api);
        CheckRequired(gateway, api, policy);
        gateway.IsExecuteApiClosed = api.DisableExecuteApiEndpoint == true;
        var made = new RestApi(gateway, ApiId, api);
        // Constructs expose properties; outputs are for whoever uses them.
        made.Node.TryRemoveChild("Endpoint");
        Secure(made, props.Api.SecurityPolicy, props.Api.EndpointAccessMode);
        if (made.Node.TryFindChild("Account") is { } role) account.Take(role);
        account.Await(gateway, props.Logs.AccountRole, made.DeploymentStage);
        KeepExecutionLogsShort(gateway, made, props);
        Suppress(made, props);
        return made;
    }

    /// <summary>By overrides, since CDK 2.160 knows neither; API Gateway wants the mode with every policy but its oldest two.</summary>
    public static void Secure(RestApi api, GatewaySecurityPolicy policy, GatewayAccessMode mode)
    {
        var resource = (CfnRestApi)api.Node.DefaultChild!;
        resource.AddPropertyOverride("SecurityPolicy", policy.Name);
        resource.AddPropertyOverride("EndpointAccessMode", mode.ToString().ToUpperInvariant());
    }

    private static LogGroupProps LogProps(LlmRestGatewayProps props) =>
        new LogGroupProps { Retention = props.Logs.Retention, RemovalPolicy = props.Logs.RemovalPolicy }
            .Set(nameof(LogGroupProps.EncryptionKey), props.EncryptionKey);

    /// <summary>API Gateway makes this log group itself, and keeps it for ever, unless it is there before the stage.</summary>
    private static void KeepExecutionLogsShort(LlmRestGateway gateway, RestApi api, LlmRestGatewayProps props)
    {
        var logs = LogProps(props);
        logs.LogGroupName = $"API-Gateway-Execution-Logs_{api.RestApiId}/{StageName}";
        api.DeploymentStage.Node.AddDependency(new LogGroup(gateway, ExecutionLogsId, logs));
    }

    private static void CheckRequired(LlmRestGateway gateway, RestApiProps api, PolicyDocument? policy)
    {
        const string property = $"{nameof(LlmRestGatewayProps.Api)}.{nameof(GatewayApi.Configure)}";
        var mistakes = new Mistakes();
        void Unchanged(string name, bool same, string remedy) => mistakes.Check(property, same, $"changes {name}, which the gateway lives by", remedy);
        Unchanged(nameof(api.Deploy), api.Deploy == true, "Leave it out: the gateway has one stage, which is always the latest");
        Unchanged($"{nameof(api.DeployOptions)}.{nameof(StageOptions.StageName)}", (api.DeployOptions as StageOptions)?.StageName == StageName, $"Leave it at '{StageName}', or use Api.Domain for a path of your own");
        Unchanged(nameof(api.DisableExecuteApiEndpoint), !gateway.Props.Api.DisableExecuteApiEndpoint || api.DisableExecuteApiEndpoint == true, "Leave Api.DisableExecuteApiEndpoint out");
        var deployed = api.DeployOptions as StageOptions;
        Unchanged(nameof(api.EndpointConfiguration), api.EndpointTypes is null && (api.EndpointConfiguration as EndpointConfiguration)?.Types is [var type] && type == (gateway.Props.Api.Endpoint.IsPrivate ? EndpointType.PRIVATE : EndpointType.REGIONAL),
            "Use Api.Endpoint: edge-optimized endpoints cut streams that pause");
        Unchanged(nameof(api.MinCompressionSize), api.MinCompressionSize is null, "Leave it out: compressed answers are held back until they are whole");
        Unchanged($"{nameof(api.DeployOptions)}.{nameof(StageOptions.CachingEnabled)}", deployed?.CachingEnabled is not true && deployed?.CacheClusterEnabled is not true, "Leave it out: API Gateway would give one caller's answer to another; use Cache");
        Unchanged($"{nameof(api.DeployOptions)}.{nameof(StageOptions.DataTraceEnabled)}", deployed?.DataTraceEnabled is not true, "Leave it out: it logs bodies, which are what people asked; Logs.Content is the handler's own");
        Unchanged(nameof(api.Policy), ReferenceEquals(api.Policy, policy), "Use Api.ResourcePolicy");
        Unchanged(nameof(api.DefaultMethodOptions), api.DefaultMethodOptions is null, "Use Authorization");
        Unchanged(nameof(api.DefaultCorsPreflightOptions), api.DefaultCorsPreflightOptions is null, "Use Api.Cors");
        mistakes.ThrowIfAny(nameof(LlmRestGateway), gateway.Node.Path);
    }

    private static void Suppress(RestApi api, LlmRestGatewayProps props)
    {
        Suppressions.On(api, Suppressions.HandlerValidates);
        if (props.Api.Waf is null) Suppressions.On(api.DeploymentStage, Suppressions.WafIsOptional);
        if (api.Node.TryFindChild("CloudWatchRole") is { } role) Suppressions.On(role, Suppressions.AccountRole);
    }
}
