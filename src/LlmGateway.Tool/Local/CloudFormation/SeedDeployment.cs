using System.Text.Json.Nodes;
using LlmGateway.Shared;
using LlmGateway.Tool.Local.Lambda;
using LlmGateway.Tool.Local.Template;

namespace LlmGateway.Tool.Local.CloudFormation;

/// <summary>Does with a stack's files of answers what CloudFormation does when it makes the stack: their function is invoked, and says how it went.</summary>
internal static class SeedDeployment
{
    private const string ServiceToken = "ServiceToken";

    /// <summary>The functions that are asked.</summary>
    public static IEnumerable<string> FunctionsOf(ResolvedStack stack) =>
        stack.OfType(HandlerContract.Seeds.ResourceType).Select(seed => stack.PropertiesOf(seed)[ServiceToken]?.ToString()).OfType<string>();

    /// <exception cref="LocalRunException">A file can't be imported: AWS would roll the deployment back.</exception>
    public static async Task RunAsync(ResolvedStack stack, LambdaService lambda, CancellationToken cancellationToken)
    {
        foreach (var seed in stack.OfType(HandlerContract.Seeds.ResourceType))
        {
            var properties = stack.PropertiesOf(seed);
            var function = lambda.Find(properties[ServiceToken]?.ToString() ?? "")
                ?? throw new LocalRunException($"The resource {seed.LogicalId} has no function of this stack as its {ServiceToken}.");
            await using var url = await ReplyUrl.OpenAsync(cancellationToken);
            var request = Guid.NewGuid().ToString();
            var payload = new JsonObject
            {
                ["RequestType"] = "Create",
                ["ServiceToken"] = properties[ServiceToken]?.DeepClone(),
                ["ResponseURL"] = url.Url.ToString(),
                ["StackId"] = stack.Environment.Arn("cloudformation", $"stack/{stack.Environment.StackName}/local"),
                ["RequestId"] = request,
                ["LogicalResourceId"] = seed.LogicalId,
                ["ResourceType"] = seed.Type,
                ["ResourceProperties"] = properties.DeepClone(),
            };
            var reason = await AskAsync(function, request, payload, url, cancellationToken);
            if (reason is not null) throw new LocalRunException($"{seed.LogicalId}: {reason}");
        }
    }

    /// <returns>Why it failed; null: it went well.</returns>
    private static async Task<string?> AskAsync(FunctionPool function, string request, JsonObject payload, ReplyUrl url, CancellationToken cancellationToken)
    {
        try
        {
            var invocation = await function.InvokeAsync(request, System.Text.Encoding.UTF8.GetBytes(payload.ToJsonString()), cancellationToken);
            await invocation.Reply.WaitAsync(cancellationToken);
        }
        catch (LambdaException failed)
        {
            return $"its function failed: {failed.Message}";
        }
        if (!url.Reply.IsCompletedSuccessfully) return "its function ended without telling CloudFormation how it went";
        var reply = await url.Reply;
        return reply["Status"]?.ToString() == "SUCCESS" ? null : reply["Reason"]?.ToString() ?? "it failed, and says no reason";
    }
}
