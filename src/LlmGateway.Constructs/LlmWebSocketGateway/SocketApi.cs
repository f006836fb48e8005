using Amazon.CDK;
using Amazon.CDK.AWS.APIGateway;
using Amazon.CDK.AWS.Apigatewayv2;
using Amazon.CDK.AWS.IAM;
using Amazon.CDK.AWS.Lambda;
using Amazon.CDK.AWS.Logs;
using Amazon.CDK.AwsApigatewayv2Integrations;
using LlmGateway.Constructs.Compatibility;
using LlmGateway.Shared;

namespace LlmGateway.Constructs;

/// <summary>Makes a WebSocket gateway's API: routes, stage, logs, throttling.</summary>
internal static class SocketApi
{
    public const string StageName = "prod";

    private static readonly string[] Served =
        [HandlerContract.Actions.Connect, HandlerContract.Actions.Disconnect, HandlerContract.Actions.Default, HandlerContract.Actions.Cancel, HandlerContract.Actions.Resume, HandlerContract.Actions.Upload, HandlerContract.Actions.Ping];

    // $input.json gives the message as an object, so that nothing in it has to be escaped.
    private static readonly string MessageTemplate = $$"""
        {"{{HandlerContract.WorkerEvent.ConnectionId}}":"$context.connectionId","{{HandlerContract.WorkerEvent.RequestId}}":"$context.requestId","{{HandlerContract.WorkerEvent.ApiId}}":"$context.apiId","{{HandlerContract.WorkerEvent.Stage}}":"$context.stage","{{HandlerContract.WorkerEvent.Message}}":$input.json('$')}
        """;

    // identity.apiKeyId is the key's id; identity.apiKey would be the key itself.
    private static readonly string LogFormat = "{" + string.Join(',', new[]
    {
        "requestId", "connectionId", "eventType", "routeKey", "status", "requestTime", "integrationLatency", "integration.status", "identity.sourceIp", "identity.userArn", "authorizer.principalId", "identity.apiKeyId",
        "error.responseType", "error.message",
    }.Select(field => $"\"{field}\":\"$context.{field}\"")) + "}";

    public static WebSocketApi Make(LlmWebSocketGateway gateway, LlmWebSocketGatewayProps props)
    {
        var api = new WebSocketApi(gateway, "Api", new WebSocketApiProps
        {
            ApiName = ResourceText.Name(gateway),
            Description = ResourceText.Describe($"LLM gateway {gateway.Node.Path}"),
            RouteSelectionExpression = "$request.body.action",
        });
        foreach (var key in Served)
        {
            var route = api.AddRoute(key, new WebSocketRouteOptions { Integration = new WebSocketLambdaIntegration(IdOf(key), gateway.Connections) });
            if (key == HandlerContract.Actions.Connect) Guard(route, props.Authorization, props.Authorization.OnConnect(gateway, api));
            else Suppressions.On(route, Suppressions.ConnectAuthorizes);
        }
        var send = api.AddRoute(HandlerContract.Actions.SendMessage, new WebSocketRouteOptions { Integration = Asynchronous(gateway.Worker) });
        Suppressions.On(send, Suppressions.ConnectAuthorizes);
        gateway.Worker.AddPermission("SendMessage", new Permission
        {
            Principal = new ServicePrincipal("apigateway.amazonaws.com"),
            SourceArn = ArnOf(gateway, api, HandlerContract.Actions.SendMessage),
        });
        return api;
    }

    public static WebSocketStage MakeStage(LlmWebSocketGateway gateway, LlmWebSocketGatewayProps props)
    {
        var stage = new WebSocketStage(gateway, "Stage", new WebSocketStageProps { WebSocketApi = gateway.Api, StageName = StageName, AutoDeploy = true });
        var resource = (Amazon.CDK.AWS.Apigatewayv2.CfnStage)stage.Node.DefaultChild!;
        resource.DefaultRouteSettings = new Amazon.CDK.AWS.Apigatewayv2.CfnStage.RouteSettingsProperty
        {
            ThrottlingRateLimit = props.Throttle.RequestsPerSecond,
            ThrottlingBurstLimit = props.Throttle.Burst,
            // Errors alone, and never messages: those are what people asked.
            LoggingLevel = "ERROR",
            DataTraceEnabled = false,
        };
        if (props.Logs.Access)
        {
            var logs = new LogGroup(gateway, "AccessLogs", new LogGroupProps { Retention = props.Logs.Retention, RemovalPolicy = props.Logs.RemovalPolicy }
                .Set(nameof(LogGroupProps.EncryptionKey), props.EncryptionKey));
            resource.AccessLogSettings = new Amazon.CDK.AWS.Apigatewayv2.CfnStage.AccessLogSettingsProperty { DestinationArn = logs.LogGroupArn, Format = LogFormat };
        }
        // API Gateway makes this log group itself, and keeps it for ever, unless it is there before the stage.
        stage.Node.AddDependency(new LogGroup(gateway, "ExecutionLogs", new LogGroupProps
        {
            LogGroupName = $"/aws/apigateway/{gateway.Api.ApiId}/{StageName}", Retention = props.Logs.Retention, RemovalPolicy = props.Logs.RemovalPolicy,
        }.Set(nameof(LogGroupProps.EncryptionKey), props.EncryptionKey)));
        LoggingAccount.Of(gateway).Await(gateway, props.Logs.AccountRole, stage);
        return stage;
    }

    /// <summary>As IAM knows a route.</summary>
    public static string ArnOf(LlmWebSocketGateway gateway, string route) => ArnOf(gateway, gateway.Api, route);

    /// <summary>Any connection of this API: their ids are API Gateway's, and known only when they come.</summary>
    public static string ConnectionsArn(LlmWebSocketGateway gateway) => ArnOf(gateway, "POST/@connections/*");

    private static string ArnOf(LlmWebSocketGateway gateway, WebSocketApi api, string route)
    {
        var stack = Stack.Of(gateway);
        return $"arn:{stack.Partition}:execute-api:{stack.Region}:{stack.Account}:{api.ApiId}/{StageName}/{route}";
    }

    private static void Guard(WebSocketRoute route, GatewayAuthorization authorization, ConnectAuthorization connect)
    {
        var resource = (CfnRoute)route.Node.DefaultChild!;
        resource.AuthorizationType = connect.Type;
        resource.AuthorizerId = connect.AuthorizerId;
        resource.ApiKeyRequired = connect.ApiKeyRequired ? true : null;
        Suppressions.On(route, authorization.Suppressed);
    }

    /// <summary>
    /// The function is only handed the message: it may take 15 minutes, of which an integration would wait for half a one. See
    /// https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-integration-async.html.
    /// </summary>
    private static WebSocketAwsIntegration Asynchronous(Function worker)
    {
        var stack = Stack.Of(worker);
        return new WebSocketAwsIntegration("SendMessageIntegration", new WebSocketAwsIntegrationProps
        {
            IntegrationMethod = "POST",
            IntegrationUri = $"arn:{stack.Partition}:apigateway:{stack.Region}:lambda:path/2015-03-31/functions/{worker.FunctionArn}/invocations",
            RequestParameters = new Dictionary<string, string> { ["integration.request.header.X-Amz-Invocation-Type"] = "'Event'" },
            RequestTemplates = new Dictionary<string, string> { ["$default"] = MessageTemplate },
            TemplateSelectionExpression = "\\$default",
        });
    }

    private static string IdOf(string key)
    {
        var name = key.TrimStart('$');
        return char.ToUpperInvariant(name[0]) + name[1..] + "Integration";
    }
}
