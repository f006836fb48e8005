namespace LlmGateway.Tool.Local.Iam;

/// <summary>IAM's three answers.</summary>
internal enum PolicyOutcome
{
    /// <summary>No statement speaks of the call: denied, unless another policy allows it.</summary>
    ImplicitDeny,

    /// <summary>A statement allows it and none denies it.</summary>
    Allowed,

    /// <summary>A statement denies it; nothing overrides that.</summary>
    ExplicitDeny,
}

/// <summary>Which kind of policy an evaluator holds: it decides the words of a refusal.</summary>
internal enum PolicyKind
{
    Identity,
    Resource,
}

/// <summary>The answer to an <see cref="AccessRequest"/>.</summary>
/// <param name="Outcome">IAM's answer.</param>
/// <param name="Statement">The statement that decided: its Sid, or its place; null for an implicit deny.</param>
internal sealed record PolicyDecision(PolicyOutcome Outcome, string? Statement)
{
    public bool IsAllowed => Outcome == PolicyOutcome.Allowed;

    /// <summary>Of one account's identity and resource policies: either may allow, and either may forbid for good.</summary>
    public static PolicyDecision Combine(PolicyDecision first, PolicyDecision second) =>
        first.Outcome >= second.Outcome ? first : second;

    /// <summary>AWS's own sentence for a refusal.</summary>
    public string Describe(AccessRequest request, PolicyKind kind)
    {
        var policy = kind == PolicyKind.Identity ? "identity-based" : "resource-based";
        var article = kind == PolicyKind.Identity ? "an" : "a";
        var reason = Outcome == PolicyOutcome.ExplicitDeny
            ? $"with an explicit deny in {article} {policy} policy"
            : $"because no {policy} policy allows the {request.Action} action";
        return $"User: {request.PrincipalArn ?? "anonymous"} is not authorized to perform: {request.Action} on resource: {request.Resource} {reason}";
    }
}
