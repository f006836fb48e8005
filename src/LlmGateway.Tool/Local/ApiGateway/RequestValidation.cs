using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LlmGateway.Tool.Local.ApiGateway;

/// <summary>What a method's validator asks of a request: parameters that are there, a body that fits its model.</summary>
internal static class RequestValidation
{
    /// <exception cref="RefusedException">The request does not fit.</exception>
    public static void Check(ApiRequest request)
    {
        var missing = request.Method.RequiredParameters.Where(name => !IsThere(request, name)).Select(name => name[(name.IndexOf('.', StringComparison.Ordinal) + 1)..]).ToList();
        if (missing.Count > 0) throw new RefusedException(GatewayRefusal.MissingParameters(missing));
        if (ModelFor(request) is not { } schema) return;
        JsonNode? body;
        try
        {
            body = JsonNode.Parse(request.Signed.Body.Span);
        }
        catch (JsonException)
        {
            throw new RefusedException(GatewayRefusal.InvalidBody, "the body is not JSON");
        }
        if (new JsonSchemaDraft4(schema).FindProblem(body) is { } problem) throw new RefusedException(GatewayRefusal.InvalidBody, problem);
    }

    // AWS picks the model by content type; bodies of types without a model are not checked.
    private static JsonObject? ModelFor(ApiRequest request)
    {
        var models = request.Method.RequestModels;
        if (models.Count == 0) return null;
        var type = MediaTypeHeaderValue.TryParse(request.Http.Request.ContentType, out var media) ? media.MediaType! : "application/json";
        return (models.GetValueOrDefault(type) ?? models.GetValueOrDefault("$default")) is { } name ? request.Api.Models.GetValueOrDefault(name) : null;
    }

    private static bool IsThere(ApiRequest request, string name) => name.Split('.', 2) switch
    {
        ["querystring", var parameter] => request.Query.Any(pair => pair.Key == parameter && pair.Value.Any(value => value.Length > 0)),
        ["header", var header] => request.Http.Request.Headers[header].ToString().Length > 0,
        ["path", var part] => request.Route.PathParameters.ContainsKey(part),
        _ => true,
    };
}
