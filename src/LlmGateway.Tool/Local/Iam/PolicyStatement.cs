namespace LlmGateway.Tool.Local.Iam;

/// <summary>A statement, checked and ready to be asked.</summary>
internal sealed record PolicyStatement
{
    /// <summary>Its Sid, or its place in the policy.</summary>
    public required string Name { get; init; }

    public required bool Allows { get; init; }

    /// <summary>Null in identity policies, which speak of whom they are attached to.</summary>
    public PrincipalPattern? Principal { get; init; }

    public required ElementPattern Action { get; init; }
    public required ElementPattern Resource { get; init; }
    public required IReadOnlyList<PolicyCondition> Conditions { get; init; }

    public bool Applies(AccessRequest request) =>
        (Principal?.Matches(request.PrincipalArn) ?? true)
        && Action.Matches(request.Action, request)
        && Resource.Matches(request.Resource, request)
        && Conditions.All(condition => condition.Holds(request));
}
