using System.Buffers;
using System.Text.Json.Nodes;
using LlmGateway.Tool.Local.Aws;
using LlmGateway.Tool.Local.Template;
using Microsoft.AspNetCore.Http;

namespace LlmGateway.Tool.Local.Lambda;

/// <summary>
/// Lambda's Invoke, for functions that other functions ask: https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html; and what operators' commands ask of a function.
/// </summary>
internal sealed class InvokeService(LambdaService lambda) : IAwsService
{
    private const string Before = "/2015-03-31/functions/";
    private const string After = "/invocations";

    public AwsErrorShape ErrorShape => AwsErrorShape.RestJson;

    /// <summary>ARNs of functions that policies of the stack let others invoke: they have to run.</summary>
    public static IEnumerable<string> FunctionsOf(ResolvedStack stack) =>
        from policy in stack.OfType("AWS::IAM::Policy").Select(stack.PropertiesOf)
        from statement in (policy["PolicyDocument"] as JsonObject)?["Statement"] as JsonArray ?? []
        where List(statement?["Action"]).Contains("lambda:InvokeFunction")
        from resource in List(statement?["Resource"])
        select resource;

    public async Task HandleAsync(AwsCall call)
    {
        var path = call.Request.Path;
        if (FunctionConfiguration.IsAskedFor(call.Request))
        {
            await FunctionConfiguration.HandleAsync(call, lambda);
            return;
        }
        if (call.Request.Method != "POST" || !path.StartsWith(Before, StringComparison.Ordinal) || !path.EndsWith(After, StringComparison.Ordinal))
            throw new AwsException(AwsError.UnknownOperation("The local run's Lambda has Invoke and GetFunctionConfiguration alone."));
        var name = Uri.UnescapeDataString(path[Before.Length..^After.Length]);
        var arn = name.StartsWith("arn:", StringComparison.Ordinal) ? name : call.ArnOf("lambda", $"function:{name}");
        call.Authorize("lambda:InvokeFunction", arn);
        var function = lambda.Find(arn) ?? throw new AwsException(AwsError.NotFound($"Function not found: {arn}"));
        var http = call.Http;
        http.Response.ContentType = "application/json";
        http.Response.Headers["x-amz-executed-version"] = "$LATEST";
        byte[] answer;
        try
        {
            var invocation = await function.InvokeAsync(Guid.NewGuid().ToString(), call.Request.Body, http.RequestAborted);
            var reply = await invocation.Reply.WaitAsync(http.RequestAborted);
            var read = await reply.Body.ReadAtLeastAsync(int.MaxValue, http.RequestAborted);
            if (reply.Failure() is { } broken) throw broken;
            answer = read.Buffer.ToArray();
        }
        catch (LambdaException failed)
        {
            http.Response.Headers["x-amz-function-error"] = "Unhandled";
            answer = System.Text.Encoding.UTF8.GetBytes(new JsonObject { ["errorMessage"] = failed.Message, ["errorType"] = failed.ErrorType }.ToJsonString());
        }
        await http.Response.Body.WriteAsync(answer, http.RequestAborted);
    }

    private static IEnumerable<string> List(JsonNode? node) => node switch
    {
        JsonArray many => many.Select(each => each?.ToString() ?? ""),
        null => [],
        _ => [node.ToString()],
    };
}
