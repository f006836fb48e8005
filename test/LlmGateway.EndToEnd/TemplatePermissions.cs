using System.Text.Json.Nodes;

namespace LlmGateway.EndToEnd;

/// <summary>One action on one resource, allowed by one statement of the template.</summary>
internal sealed record TemplatePermission(string LogicalId, int Policy, int Statement, string Action, int Resource)
{
    public override string ToString() => $"{LogicalId}, statement {Statement}, {Action}, resource {Resource}";
}

/// <summary>Takes the identity policies of a template apart.</summary>
internal static class TemplatePermissions
{
    public static IReadOnlyList<TemplatePermission> Of(JsonObject template) =>
        [.. from policy in Policies(template)
            from statement in policy.Statements.Select((node, index) => (Node: node, Index: index))
            from action in List(statement.Node, "Action").Select(node => node!.GetValue<string>())
            from resource in Enumerable.Range(0, List(statement.Node, "Resource").Count)
            select new TemplatePermission(policy.LogicalId, policy.Index, statement.Index, action, resource)];

    /// <summary>Rewrites the statement so that it allows all it did but this action on this resource.</summary>
    public static void Remove(JsonObject template, TemplatePermission permission)
    {
        var statements = Policies(template).Single(policy => (policy.LogicalId, policy.Index) == (permission.LogicalId, permission.Policy)).Statements;
        var statement = statements[permission.Statement]!.AsObject();
        var others = statement.DeepClone().AsObject();

        // The other resources keep the action; the resource keeps the other actions.
        Set(statement, "Action", List(statement, "Action").Where(action => action!.GetValue<string>() != permission.Action));
        Set(others, "Action", [JsonValue.Create(permission.Action)]);
        Set(others, "Resource", List(others, "Resource").Where((_, index) => index != permission.Resource));

        if (List(others, "Resource").Count > 0) statements.Add((JsonNode)others);
        // Its place stays taken, so that other permissions keep their numbers.
        if (List(statement, "Action").Count == 0) statement["Action"] = "none:Nothing";
    }

    /// <summary>Takes an action out of every statement.</summary>
    public static void RemoveAction(JsonObject template, string action)
    {
        foreach (var statement in Policies(template).SelectMany(policy => policy.Statements))
            statement!["Action"] = new JsonArray([.. List(statement, "Action").Select(one => one!.GetValue<string>() == action ? "none:Nothing" : one.DeepClone())]);
    }

    private static IEnumerable<(string LogicalId, int Index, JsonArray Statements)> Policies(JsonObject template)
    {
        foreach (var (id, resource) in template["Resources"]!.AsObject())
        {
            if (resource!["Type"]!.GetValue<string>() == "AWS::IAM::Policy")
                yield return (id, 0, resource["Properties"]!["PolicyDocument"]!["Statement"]!.AsArray());
            if (resource["Type"]!.GetValue<string>() == "AWS::IAM::Role" && resource["Properties"]!["Policies"] is JsonArray inline)
                for (var index = 0; index < inline.Count; index++)
                    yield return (id, index, inline[index]!["PolicyDocument"]!["Statement"]!.AsArray());
        }
    }

    private static List<JsonNode?> List(JsonNode? statement, string member) => statement![member] is JsonArray list ? [.. list] : [statement[member]];

    private static void Set(JsonObject statement, string member, IEnumerable<JsonNode?> values) =>
        statement[member] = new JsonArray([.. values.Select(value => value!.DeepClone())]);
}
