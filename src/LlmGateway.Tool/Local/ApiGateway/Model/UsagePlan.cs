namespace LlmGateway.Tool.Local.ApiGateway.Model;

/// <summary>A key that callers send as <c>x-api-key</c>.</summary>
/// <param name="LogicalId">In the template.</param>
/// <param name="Id">What the handler sees of it.</param>
/// <param name="Name">For people.</param>
/// <param name="Value">The secret itself.</param>
/// <param name="Enabled">A disabled key is refused.</param>
internal sealed record ApiKey(string LogicalId, string Id, string Name, string Value, bool Enabled);

/// <summary>Which keys may use which stages, and how much.</summary>
internal sealed record UsagePlan
{
    public required string LogicalId { get; init; }

    public required IReadOnlyList<PlanStage> Stages { get; init; }

    /// <summary>Ids of keys.</summary>
    public required IReadOnlySet<string> KeyIds { get; init; }

    /// <summary>Of each key by itself.</summary>
    public RateLimit? Throttle { get; init; }

    public UsageQuota? Quota { get; init; }
}

/// <summary>A stage in a plan, with limits of single methods for each key.</summary>
internal sealed record PlanStage(string ApiId, string Stage, IReadOnlyList<MethodThrottle> Throttles);

/// <summary>Requests of a key in a calendar period.</summary>
/// <param name="Limit">How many.</param>
/// <param name="Period">DAY, WEEK or MONTH, in UTC.</param>
/// <param name="Offset">Requests taken off the first period.</param>
internal sealed record UsageQuota(long Limit, string Period, long Offset);
