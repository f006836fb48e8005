using System.Text.Json.Nodes;
using LlmGateway.Tool.Local.Iam;

namespace LlmGateway.Tool.Local.ApiGateway.Model;

/// <summary>A REST API of the template.</summary>
internal sealed record RestApi
{
    public required string LogicalId { get; init; }
    public required string Id { get; init; }
    public required string Name { get; init; }
    public required IReadOnlyList<RestMethod> Methods { get; init; }
    public required IReadOnlyList<ApiStage> Stages { get; init; }

    /// <summary>By response type.</summary>
    public required IReadOnlyDictionary<string, GatewayResponse> GatewayResponses { get; init; }

    /// <summary>JSON schemas by model name.</summary>
    public required IReadOnlyDictionary<string, JsonObject> Models { get; init; }

    public required IReadOnlyList<string> BinaryMediaTypes { get; init; }

    /// <summary>The resource policy; null: none.</summary>
    public PolicyEvaluator? Policy { get; init; }

    /// <summary>Whether keys come from a header (<c>x-api-key</c>) or from the authorizer.</summary>
    public bool KeysFromAuthorizer { get; init; }
}

/// <summary>A deployed stage.</summary>
/// <param name="Name">First part of the path.</param>
/// <param name="Variables">Stage variables.</param>
/// <param name="Throttles">Limits of all callers together, by resource path and method, either of which may be <c>*</c>.</param>
internal sealed record ApiStage(string Name, IReadOnlyDictionary<string, string> Variables, IReadOnlyList<MethodThrottle> Throttles);

/// <summary>A limit of requests for some methods.</summary>
/// <param name="ResourcePath">As <c>/v1/models</c>, or <c>*</c>.</param>
/// <param name="HttpMethod">Upper case, or <c>*</c>.</param>
/// <param name="Limit">Rate and burst.</param>
internal sealed record MethodThrottle(string ResourcePath, string HttpMethod, RateLimit Limit)
{
    public bool Applies(string resourcePath, string method) => (ResourcePath == "*" || ResourcePath == resourcePath) && (HttpMethod == "*" || HttpMethod == method);
}

/// <summary>A token bucket's size and speed.</summary>
/// <param name="PerSecond">Tokens that come back each second.</param>
/// <param name="Burst">Tokens it holds.</param>
internal sealed record RateLimit(double PerSecond, int Burst);

/// <summary>How the template words a refusal.</summary>
/// <param name="Status">Null: AWS's own.</param>
/// <param name="Headers">Expressions by header name.</param>
/// <param name="Templates">Bodies by content type.</param>
internal sealed record GatewayResponse(int? Status, IReadOnlyDictionary<string, string> Headers, IReadOnlyDictionary<string, string> Templates);
