using System.Text.Json;
using System.Text.Json.Nodes;

namespace LlmGateway.Tool.Local.Iam;

/// <summary>A policy document as JSON to statements that are known to make sense.</summary>
internal sealed class PolicyParser(string owner, PolicyKind kind)
{
    private static readonly string[] StatementElements =
        ["Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource", "Condition"];

    private string _statement = "the document";

    /// <exception cref="PolicyException">IAM would refuse it; the message names statement and element.</exception>
    public IReadOnlyList<PolicyStatement> Parse(JsonObject document)
    {
        if (document["Version"] is { } version && Text(version, "Version") is not ("2012-10-17" or "2008-10-17"))
            throw Malformed($"Version {version.ToJsonString()} is neither \"2012-10-17\" nor \"2008-10-17\"");
        var statements = document["Statement"] switch
        {
            JsonArray array => [.. array],
            JsonObject single => new JsonNode?[] { single },
            _ => throw Malformed("it has no Statement"),
        };
        return [.. statements.Select((node, index) => Statement(node, index))];
    }

    private PolicyStatement Statement(JsonNode? node, int index)
    {
        _statement = $"statement {index + 1}";
        if (node is not JsonObject statement) throw Malformed("it is not an object");
        if (statement["Sid"] is { } sid) _statement = $"statement {index + 1} ('{Text(sid, "Sid")}')";
        if (statement.FirstOrDefault(member => !StatementElements.Contains(member.Key)).Key is { } unknown)
            throw Malformed($"'{unknown}' is not an element of a statement");
        return new PolicyStatement
        {
            Name = statement["Sid"]?.GetValue<string>() ?? _statement,
            Allows = Effect(statement["Effect"]),
            Principal = Principal(statement),
            Action = Element(statement, "Action", WildcardPattern.MatchesAction),
            Resource = Element(statement, "Resource", WildcardPattern.MatchesResource),
            Conditions = [.. Conditions(statement["Condition"])],
        };
    }

    private bool Effect(JsonNode? node) => node is null ? throw Malformed("it has no Effect") : Text(node, "Effect") switch
    {
        "Allow" => true,
        "Deny" => false,
        var other => throw Malformed($"Effect '{other}' is neither Allow nor Deny"),
    };

    private PrincipalPattern? Principal(JsonObject statement)
    {
        var inverted = statement.ContainsKey("NotPrincipal");
        var node = statement["Principal"] ?? statement["NotPrincipal"];
        if (kind == PolicyKind.Identity)
            return node is null ? null : throw Malformed("an identity policy has no Principal");
        return node switch
        {
            null => throw Malformed("a resource policy needs a Principal"),
            JsonObject byKind => new PrincipalPattern(byKind["AWS"] is { } aws ? Strings(aws, "Principal.AWS") : [], inverted),
            _ => new PrincipalPattern(Strings(node, "Principal"), inverted),
        };
    }

    private ElementPattern Element(JsonObject statement, string name, Func<string, string, bool> match)
    {
        var (plain, not) = (statement[name], statement["Not" + name]);
        if (plain is null == not is null) throw Malformed($"it needs exactly one of {name} and Not{name}");
        var patterns = Strings((plain ?? not)!, plain is null ? "Not" + name : name);
        if (name == "Action" && patterns.FirstOrDefault(action => action != "*" && !action.Contains(':', StringComparison.Ordinal)) is { } bare)
            throw Malformed($"action '{bare}' names no service");
        return new ElementPattern(patterns, not is not null, match);
    }

    private IEnumerable<PolicyCondition> Conditions(JsonNode? node)
    {
        if (node is null) yield break;
        if (node is not JsonObject block) throw Malformed("Condition is not an object");
        foreach (var (written, keys) in block)
        {
            var (qualifier, name, ifExists) = SplitOperator(written);
            var found = ConditionOperator.Find(name) ?? throw Malformed($"IAM knows no condition operator '{written}'");
            if (keys is not JsonObject map) throw Malformed($"condition {written} is not an object of keys");
            foreach (var (key, wanted) in map)
            {
                var values = wanted is null ? throw Malformed($"condition {written} of {key} has no value") : Strings(wanted, $"{written}.{key}");
                if (values.FirstOrDefault(value => !value.Contains("${", StringComparison.Ordinal) && !found.Check(value)) is { } wrong)
                    throw Malformed($"condition {written} of {key} can't compare with '{wrong}'");
                yield return new PolicyCondition { Operator = found, Qualifier = qualifier, IfExists = ifExists, Key = key, Values = values };
            }
        }
    }

    private static (SetQualifier Qualifier, string Name, bool IfExists) SplitOperator(string written)
    {
        var (qualifier, name) = written.Split(':', 2) switch
        {
            ["ForAnyValue", var operation] => (SetQualifier.ForAnyValue, operation),
            ["ForAllValues", var operation] => (SetQualifier.ForAllValues, operation),
            _ => (SetQualifier.None, written),
        };
        // Null asks for existence itself: it has no IfExists form.
        var ifExists = name.EndsWith("IfExists", StringComparison.Ordinal) && name != "NullIfExists";
        return (qualifier, ifExists ? name[..^"IfExists".Length] : name, ifExists);
    }

    private IReadOnlyList<string> Strings(JsonNode node, string element) =>
        node is JsonArray array
            ? [.. array.Select(item => item is null ? throw Malformed($"{element} holds null") : Text(item, element))]
            : [Text(node, element)];

    private string Text(JsonNode node, string element) => node.GetValueKind() switch
    {
        JsonValueKind.String => node.GetValue<string>(),
        // IAM takes bare numbers and booleans as condition values.
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => node.ToJsonString(),
        _ => throw Malformed($"{element} is {node.ToJsonString()}, not text: an intrinsic that was left unresolved"),
    };

    private PolicyException Malformed(string problem) => new($"Policy of {owner}, {_statement}: {problem}.");
}
