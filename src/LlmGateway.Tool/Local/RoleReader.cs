using System.Text.Json.Nodes;
using LlmGateway.Tool.Local.Lambda;
using LlmGateway.Tool.Local.Template;

namespace LlmGateway.Tool.Local;

/// <summary>Reads what roles may do: policies of their own, and those that attach themselves to them.</summary>
internal sealed class RoleReader(ResolvedStack stack)
{
    /// <summary>AWS's own policies that give nothing which the local run checks: logs, traces, network interfaces.</summary>
    private static readonly string[] Harmless =
        ["service-role/AWSLambdaBasicExecutionRole", "service-role/AWSLambdaVPCAccessExecutionRole", "AWSXRayDaemonWriteAccess", "AWSXrayWriteOnlyAccess", "CloudWatchLambdaInsightsExecutionRolePolicy"];

    private readonly List<string> _notices = [];

    public IReadOnlyList<string> Notices => _notices;

    /// <exception cref="TemplateException">The function's role is not of the template.</exception>
    public LocalRole Of(LambdaFunction function)
    {
        var resource = stack.OfType("AWS::IAM::Role").FirstOrDefault(role => stack.ArnOf(role) == function.RoleArn)
            ?? throw TemplatePlace.Resource(function.LogicalId).Down("Role").Error($"{function.RoleArn} is not a role of this stack, so the local run can't know what it may do.");
        var name = stack.NameOf(resource);
        var properties = stack.PropertiesOf(resource);
        var policies = (properties["Policies"] as JsonArray ?? []).Select(policy => policy?["PolicyDocument"]).ToList();
        policies.AddRange(stack.OfType("AWS::IAM::Policy", "AWS::IAM::ManagedPolicy").Select(stack.PropertiesOf)
            .Where(policy => (policy["Roles"] as JsonArray ?? []).Any(role => role?.ToString() == name)).Select(policy => policy["PolicyDocument"]));
        policies.AddRange(stack.OfType("AWS::IAM::RolePolicy").Select(stack.PropertiesOf)
            .Where(policy => policy["RoleName"]?.ToString() == name).Select(policy => policy["PolicyDocument"]));
        policies.AddRange((properties["ManagedPolicyArns"] as JsonArray ?? []).Select(arn => Managed(arn?.ToString() ?? "", resource)));
        return new LocalRole(resource.LogicalId, name, function.RoleArn, [.. policies.OfType<JsonObject>()]);
    }

    private JsonNode? Managed(string arn, TemplateResource role)
    {
        if (stack.OfType("AWS::IAM::ManagedPolicy").FirstOrDefault(policy => stack.ArnOf(policy) == arn) is { } own) return stack.PropertiesOf(own)["PolicyDocument"];
        if (!Harmless.Any(name => arn.EndsWith(":policy/" + name, StringComparison.Ordinal)))
            _notices.Add($"{role.LogicalId} uses the policy {arn}, whose text is AWS's: here it allows nothing.");
        return null;
    }
}
