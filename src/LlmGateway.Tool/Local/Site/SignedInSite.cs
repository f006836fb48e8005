using System.Globalization;
using System.Text.Json.Nodes;
using LlmGateway.Tool.Local.Cognito;
using LlmGateway.Tool.Local.Template;

namespace LlmGateway.Tool.Local.Site;

/// <summary>A load balancer's listener that signs people in by Cognito, and hands on to a function.</summary>
/// <param name="Name">Of the page in AWS.</param>
/// <param name="Pool">Who people are.</param>
/// <param name="Client">By which they sign in.</param>
/// <param name="Scope">That is asked for.</param>
/// <param name="TargetGroup">ARN of what may invoke the function.</param>
/// <param name="FunctionArn">Who answers.</param>
/// <param name="SessionLength">After which people are asked again.</param>
internal sealed record SignedInSite(string Name, UserPool Pool, AppClient Client, string Scope, string TargetGroup, string FunctionArn, TimeSpan SessionLength)
{
    /// <summary>Where the listener says nothing.</summary>
    private const double Week = 604_800;

    public const string Callback = "/oauth2/idpresponse";

    /// <summary>Listeners of the stack that are so.</summary>
    public static IReadOnlyList<SignedInSite> Read(ResolvedStack stack, IReadOnlyList<UserPool> pools) =>
        [.. stack.OfType("AWS::ElasticLoadBalancingV2::Listener").Select(listener => Read(stack, pools, Actions(stack.PropertiesOf(listener)))).OfType<SignedInSite>()];

    private static SignedInSite? Read(ResolvedStack stack, IReadOnlyList<UserPool> pools, IReadOnlyList<JsonObject> actions)
    {
        if (actions.FirstOrDefault(action => action["Type"]?.ToString() == "authenticate-cognito")?["AuthenticateCognitoConfig"] is not JsonObject signIn) return null;
        if (actions.FirstOrDefault(action => action["Type"]?.ToString() == "forward")?["TargetGroupArn"]?.ToString() is not { } target) return null;
        var group = stack.OfType("AWS::ElasticLoadBalancingV2::TargetGroup").FirstOrDefault(each => stack.ArnOf(each) == target);
        var function = group is null ? null : stack.PropertiesOf(group)["Targets"] is JsonArray { Count: > 0 } targets ? (targets[0] as JsonObject)?["Id"]?.ToString() : null;
        var pool = pools.FirstOrDefault(each => each.Arn == signIn["UserPoolArn"]?.ToString());
        if (function is null || pool?.Clients.GetValueOrDefault(signIn["UserPoolClientId"]?.ToString() ?? "") is not { } client) return null;
        var name = client.CallbackUrls.FirstOrDefault(url => url.EndsWith(Callback, StringComparison.Ordinal));
        return name is null ? null : new SignedInSite(new Uri(name).Host, pool, client, signIn[nameof(Scope)]?.ToString() ?? "openid", target, function, SessionLengthOf(signIn));
    }

    private static TimeSpan SessionLengthOf(JsonObject signIn) =>
        TimeSpan.FromSeconds(double.TryParse(signIn["SessionTimeout"]?.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? seconds : Week);

    private static IReadOnlyList<JsonObject> Actions(JsonObject listener) => [.. (listener["DefaultActions"] as JsonArray ?? []).OfType<JsonObject>()];
}
