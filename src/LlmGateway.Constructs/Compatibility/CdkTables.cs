using Amazon.CDK.AWS.DynamoDB;

namespace LlmGateway.Constructs.Compatibility;

/// <summary>Members of <see cref="TableProps"/> that newer CDKs replace.</summary>
internal static class CdkTables
{
    private const string Specification = "PointInTimeRecoverySpecification";

    /// <summary>Turns point-in-time recovery on, by the property that the loaded CDK does not deprecate.</summary>
    public static TableProps WithPointInTimeRecovery(this TableProps props)
    {
        if (!CdkMember.Has<TableProps>(Specification)) return props.Set("PointInTimeRecovery", true);
        var type = typeof(TableProps).Assembly.GetType($"{typeof(TableProps).Namespace}.{Specification}") ?? throw CdkMemberException.Of(typeof(TableProps), Specification);
        var specification = Activator.CreateInstance(type)!;
        type.GetProperty("PointInTimeRecoveryEnabled")!.SetValue(specification, true);
        return props.Set(Specification, specification);
    }

    /// <summary>Lets a caller's <c>PointInTimeRecovery</c> win: the CDK refuses both properties at once.</summary>
    public static void KeepOnePointInTimeRecovery(this TableProps props)
    {
        if (CdkMember.Has<TableProps>(Specification) && props.Get("PointInTimeRecovery") is not null) props.Set(Specification, null);
    }
}
