using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using LlmGateway.Tool.Local.Template;

namespace LlmGateway.Tool.Local.ApiGateway.Model;

/// <summary>Reads an API's methods and what answers them.</summary>
internal sealed partial class MethodReader(ResolvedStack stack, ResourcePaths paths)
{
    private const int DefaultTtlSeconds = 300;

    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(29);

    /// <exception cref="TemplateException">A method lacks what API Gateway requires.</exception>
    public IReadOnlyList<RestMethod> Read(string apiId) =>
        [.. stack.OfType("AWS::ApiGateway::Method").Where(method => stack.PropertiesOf(method)["RestApiId"]?.ToString() == apiId).Select(Read)];

    private RestMethod Read(TemplateResource resource)
    {
        var place = TemplatePlace.Resource(resource.LogicalId);
        var properties = stack.PropertiesOf(resource);
        var resourceId = properties["ResourceId"]?.ToString() ?? throw place.Error("API Gateway requires ResourceId.");
        var authorization = properties["AuthorizationType"]?.ToString() ?? "NONE";
        var (body, parameters) = ReadValidator(properties["RequestValidatorId"]?.ToString(), place);
        return new RestMethod
        {
            LogicalId = resource.LogicalId,
            HttpMethod = properties["HttpMethod"]?.ToString() ?? throw place.Error("API Gateway requires HttpMethod."),
            ResourceId = resourceId,
            ResourcePath = paths.Of(resourceId) ?? throw place.Down("ResourceId").Error("it names no resource of its API."),
            AuthorizationType = authorization,
            Authorizer = authorization == "CUSTOM" ? ReadAuthorizer(properties["AuthorizerId"]?.ToString(), place) : null,
            ApiKeyRequired = properties["ApiKeyRequired"]?.ToString() == "true",
            RequiredParameters = parameters
                ? [.. RestApiReader.Texts(properties["RequestParameters"]).Where(pair => pair.Value == "true").Select(pair => pair.Key.Replace("method.request.", "", StringComparison.Ordinal))]
                : [],
            RequestModels = body ? RestApiReader.Texts(properties["RequestModels"]) : [],
            Integration = ReadIntegration(properties["Integration"] as JsonObject, place.Down("Integration")),
        };
    }

    private (bool Body, bool Parameters) ReadValidator(string? id, TemplatePlace place)
    {
        if (id is null) return (false, false);
        var validator = stack.OfType("AWS::ApiGateway::RequestValidator").FirstOrDefault(each => stack.NameOf(each) == id)
            ?? throw place.Down("RequestValidatorId").Error("it names no validator of the template.");
        var properties = stack.PropertiesOf(validator);
        return (properties["ValidateRequestBody"]?.ToString() == "true", properties["ValidateRequestParameters"]?.ToString() == "true");
    }

    private LambdaAuthorizer ReadAuthorizer(string? id, TemplatePlace place)
    {
        var authorizer = stack.OfType("AWS::ApiGateway::Authorizer").FirstOrDefault(each => stack.NameOf(each) == id)
            ?? throw place.Down("AuthorizerId").Error("it names no authorizer of the template.");
        var properties = stack.PropertiesOf(authorizer);
        var own = TemplatePlace.Resource(authorizer.LogicalId).Down("AuthorizerUri");
        return new LambdaAuthorizer(
            authorizer.LogicalId,
            FunctionOf(properties["AuthorizerUri"]?.ToString() ?? "") ?? throw own.Error("it names no function."),
            properties["Type"]?.ToString() == "TOKEN",
            (properties["IdentitySource"]?.ToString() ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
            stack.NameOf(authorizer),
            TimeSpan.FromSeconds(int.TryParse(properties["AuthorizerResultTtlInSeconds"]?.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? seconds : DefaultTtlSeconds));
    }

    private static Integration ReadIntegration(JsonObject? properties, TemplatePlace place)
    {
        if (properties is null) throw place.Error("a method without an integration can't be deployed.");
        var type = properties["Type"]?.ToString() ?? throw place.Error("API Gateway requires Type.");
        var uri = properties["Uri"]?.ToString() ?? "";
        var streams = properties["ResponseTransferMode"]?.ToString() == "STREAM";
        if (type == "AWS_PROXY" && streams != uri.EndsWith("/response-streaming-invocations", StringComparison.Ordinal))
            throw place.Down("Uri").Error("ResponseTransferMode STREAM and a URI that ends in /response-streaming-invocations go together; one is there without the other.");
        return new Integration
        {
            Type = type,
            FunctionArn = type != "AWS_PROXY" ? null : FunctionOf(uri) ?? throw place.Down("Uri").Error("it names no function."),
            Streams = streams,
            Timeout = int.TryParse(properties["TimeoutInMillis"]?.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds)
                ? TimeSpan.FromMilliseconds(milliseconds) : DefaultTimeout,
            RequestTemplates = RestApiReader.Texts(properties["RequestTemplates"]),
            Responses = [.. (properties["IntegrationResponses"] as JsonArray ?? []).OfType<JsonObject>().Select(response => ReadResponse(response, place))],
        };
    }

    private static IntegrationResponse ReadResponse(JsonObject response, TemplatePlace place) => new(
        int.TryParse(response["StatusCode"]?.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var status)
            ? status : throw place.Down("IntegrationResponses").Error("a response has no StatusCode."),
        response["SelectionPattern"]?.ToString() is { Length: > 0 } pattern ? pattern : null,
        RestApiReader.Texts(response["ResponseParameters"]).Where(pair => pair.Key.StartsWith("method.response.header.", StringComparison.OrdinalIgnoreCase))
            .ToDictionary(pair => pair.Key["method.response.header.".Length..], pair => pair.Value, StringComparer.OrdinalIgnoreCase),
        RestApiReader.Texts(response["ResponseTemplates"]));

    private static string? FunctionOf(string uri) => FunctionInUri().Match(uri) is { Success: true } match ? match.Groups[1].Value : null;

    [GeneratedRegex("/functions/(arn:[^/]+)/(?:invocations|response-streaming-invocations)$")]
    private static partial Regex FunctionInUri();
}
