using LlmGateway.Core.Governance;
using LlmGateway.Shared;

namespace LlmGateway.Core.Knowledge;

/// <summary>Which callers may read which scopes. A caller may read what any of the rules for them gives; what no rule gives, nobody reads.</summary>
internal sealed class ScopeRules(IReadOnlyList<ScopeDocument> rules)
{
    /// <param name="caller">Who asks.</param>
    /// <param name="scope">Null: a source without scopes, which takes the right to all.</param>
    public bool Allow(CallerIdentity caller, string? scope) =>
        rules.Any(rule => IsFor(rule, caller) && rule.Read.Any(pattern => scope is null ? pattern == "*" : NamePattern.Matches(pattern, scope)));

    private static bool IsFor(ScopeDocument rule, CallerIdentity caller) =>
        rule.Group is { } group ? caller.Groups.Contains(group) : NamePattern.Matches(rule.Subject ?? "", caller.Subject);
}
