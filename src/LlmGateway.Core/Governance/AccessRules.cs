using LlmGateway.Shared;

namespace LlmGateway.Core.Governance;

/// <summary>Which callers may use which models. What the authorizer said wins; then the first rule that names the caller or a group of his; without rules, all may.</summary>
internal sealed class AccessRules(IReadOnlyList<AccessDocument> rules)
{
    public bool Allows(CallerIdentity caller, CatalogModel model)
    {
        if (caller.Models is { } granted) return granted.Contains(model.Alias);
        if (rules.Count == 0) return true;
        foreach (var rule in rules)
            if (rule.Group is { } group ? caller.Groups.Contains(group) : NamePattern.Matches(rule.Subject ?? "", caller.Subject)) return rule.Models.Contains(model.Alias);
        // Rules exist and none names this caller: whoever wrote them meant a list, not a hint.
        return false;
    }
}
