using System.Text.Json.Nodes;
using LlmGateway.Tool.Local.Aws;
using Microsoft.AspNetCore.Http;

namespace LlmGateway.Tool.Local.Lambda;

/// <summary>Lambda's GetFunctionConfiguration, of which operators' commands read what a gateway was told.</summary>
internal static class FunctionConfiguration
{
    private const string Before = "/2015-03-31/functions/";
    private const string After = "/configuration";

    public static bool IsAskedFor(SignedRequest request) =>
        request.Method == "GET" && request.Path.StartsWith(Before, StringComparison.Ordinal) && request.Path.EndsWith(After, StringComparison.Ordinal);

    public static async Task HandleAsync(AwsCall call, LambdaService lambda)
    {
        var name = Uri.UnescapeDataString(call.Request.Path[Before.Length..^After.Length]);
        var arn = name.StartsWith("arn:", StringComparison.Ordinal) ? name : call.ArnOf("lambda", $"function:{name}");
        call.Authorize("lambda:GetFunctionConfiguration", arn);
        var http = call.Http;
        http.Response.ContentType = "application/json";
        // A function that nothing calls does not run here, and is told nothing.
        var variables = lambda.Find(arn)?.Function.Environment.Select(variable => KeyValuePair.Create(variable.Key, (JsonNode?)variable.Value)) ?? [];
        await http.Response.WriteAsync(new JsonObject { ["FunctionName"] = name, ["FunctionArn"] = arn, ["Environment"] = new JsonObject { ["Variables"] = new JsonObject(variables) } }.ToJsonString(), http.RequestAborted);
    }
}
