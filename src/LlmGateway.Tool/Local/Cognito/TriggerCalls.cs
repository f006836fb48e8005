using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using LlmGateway.Tool.Local.ApiGateway;
using LlmGateway.Tool.Local.Lambda;

namespace LlmGateway.Tool.Local.Cognito;

/// <summary>Asks a pool's function before tokens are made (version 1 of the event).</summary>
internal sealed class TriggerCalls(LambdaService lambda, LambdaPermissions permissions, string region)
{
    /// <returns>The groups that tokens get.</returns>
    /// <exception cref="LambdaException">The function failed, or may not be asked: Cognito gives no tokens then.</exception>
    public async Task<IReadOnlyList<string>> GroupsOfAsync(UserPool pool, AppClient client, PoolUser user, string source, CancellationToken cancellationToken)
    {
        List<string> own = [.. user.Groups.Keys.Order(StringComparer.Ordinal)];
        if (pool.PreTokenFunction is not { } arn) return own;
        var function = lambda.Find(arn) ?? throw new LambdaException("Cognito", $"the stack has no function {arn}");
        if (!permissions.Allow(arn, pool.Arn)) throw new LambdaException("Cognito", $"no AWS::Lambda::Permission lets {pool.LogicalId} invoke {function.Function.LogicalId}");
        var attributes = new JsonObject { ["sub"] = user.Sub, ["cognito:user_status"] = user.Status };
        foreach (var (name, value) in user.Attributes) attributes[name] = value;
        var asked = new JsonObject
        {
            ["version"] = "1", ["triggerSource"] = source, ["region"] = region, ["userPoolId"] = pool.Id, ["userName"] = user.Name,
            ["callerContext"] = new JsonObject { ["awsSdkVersion"] = "aws-sdk-unknown-unknown", ["clientId"] = client.Id },
            ["request"] = new JsonObject
            {
                ["userAttributes"] = attributes,
                ["groupConfiguration"] = new JsonObject { ["groupsToOverride"] = Texts(own), ["iamRolesToOverride"] = new JsonArray(), ["preferredRole"] = null },
            },
            ["response"] = new JsonObject { ["claimsOverrideDetails"] = null },
        };
        var invocation = await function.InvokeAsync(Guid.NewGuid().ToString(), Encoding.UTF8.GetBytes(asked.ToJsonString()), cancellationToken);
        var reply = await invocation.Reply.WaitAsync(cancellationToken);
        var read = await reply.Body.ReadAtLeastAsync(int.MaxValue, cancellationToken);
        try
        {
            var answer = JsonNode.Parse(read.Buffer.ToArray());
            return answer?["response"]?["claimsOverrideDetails"]?["groupOverrideDetails"]?["groupsToOverride"] is JsonArray groups ? [.. groups.Select(group => group!.ToString())] : own;
        }
        catch (JsonException)
        {
            throw new LambdaException("Cognito", $"{function.Function.LogicalId} did not answer with its event");
        }
    }

    private static JsonArray Texts(IEnumerable<string> texts) => [.. texts.Select(text => (JsonNode)text)];
}
