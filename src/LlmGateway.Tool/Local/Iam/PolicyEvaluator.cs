using System.Text.Json.Nodes;

namespace LlmGateway.Tool.Local.Iam;

/// <summary>All policies of one owner, asked together as IAM does: an explicit deny wins, then an allow, and silence denies.</summary>
internal sealed class PolicyEvaluator
{
    private readonly IReadOnlyList<PolicyStatement> _statements;

    private PolicyEvaluator(PolicyKind kind, IReadOnlyList<PolicyStatement> statements) => (Kind, _statements) = (kind, statements);

    public PolicyKind Kind { get; }

    /// <summary>The policies attached to a role or user.</summary>
    /// <param name="owner">Names it in the message of a malformed policy.</param>
    /// <param name="documents">Every intrinsic resolved.</param>
    /// <exception cref="PolicyException">IAM would refuse one of them.</exception>
    public static PolicyEvaluator ForIdentity(string owner, IEnumerable<JsonObject> documents) => Parse(owner, PolicyKind.Identity, documents);

    /// <summary>The policy of a resource, such as a REST API's.</summary>
    /// <param name="owner">Names it in the message of a malformed policy.</param>
    /// <param name="document">Every intrinsic resolved.</param>
    /// <exception cref="PolicyException">IAM would refuse it.</exception>
    public static PolicyEvaluator ForResource(string owner, JsonObject document) => Parse(owner, PolicyKind.Resource, [document]);

    /// <summary>IAM's answer to <paramref name="request"/>.</summary>
    public PolicyDecision Decide(AccessRequest request)
    {
        PolicyStatement? allowing = null;
        foreach (var statement in _statements)
        {
            if (!statement.Applies(request)) continue;
            if (!statement.Allows) return new PolicyDecision(PolicyOutcome.ExplicitDeny, statement.Name);
            allowing ??= statement;
        }
        return allowing is null
            ? new PolicyDecision(PolicyOutcome.ImplicitDeny, null)
            : new PolicyDecision(PolicyOutcome.Allowed, allowing.Name);
    }

    private static PolicyEvaluator Parse(string owner, PolicyKind kind, IEnumerable<JsonObject> documents) =>
        new(kind, [.. documents.SelectMany(document => new PolicyParser(owner, kind).Parse(document))]);
}
