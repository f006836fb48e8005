using System.Text.RegularExpressions;
using Amazon.CDK;
using Amazon.CDK.AWS.APIGateway;
using Amazon.CDK.AWS.Lambda;
using LlmGateway.Shared;
using ApiMethod = Amazon.CDK.AWS.APIGateway.Method;

namespace LlmGateway.Constructs;

/// <summary>The routes of a gateway. Those of the handler stream: API Gateway passes each piece of an answer on as it comes, for up to 15 minutes.</summary>
internal sealed class Routes(LlmRestGateway gateway, LlmRestGatewayProps props)
{
    /// <summary>As long as a function may run.</summary>
    public const int TimeoutMinutes = 15;

    private static readonly Regex Parameter = new(@"\{[^}]*\}");

    private static readonly (string Method, string Path)[] Guarded =
    [
        ("POST", HandlerContract.Routes.ChatCompletions),
        ("POST", HandlerContract.Routes.Responses),
        ("POST", HandlerContract.Routes.CompactResponse),
        ("POST", HandlerContract.Routes.CountResponse),
        ("POST", HandlerContract.Routes.Embeddings),
        ("POST", HandlerContract.Routes.Messages),
        ("POST", HandlerContract.Routes.CountTokens),
        ("GET", HandlerContract.Routes.Models),
        ("GET", HandlerContract.Routes.Model),
        ("POST", HandlerContract.Routes.Prompt),
    ];

    private static readonly (string Method, string Path)[] OfHistory =
    [
        ("GET", HandlerContract.Routes.Chats),
        ("GET", HandlerContract.Routes.Chat),
        ("PATCH", HandlerContract.Routes.Chat),
        ("DELETE", HandlerContract.Routes.Chat),
        ("GET", HandlerContract.Routes.Response),
        ("DELETE", HandlerContract.Routes.Response),
        ("GET", HandlerContract.Routes.ResponseInputItems),
        ("POST", HandlerContract.Routes.CancelResponse),
    ];

    private static readonly (string Method, string Path)[] OfRequests = [("POST", HandlerContract.Routes.CancelRequest)];

    private readonly GatewayAuthorization authorization = props.Authorization;
    private readonly GatewayCors? cors = props.Api.Cors;

    /// <summary>The guarded routes as the ARNs of their methods name them.</summary>
    public static IEnumerable<(string Method, string Path)> ArnsOf(LlmRestGatewayProps props) =>
        Of(props).Select(route => (route.Method, Parameter.Replace(route.Path, "*")));

    private static IEnumerable<(string Method, string Path)> Of(LlmRestGatewayProps props) =>
        [.. Guarded, .. props.History is null ? [] : OfHistory, .. props.Requests is null ? [] : OfRequests];

    public void Add()
    {
        var guard = authorization.MethodOptions(gateway);
        foreach (var (verb, path) in Of(props))
        {
            var resource = gateway.Api.Root.ResourceForPath(path);
            // Test invocations from the console don't stream, so no permission is given for them.
            var method = resource.AddMethod(verb, new LambdaIntegration(gateway.Handler, new LambdaIntegrationOptions { Proxy = true, AllowTestInvoke = false }), guard);
            Stream(method, StreamingUri(gateway.Handler));
            Suppressions.On(method, authorization.Suppressed);
            if (cors is not null && resource.Node.TryFindChild("OPTIONS") is null) AddPreflight(resource);
        }
        AddHealth();
        // The deployment does not see overrides by itself: were they to change, the stage would keep the old ones.
        gateway.Api.LatestDeployment!.AddToLogicalId(new Dictionary<string, object> { ["streaming"] = TimeoutMinutes });
    }

    /// <summary>Streams a method's answers. Overrides, since this CDK version does not know the property yet.</summary>
    /// <param name="method">With a proxy integration.</param>
    /// <param name="uri">Null: as it is.</param>
    /// <remarks>https://docs.aws.amazon.com/apigateway/latest/developerguide/response-streaming-lambda-configure.html</remarks>
    public static void Stream(ApiMethod method, string? uri)
    {
        var resource = (CfnMethod)method.Node.DefaultChild!;
        resource.AddPropertyOverride("Integration.ResponseTransferMode", "STREAM");
        resource.AddPropertyOverride("Integration.TimeoutInMillis", Duration.Minutes(TimeoutMinutes).ToMilliseconds());
        if (uri is not null) resource.AddPropertyOverride("Integration.Uri", uri);
    }

    private static string StreamingUri(IFunction function)
    {
        var stack = Stack.Of(function);
        return $"arn:{stack.Partition}:apigateway:{stack.Region}:lambda:path/2021-11-15/functions/{function.FunctionArn}/response-streaming-invocations";
    }

    private void AddPreflight(Amazon.CDK.AWS.APIGateway.IResource resource) => resource.AddCorsPreflight(new CorsOptions
    {
        AllowOrigins = [.. cors!.AllowOrigins],
        AllowMethods = props.History is null ? ["GET", "POST", "OPTIONS"] : ["GET", "POST", "PATCH", "DELETE", "OPTIONS"],
        AllowHeaders = CorsHeaders.Allowed,
        ExposeHeaders = [.. cors.AllExposedHeaders],
        AllowCredentials = cors.AllowCredentials,
        MaxAge = cors.MaxAge,
    });

    /// <summary>Whether the API stands, and nothing else: for load balancers and monitors, without a key.</summary>
    private void AddHealth()
    {
        var health = gateway.Api.Root.ResourceForPath(HandlerContract.Routes.Health);
        var method = health.AddMethod("GET", new MockIntegration(new IntegrationOptions
        {
            RequestTemplates = new Dictionary<string, string> { ["application/json"] = """{"statusCode":200}""" },
            PassthroughBehavior = PassthroughBehavior.NEVER,
            IntegrationResponses =
            [
                new IntegrationResponse
                {
                    StatusCode = "200",
                    ResponseTemplates = new Dictionary<string, string> { ["application/json"] = """{"status":"ok"}""" },
                },
            ],
        }), new MethodOptions { AuthorizationType = AuthorizationType.NONE, ApiKeyRequired = false, MethodResponses = [new MethodResponse { StatusCode = "200" }] });
        Suppressions.On(method, Suppressions.HealthIsOpen);
    }
}
