using System.Globalization;
using System.Text.Json.Nodes;
using LlmGateway.Tool.Local.Template;

namespace LlmGateway.Tool.Local.ApiGateway.Model;

/// <summary>Reads keys and usage plans.</summary>
internal sealed class UsagePlanReader(ResolvedStack stack)
{
    private const string Letters = "abcdefghijklmnopqrstuvwxyz0123456789";

    /// <summary>Keys; one without a value gets one, the same at every start on a machine.</summary>
    public IReadOnlyList<ApiKey> ReadKeys() => [.. stack.OfType("AWS::ApiGateway::ApiKey").Select(resource =>
    {
        var properties = stack.PropertiesOf(resource);
        return new ApiKey(
            resource.LogicalId, stack.NameOf(resource), properties["Name"]?.ToString() ?? resource.LogicalId,
            properties["Value"]?.ToString() ?? "local" + LocalKey.Text($"api key {stack.Environment.StackName}/{resource.LogicalId}", Letters, 32),
            properties["Enabled"]?.ToString() == "true");
    })];

    public IReadOnlyList<UsagePlan> ReadPlans() => [.. stack.OfType("AWS::ApiGateway::UsagePlan").Select(resource =>
    {
        var properties = stack.PropertiesOf(resource);
        var id = stack.NameOf(resource);
        return new UsagePlan
        {
            LogicalId = resource.LogicalId,
            Stages = [.. (properties["ApiStages"] as JsonArray ?? []).OfType<JsonObject>().Select(ReadStage)],
            KeyIds = stack.OfType("AWS::ApiGateway::UsagePlanKey").Select(stack.PropertiesOf)
                .Where(key => key["UsagePlanId"]?.ToString() == id).Select(key => key["KeyId"]?.ToString() ?? "").ToHashSet(StringComparer.Ordinal),
            Throttle = properties["Throttle"] is JsonObject throttle ? ReadLimit(throttle["RateLimit"], throttle["BurstLimit"]) : null,
            Quota = properties["Quota"] is JsonObject quota ? new UsageQuota(Whole(quota["Limit"]), quota["Period"]?.ToString() ?? "MONTH", Whole(quota["Offset"])) : null,
        };
    })];

    /// <summary>A limit of which one half may be left out: API Gateway then takes the account's.</summary>
    internal static RateLimit ReadLimit(JsonNode? rate, JsonNode? burst)
    {
        const double accountRate = 10_000;
        const int accountBurst = 5_000;
        return new RateLimit(
            double.TryParse(rate?.ToString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var perSecond) ? perSecond : accountRate,
            burst is null ? accountBurst : (int)Whole(burst));
    }

    private static PlanStage ReadStage(JsonObject stage) => new(
        stage["ApiId"]?.ToString() ?? "", stage["Stage"]?.ToString() ?? "",
        [.. (stage["Throttle"] as JsonObject ?? []).Select(pair =>
        {
            // /path/METHOD
            var slash = pair.Key.LastIndexOf('/');
            return new MethodThrottle(pair.Key[..slash], pair.Key[(slash + 1)..], ReadLimit(pair.Value?["RateLimit"], pair.Value?["BurstLimit"]));
        })]);

    private static long Whole(JsonNode? node) => long.TryParse(node?.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
