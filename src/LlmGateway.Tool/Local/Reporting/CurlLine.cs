using System.Text.Json.Nodes;
using LlmGateway.Shared;
using LlmGateway.Tool.Local.ApiGateway.Model;

namespace LlmGateway.Tool.Local.Reporting;

/// <summary>A command that calls the API when pasted into a shell: the chat route if there is one, signed or keyed as it wants.</summary>
internal static class CurlLine
{
    /// <summary>The simulator answers from what it is told, so it is told something.</summary>
    private const string Context = "Cats purr when they are content, and also to calm themselves. A purr comes from muscles that move the vocal folds about 25 times a second.";

    private const string Question = "Why do cats purr?";

    public static string? For(LocalRun run, StackModel model)
    {
        var candidates = run.Apis.SelectMany(api => model.Apis.First(each => each.Id == api.ApiId).Methods.Select(method => (Api: api, Method: method)))
            .Where(each => each.Method.Integration.Type == "AWS_PROXY" && !each.Method.ResourcePath.Contains('{', StringComparison.Ordinal)).ToList();
        if (candidates.Count == 0) return null;
        var (api, method) = candidates.OrderBy(each => Rank(each.Method)).First();
        var parts = new List<string> { "curl -N", Quote($"{api.Url.ToString().TrimEnd('/')}{method.ResourcePath}") };
        if (method.AuthorizationType == "AWS_IAM")
        {
            parts.Add($"--aws-sigv4 {Quote($"aws:amz:{run.Environment.Region}:execute-api")}");
            parts.Add($"--user {Quote($"{run.Developer.AccessKeyId}:{run.Developer.SecretAccessKey}")}");
        }
        if (method.ApiKeyRequired && KeyFor(model, api) is { } key) parts.Add($"-H {Quote($"x-api-key: {key.Value}")}");
        if (method.AuthorizationType is "CUSTOM" or "COGNITO_USER_POOLS") parts.Add($"-H {Quote("Authorization: Bearer TOKEN")}");
        if (method.HttpMethod is "POST" or "ANY")
        {
            parts.Add($"-H {Quote("Content-Type: application/json")}");
            parts.Add($"-d {Quote(Body(method, model))}");
        }
        return string.Join(' ', parts);
    }

    private static int Rank(RestMethod method) => (method.ResourcePath, method.HttpMethod) switch
    {
        (HandlerContract.Routes.ChatCompletions, _) => 0,
        (HandlerContract.Routes.Prompt, _) => 1,
        (_, "GET") => 2,
        _ => 3,
    };

    private static ApiKey? KeyFor(StackModel model, LocalApi api) => model.Keys.FirstOrDefault(key => key.Enabled && model.Plans.Any(plan =>
        plan.KeyIds.Contains(key.Id) && plan.Stages.Any(stage => stage.ApiId == api.ApiId && stage.Stage == api.Stage)));

    private static string Body(RestMethod method, StackModel model)
    {
        var function = model.Functions.First(running => running.Function.Arn == method.Integration.FunctionArn).Function;
        var alias = GatewayConfig.Read(function, model.FrontDoor.Parameters)?.Models is [var first, ..] ? first.Alias : null;
        var body = new JsonObject { ["model"] = alias };
        if (method.ResourcePath == HandlerContract.Routes.Prompt)
        {
            body["system"] = Context;
            body["prompt"] = Question;
        }
        else
        {
            body["stream"] = true;
            body["messages"] = new JsonArray(
                new JsonObject { ["role"] = "system", ["content"] = Context }, new JsonObject { ["role"] = "user", ["content"] = Question });
        }
        return body.ToJsonString();
    }

    private static string Quote(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
