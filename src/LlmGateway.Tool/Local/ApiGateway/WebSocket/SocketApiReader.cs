using System.Globalization;
using System.Text.Json.Nodes;
using LlmGateway.Tool.Local.ApiGateway.Model;
using LlmGateway.Tool.Local.Template;

namespace LlmGateway.Tool.Local.ApiGateway.WebSocket;

/// <summary>Reads the stack's WebSocket APIs.</summary>
internal sealed class SocketApiReader(ResolvedStack stack)
{
    private const string Connect = "$connect";
    private const string Selection = "$request.body.";

    /// <summary>What API Gateway gives an integration at most.</summary>
    private const int MostMilliseconds = 29_000;

    /// <exception cref="TemplateException">One of them lacks what API Gateway requires.</exception>
    public IReadOnlyList<SocketApi> Read() => [.. stack.OfType("AWS::ApiGatewayV2::Api")
        .Where(resource => stack.PropertiesOf(resource)["ProtocolType"]?.ToString() == "WEBSOCKET").Select(Read)];

    private SocketApi Read(TemplateResource resource)
    {
        var (properties, id, place) = (stack.PropertiesOf(resource), stack.NameOf(resource), TemplatePlace.Resource(resource.LogicalId));
        var expression = properties["RouteSelectionExpression"]?.ToString() ?? "";
        if (!expression.StartsWith(Selection, StringComparison.Ordinal))
            throw place.Down("RouteSelectionExpression").Error($"the local run selects routes by {Selection}NAME, not by '{expression}'.");
        var routes = stack.OfType("AWS::ApiGatewayV2::Route").Where(route => stack.PropertiesOf(route)["ApiId"]?.ToString() == id).ToList();
        return new SocketApi
        {
            Selection = expression[Selection.Length..].Split('.'),
            Routes = routes.Select(RouteOf).ToDictionary(route => route.Key, StringComparer.Ordinal),
            Site = new RestApi
            {
                LogicalId = resource.LogicalId,
                Id = id,
                Name = properties["Name"]?.ToString() ?? resource.LogicalId,
                Methods = [.. routes.Where(route => stack.PropertiesOf(route)["RouteKey"]?.ToString() == Connect).Select(ConnectOf)],
                Stages = [.. StagesOf(id, place)],
                GatewayResponses = new Dictionary<string, GatewayResponse>(),
                Models = new Dictionary<string, JsonObject>(),
                BinaryMediaTypes = [],
            },
        };
    }

    private IEnumerable<ApiStage> StagesOf(string apiId, TemplatePlace place)
    {
        var stages = stack.OfType("AWS::ApiGatewayV2::Stage").Select(stack.PropertiesOf).Where(stage => stage["ApiId"]?.ToString() == apiId).ToList();
        if (stages.Count == 0) throw place.Error("it is never deployed: no stage names it, so nobody could connect.");
        foreach (var stage in stages)
        {
            var settings = stage["DefaultRouteSettings"] as JsonObject;
            IReadOnlyList<MethodThrottle> throttles = settings?["ThrottlingRateLimit"] is null ? []
                : [new MethodThrottle("*", "*", UsagePlanReader.ReadLimit(settings["ThrottlingRateLimit"], settings["ThrottlingBurstLimit"]))];
            yield return new ApiStage(stage["StageName"]!.ToString(), RestApiReader.Texts(stage["StageVariables"]), throttles);
        }
    }

    private SocketRoute RouteOf(TemplateResource resource)
    {
        var (properties, place) = (stack.PropertiesOf(resource), TemplatePlace.Resource(resource.LogicalId));
        var target = properties["Target"]?.ToString().Split('/')[^1];
        var integration = stack.OfType("AWS::ApiGatewayV2::Integration").FirstOrDefault(each => stack.NameOf(each) == target)
            ?? throw place.Down("Target").Error("it names no integration of the stack.");
        var wired = stack.PropertiesOf(integration);
        var at = TemplatePlace.Resource(integration.LogicalId);
        var type = wired["IntegrationType"]?.ToString();
        if (type is not ("AWS_PROXY" or "AWS")) throw at.Down("IntegrationType").Error($"the local run has AWS_PROXY and AWS, not {type}.");
        var parameters = RestApiReader.Texts(wired["RequestParameters"]);
        var templates = RestApiReader.Texts(wired["RequestTemplates"]);
        var timeout = int.TryParse(wired["TimeoutInMillis"]?.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? Math.Min(given, MostMilliseconds) : MostMilliseconds;
        return new SocketRoute(
            properties["RouteKey"]!.ToString(),
            FunctionOf(wired["IntegrationUri"]?.ToString() ?? "", at),
            type == "AWS" ? templates.GetValueOrDefault("$default") ?? "$input.body" : null,
            parameters.GetValueOrDefault("integration.request.header.X-Amz-Invocation-Type") == "'Event'",
            TimeSpan.FromMilliseconds(timeout));
    }

    private RestMethod ConnectOf(TemplateResource resource)
    {
        var properties = stack.PropertiesOf(resource);
        return new RestMethod
        {
            LogicalId = resource.LogicalId,
            HttpMethod = "GET",
            ResourceId = resource.LogicalId,
            ResourcePath = Connect,
            AuthorizationType = properties["AuthorizationType"]?.ToString() ?? "NONE",
            Authorizer = properties["AuthorizerId"] is { } id ? AuthorizerOf(id.ToString(), TemplatePlace.Resource(resource.LogicalId)) : null,
            ApiKeyRequired = properties["ApiKeyRequired"]?.ToString() == "true",
            Integration = new Model.Integration { Type = "AWS_PROXY", Timeout = TimeSpan.FromMilliseconds(MostMilliseconds) },
        };
    }

    private LambdaAuthorizer AuthorizerOf(string id, TemplatePlace place)
    {
        var resource = stack.OfType("AWS::ApiGatewayV2::Authorizer").FirstOrDefault(each => stack.NameOf(each) == id)
            ?? throw place.Down("AuthorizerId").Error("it names no authorizer of the stack.");
        var properties = stack.PropertiesOf(resource);
        var sources = (properties["IdentitySource"] as JsonArray ?? []).Select(source => source!.ToString().Replace("route.request.", "method.request.", StringComparison.Ordinal));
        return new LambdaAuthorizer(resource.LogicalId, FunctionOf(properties["AuthorizerUri"]?.ToString() ?? "", TemplatePlace.Resource(resource.LogicalId)), IsToken: false, [.. sources], stack.NameOf(resource), CacheTtl: TimeSpan.Zero);
    }

    private static string FunctionOf(string uri, TemplatePlace place) =>
        uri.Split("/functions/") is [_, var rest] ? rest.Split("/invocations")[0] : throw place.Error($"'{uri}' invokes no Lambda function, and nothing else runs here.");
}
