using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace LlmGateway.Tool.Local.Lambda;

/// <summary>Reads an error that a function reports to the Runtime API.</summary>
internal static class RuntimeApiError
{
    public static async Task<LambdaException> ReadAsync(HttpRequest request)
    {
        var type = request.Headers["Lambda-Runtime-Function-Error-Type"].ToString();
        using var reader = new StreamReader(request.Body);
        var text = await reader.ReadToEndAsync(request.HttpContext.RequestAborted);
        try
        {
            var body = JsonNode.Parse(text) as JsonObject;
            return new LambdaException(body?["errorType"]?.ToString() ?? type, body?["errorMessage"]?.ToString() ?? type);
        }
        catch (JsonException)
        {
            return new LambdaException(type, text);
        }
    }
}
