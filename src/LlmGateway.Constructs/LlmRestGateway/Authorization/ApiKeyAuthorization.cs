using Amazon.CDK.AWS.APIGateway;
using Constructs;
using LlmGateway.Constructs.Compatibility;
using LlmGateway.Shared;
using ApiGatewayKey = Amazon.CDK.AWS.APIGateway.ApiKey;

namespace LlmGateway.Constructs;

/// <summary>API keys and their usage plan.</summary>
internal sealed class ApiKeyAuthorization(ApiKeyPlan plan) : GatewayAuthorization
{
    private const string PlanId = "UsagePlan";
    private const string KeyIdPrefix = "Key-";

    internal override IReadOnlyList<string> KeyNames => [.. plan.Keys, .. plan.ExistingKeys.Keys];

    internal override IReadOnlyList<Suppressions.Finding> Suppressed => Suppressions.ApiKeysAuthorize;

    internal override void Validate(Mistakes mistakes, string property) => plan.Validate(mistakes, property);

    internal override MethodOptions MethodOptions(LlmRestGateway gateway) =>
        new() { AuthorizationType = AuthorizationType.NONE, ApiKeyRequired = true };

    internal override IReadOnlyDictionary<string, IApiKey> MakeKeys(Construct gateway)
    {
        var keys = new Dictionary<string, IApiKey>(plan.ExistingKeys, StringComparer.Ordinal);
        foreach (var name in plan.Keys)
            keys[name] = new ApiGatewayKey(gateway, KeyIdPrefix + name, new ApiKeyProps { Description = ResourceText.Describe($"Calls {gateway.Node.Path} as '{name}'") });
        return keys;
    }

    internal override ConnectAuthorization OnConnect(LlmWebSocketGateway gateway, Amazon.CDK.AWS.Apigatewayv2.WebSocketApi api) => new("NONE", ApiKeyRequired: true);

    internal override void Attach(LlmRestGateway gateway) =>
        AddPlan(gateway, gateway.ApiKeys, new UsagePlanPerApiStage { Api = gateway.Api, Stage = gateway.Api.DeploymentStage });

    internal override void Attach(LlmWebSocketGateway gateway)
    {
        var plan = AddPlan(gateway, gateway.ApiKeys, stage: null);
        // Plans know stages of REST APIs by their constructs; a WebSocket API's by its name.
        var resource = (CfnUsagePlan)plan.Node.DefaultChild!;
        resource.ApiStages = new[] { new CfnUsagePlan.ApiStageProperty { ApiId = gateway.Api.ApiId, Stage = gateway.Stage.StageName } };
        resource.Node.AddDependency(gateway.Stage);
    }

    private UsagePlan AddPlan(Construct gateway, IReadOnlyDictionary<string, IApiKey> keys, UsagePlanPerApiStage? stage)
    {
        var limits = new UsagePlan(gateway, PlanId, new UsagePlanProps
        {
            Description = ResourceText.Describe($"What each key may use of {gateway.Node.Path}"),
            Throttle = new ThrottleSettings { RateLimit = plan.RequestsPerSecond, BurstLimit = plan.Burst },
            Quota = plan.Quota is { } quota ? new QuotaSettings { Limit = quota.Requests, Period = quota.Period } : null,
            ApiStages = stage is null ? null : [stage],
        });
        foreach (var key in keys.OrderBy(pair => pair.Key, StringComparer.Ordinal)) limits.Call(nameof(UsagePlan.AddApiKey), key.Value);
        return limits;
    }
}
