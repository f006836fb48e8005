using LlmGateway.Tool.Local.Aws;
using LlmGateway.Tool.Local.Iam;
using LlmGateway.Tool.Local.Template;

namespace LlmGateway.Tool.Local.Lambda;

/// <summary>Lambda writes a function's logs as the function's role: without its permissions they are lost, and AWS says nothing.</summary>
/// <remarks>https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs.html</remarks>
internal static class LogDelivery
{
    private static readonly string[] Actions = ["logs:CreateLogStream", "logs:PutLogEvents"];

    /// <summary>The decisions that AWS would make when a process begins to log.</summary>
    public static IEnumerable<AwsDecision> Decide(LambdaFunction function, LocalPrincipal principal, TemplateEnvironment stack)
    {
        if (principal.Policies is null) yield break;
        var policies = PolicyEvaluator.ForIdentity(principal.Arn, principal.Policies);
        var stream = $"arn:{stack.Partition}:logs:{stack.Region}:{stack.Account}:log-group:{function.LogGroup}:log-stream:local";
        foreach (var action in Actions)
        {
            var decision = policies.Decide(new AccessRequest { PrincipalArn = principal.Arn, Action = action, Resource = stream });
            yield return new AwsDecision(principal.Arn, action, stream, decision.IsAllowed,
                decision.IsAllowed ? decision.Statement! : $"{principal.Arn} may not {action} on {function.LogGroup}: the logs of {function.LogicalId} are lost in AWS");
        }
    }
}
