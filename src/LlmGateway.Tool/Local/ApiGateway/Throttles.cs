using System.Collections.Concurrent;
using LlmGateway.Tool.Local.ApiGateway.Model;

namespace LlmGateway.Tool.Local.ApiGateway;

/// <summary>All limits of an account's API Gateway: of stages, of plans, of keys.</summary>
internal sealed class Throttles(IReadOnlyList<UsagePlan> plans, TimeProvider time)
{
    private readonly ConcurrentDictionary<(string Owner, MethodThrottle? Rule, RateLimit Limit), TokenBucket> _buckets = new();
    private readonly ConcurrentDictionary<(string Plan, string Key), QuotaCounter> _quotas = new();

    /// <summary>The plan by which a key may use a stage; null: none.</summary>
    public UsagePlan? PlanOf(ApiKey key, RestApi api, ApiStage stage) =>
        plans.FirstOrDefault(plan => plan.KeyIds.Contains(key.Id) && plan.Stages.Any(each => each.ApiId == api.Id && each.Stage == stage.Name));

    /// <summary>The limits that a key has by its plan.</summary>
    /// <exception cref="RefusedException">One of them is reached.</exception>
    public void AdmitKey(UsagePlan plan, ApiKey key, RestApi api, ApiStage stage, RestMethod method, string httpMethod)
    {
        var owner = $"{plan.LogicalId}/{key.Id}";
        var rule = plan.Stages.First(each => each.ApiId == api.Id && each.Stage == stage.Name).Throttles.FirstOrDefault(each => each.Applies(method.ResourcePath, httpMethod));
        if (rule is not null) Take(owner, rule, rule.Limit, $"the plan {plan.LogicalId}'s limit of {rule.HttpMethod} {rule.ResourcePath}");
        if (plan.Throttle is { } limit) Take(owner, null, limit, $"the plan {plan.LogicalId}'s limit");
        if (plan.Quota is { } quota && !_quotas.GetOrAdd((plan.LogicalId, key.Id), _ => new QuotaCounter(quota, time)).TryTake())
            throw new RefusedException(GatewayRefusal.QuotaExceeded, $"the plan {plan.LogicalId}'s quota of {quota.Limit} a {quota.Period.ToLowerInvariant()} is used up");
    }

    /// <summary>The limits that a stage has for all callers together.</summary>
    /// <exception cref="RefusedException">It is reached.</exception>
    public void AdmitStage(RestApi api, ApiStage stage, RestMethod method, string httpMethod)
    {
        // The most exact setting decides, and each method has a bucket of its own.
        var rule = stage.Throttles.Where(each => each.Applies(method.ResourcePath, httpMethod))
            .OrderByDescending(each => (each.ResourcePath == "*" ? 0 : 2) + (each.HttpMethod == "*" ? 0 : 1)).FirstOrDefault();
        if (rule is not null)
            Take($"{api.Id}/{stage.Name}/{httpMethod} {method.ResourcePath}", rule, rule.Limit, $"the stage's limit of {httpMethod} {method.ResourcePath}");
    }

    private void Take(string owner, MethodThrottle? rule, RateLimit limit, string what)
    {
        if (!_buckets.GetOrAdd((owner, rule, limit), key => new TokenBucket(key.Limit, time)).TryTake())
            throw new RefusedException(GatewayRefusal.Throttled, FormattableString.Invariant($"{what}, {limit.PerSecond} a second and a burst of {limit.Burst}, is reached"));
    }
}
