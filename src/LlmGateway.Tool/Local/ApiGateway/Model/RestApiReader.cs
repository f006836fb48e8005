using System.Globalization;
using System.Text.Json.Nodes;
using LlmGateway.Tool.Local.Iam;
using LlmGateway.Tool.Local.Template;

namespace LlmGateway.Tool.Local.ApiGateway.Model;

/// <summary>Reads the stack's REST APIs.</summary>
internal sealed class RestApiReader(ResolvedStack stack)
{
    /// <exception cref="TemplateException">One of them lacks what API Gateway requires.</exception>
    public IReadOnlyList<RestApi> Read() => [.. stack.OfType("AWS::ApiGateway::RestApi").Select(Read)];

    private RestApi Read(TemplateResource resource)
    {
        var properties = stack.PropertiesOf(resource);
        if (properties["Body"] is not null || properties["BodyS3Location"] is not null)
            throw TemplatePlace.Resource(resource.LogicalId).Error("the local run reads resources and methods, not OpenAPI bodies.");
        var id = stack.NameOf(resource);
        var methods = new MethodReader(stack, new ResourcePaths(stack, resource, id)).Read(id);
        return new RestApi
        {
            LogicalId = resource.LogicalId,
            Id = id,
            Name = properties["Name"]?.ToString() ?? resource.LogicalId,
            Methods = methods,
            Stages = ReadStages(resource, id),
            GatewayResponses = Of("AWS::ApiGateway::GatewayResponse", id).ToDictionary(each => each["ResponseType"]?.ToString() ?? "", ReadResponse, StringComparer.Ordinal),
            Models = stack.OfType("AWS::ApiGateway::Model").Where(model => stack.PropertiesOf(model)["RestApiId"]?.ToString() == id)
                .ToDictionary(stack.NameOf, model => stack.PropertiesOf(model)["Schema"] as JsonObject ?? [], StringComparer.Ordinal),
            BinaryMediaTypes = [.. (properties["BinaryMediaTypes"] as JsonArray ?? []).Select(type => type!.ToString())],
            Policy = properties["Policy"] is JsonObject policy ? PolicyEvaluator.ForResource($"the policy of {resource.LogicalId}", WithArns(policy, id)) : null,
            KeysFromAuthorizer = properties["ApiKeySourceType"]?.ToString() == "AUTHORIZER",
        };
    }

    private List<ApiStage> ReadStages(TemplateResource api, string apiId)
    {
        var stages = Of("AWS::ApiGateway::Stage", apiId).Select(properties => new ApiStage(
            properties["StageName"]?.ToString() ?? throw TemplatePlace.Resource(api.LogicalId).Error("its stage has no StageName."),
            (properties["Variables"] as JsonObject ?? []).ToDictionary(pair => pair.Key, pair => pair.Value?.ToString() ?? "", StringComparer.Ordinal),
            ReadThrottles(properties["MethodSettings"] as JsonArray))).ToList();
        // A deployment may name a stage of its own.
        stages.AddRange(Of("AWS::ApiGateway::Deployment", apiId).Select(deployment => deployment["StageName"]?.ToString()).OfType<string>()
            .Select(name => new ApiStage(name, new Dictionary<string, string>(), [])));
        return stages.Count > 0 ? stages : throw TemplatePlace.Resource(api.LogicalId).Error("it is never deployed: no stage names it, so nobody could call it.");
    }

    private static IReadOnlyList<MethodThrottle> ReadThrottles(JsonArray? settings) => [.. (settings ?? []).OfType<JsonObject>()
        .Where(setting => setting["ThrottlingRateLimit"] is not null || setting["ThrottlingBurstLimit"] is not null)
        .Select(setting => new MethodThrottle(
            setting["ResourcePath"]?.ToString() is { } path && path != "/*" && path != "*" ? "/" + path.TrimStart('/').Replace("~1", "/", StringComparison.Ordinal).TrimStart('/') : "*",
            setting["HttpMethod"]?.ToString() ?? "*",
            UsagePlanReader.ReadLimit(setting["ThrottlingRateLimit"], setting["ThrottlingBurstLimit"])))];

    private static GatewayResponse ReadResponse(JsonObject properties) => new(
        int.TryParse(properties["StatusCode"]?.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var status) ? status : null,
        Texts(properties["ResponseParameters"]).Where(pair => pair.Key.StartsWith("gatewayresponse.header.", StringComparison.Ordinal))
            .ToDictionary(pair => pair.Key["gatewayresponse.header.".Length..], pair => pair.Value, StringComparer.OrdinalIgnoreCase),
        Texts(properties["ResponseTemplates"]));

    private IEnumerable<JsonObject> Of(string type, string apiId) =>
        stack.OfType(type).Select(stack.PropertiesOf).Where(properties => properties["RestApiId"]?.ToString() == apiId);

    // Policies may write execute-api:/stage/… for their own API.
    private JsonObject WithArns(JsonObject policy, string apiId)
    {
        var text = policy.ToJsonString().Replace("\"execute-api:/", $"\"{stack.Environment.Arn("execute-api", apiId)}/", StringComparison.Ordinal);
        return (JsonObject)JsonNode.Parse(text)!;
    }

    internal static Dictionary<string, string> Texts(JsonNode? node) =>
        (node as JsonObject ?? []).ToDictionary(pair => pair.Key, pair => pair.Value?.ToString() ?? "", StringComparer.OrdinalIgnoreCase);
}
