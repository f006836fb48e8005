using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using LlmGateway.Tool.Local.ApiGateway.Model;
using LlmGateway.Tool.Local.ApiGateway.Velocity;
using Microsoft.AspNetCore.Http;

namespace LlmGateway.Tool.Local.ApiGateway;

/// <summary>A method that API Gateway answers by itself: CORS preflights, health checks.</summary>
internal static partial class MockIntegration
{
    /// <exception cref="RefusedException">The template's mock makes no sense to API Gateway.</exception>
    public static async Task AnswerAsync(ApiRequest request)
    {
        var integration = request.Method.Integration;
        var scope = new VelocityScope(request.Http.Request, ContextOf(request), request.Route.PathParameters, Encoding.UTF8.GetString(request.Signed.Body.Span));
        var rendered = Choose(integration.RequestTemplates, request.Http.Request.ContentType) is { } template ? VelocityTemplate.Parse(template).Render(scope) : "";
        if (StatusCode().Match(rendered) is not { Success: true } match)
            throw new RefusedException(GatewayRefusal.Configuration, $"the request template of {request.Method.LogicalId} gives no statusCode");
        var outcome = match.Groups[1].Value;
        var chosen = integration.Responses.FirstOrDefault(each => each.SelectionPattern is { } pattern && Regex.IsMatch(outcome, $"^(?:{pattern})$"))
            ?? integration.Responses.FirstOrDefault(each => each.SelectionPattern is null)
            ?? throw new RefusedException(GatewayRefusal.Configuration, $"no response of {request.Method.LogicalId} is for status {outcome}");
        await WriteAsync(request, chosen, scope);
    }

    private static async Task WriteAsync(ApiRequest request, IntegrationResponse chosen, VelocityScope scope)
    {
        var response = request.Http.Response;
        var body = Choose(chosen.Templates, request.Http.Request.Headers.Accept) is { } template ? VelocityTemplate.Parse(template).Render(scope) : "";
        response.StatusCode = scope.StatusOverride ?? chosen.Status;
        var context = ContextOf(request);
        foreach (var (name, expression) in chosen.Headers)
            if (MappingExpression.Evaluate(expression, request.Http.Request, context) is { } value) response.Headers[name] = value;
        foreach (var (name, value) in scope.HeaderOverrides) response.Headers[name] = value;
        if (response.StatusCode is StatusCodes.Status204NoContent or StatusCodes.Status304NotModified) return;
        var bytes = Encoding.UTF8.GetBytes(body.Trim());
        if (string.IsNullOrEmpty(response.ContentType)) response.ContentType = chosen.Templates.Count > 0 ? chosen.Templates.First().Key : "application/json";
        response.ContentLength = bytes.Length;
        if (!HttpMethods.IsHead(request.HttpMethod)) await response.Body.WriteAsync(bytes, request.Http.RequestAborted);
    }

    private static string? Choose(IReadOnlyDictionary<string, string> templates, string? contentType)
    {
        var type = contentType?.Split(';', ',')[0].Trim();
        return type is not null && templates.TryGetValue(type, out var exact) ? exact : templates.GetValueOrDefault("application/json") ?? templates.Values.FirstOrDefault();
    }

    private static JsonObject ContextOf(ApiRequest request) => new()
    {
        ["requestId"] = request.RequestId,
        ["apiId"] = request.Api.Id,
        ["stage"] = request.Stage.Name,
        ["httpMethod"] = request.HttpMethod,
        ["resourcePath"] = request.Method.ResourcePath,
        ["path"] = $"/{request.Stage.Name}{request.Path}",
        ["requestTimeEpoch"] = request.ReceivedAt.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture),
        ["identity"] = new JsonObject { ["sourceIp"] = request.SourceIp },
    };

    // Quoted or not: API Gateway takes both.
    [GeneratedRegex("[\"']?statusCode[\"']?\\s*:\\s*[\"']?(\\d{3})")]
    private static partial Regex StatusCode();
}
