namespace LlmGateway.Tool.Local.Iam;

/// <summary>How many of a key's values must satisfy the condition.</summary>
internal enum SetQualifier
{
    None,
    ForAnyValue,
    ForAllValues,
}

/// <summary>One line of a Condition block: operator, key, allowed values.</summary>
internal sealed record PolicyCondition
{
    public required ConditionOperator Operator { get; init; }
    public required SetQualifier Qualifier { get; init; }

    /// <summary>A call that lacks the key satisfies the condition.</summary>
    public required bool IfExists { get; init; }

    public required string Key { get; init; }
    public required IReadOnlyList<string> Values { get; init; }

    public bool Holds(AccessRequest request)
    {
        var present = request.Context.TryGetValue(Key, out var actual) && actual.Count > 0;
        if (Operator.TestsPresence) return Values.Any(value => bool.Parse(value) != present);
        if (!present) return IfExists || Qualifier == SetQualifier.ForAllValues || (Operator.Negated && Qualifier == SetQualifier.None);
        var allowed = Values.Select(value => PolicyVariables.Expand(value, request.Context)).OfType<string>().ToArray();
        return Qualifier switch
        {
            SetQualifier.ForAllValues => actual!.All(value => Satisfies(value, allowed)),
            SetQualifier.ForAnyValue => actual!.Any(value => Satisfies(value, allowed)),
            _ when Operator.Negated => actual!.All(value => Satisfies(value, allowed)),
            _ => actual!.Any(value => Satisfies(value, allowed)),
        };
    }

    private bool Satisfies(string actual, string[] allowed) => allowed.Any(value => Operator.Test(actual, value)) != Operator.Negated;
}
