using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using LlmGateway.Tool.Local.ApiGateway.Model;
using LlmGateway.Tool.Local.ApiGateway.Velocity;
using Microsoft.AspNetCore.Http;

namespace LlmGateway.Tool.Local.ApiGateway;

/// <summary>Writes a refusal as the template words it, else as AWS does.</summary>
internal static class RefusalWriter
{
    private const string DefaultTemplate = """{"message":$context.error.messageString}""";

    /// <param name="http">To answer.</param>
    /// <param name="refusal">What to say.</param>
    /// <param name="requestId">Of the request.</param>
    /// <param name="api">Null when no API is known yet.</param>
    /// <param name="stage">Null when no stage is known yet.</param>
    public static async Task WriteAsync(HttpContext http, GatewayRefusal refusal, string requestId, RestApi? api, ApiStage? stage)
    {
        var worded = api?.GatewayResponses.GetValueOrDefault(refusal.Type);
        var family = api?.GatewayResponses.GetValueOrDefault(refusal.Family);
        var context = ContextOf(http, refusal, requestId, api, stage);
        http.Response.StatusCode = worded?.Status ?? family?.Status ?? refusal.Status;
        http.Response.Headers["x-amzn-RequestId"] = requestId;
        http.Response.Headers["x-amz-apigw-id"] = RequestContextJson.ExtendedId(requestId);
        http.Response.Headers["x-amzn-ErrorType"] = refusal.ErrorType;
        foreach (var (name, expression) in (worded ?? family)?.Headers ?? new Dictionary<string, string>())
            if (MappingExpression.Evaluate(expression, http.Request, context) is { } value) http.Response.Headers[name] = value;

        var templates = worded?.Templates is { Count: > 0 } own ? own : family?.Templates;
        var (type, template) = templates is { Count: > 0 } ? templates.First() : new("application/json", DefaultTemplate);
        http.Response.ContentType = type;
        var body = Encoding.UTF8.GetBytes(VelocityTemplate.Parse(template).Render(new VelocityScope(http.Request, context)));
        http.Response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(http.Request.Method)) await http.Response.Body.WriteAsync(body);
    }

    private static JsonObject ContextOf(HttpContext http, GatewayRefusal refusal, string requestId, RestApi? api, ApiStage? stage) => new()
    {
        ["requestId"] = requestId,
        ["extendedRequestId"] = RequestContextJson.ExtendedId(requestId),
        ["apiId"] = api?.Id,
        ["stage"] = stage?.Name,
        ["httpMethod"] = http.Request.Method,
        ["path"] = http.Request.Path.Value,
        ["identity"] = new JsonObject { ["sourceIp"] = http.Connection.RemoteIpAddress?.ToString() },
        ["error"] = new JsonObject
        {
            ["message"] = refusal.Message,
            ["messageString"] = $"\"{JsonEncodedText.Encode(refusal.Message, System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"",
            ["responseType"] = refusal.Type,
            ["validationErrorString"] = refusal.Message,
        },
    };
}
