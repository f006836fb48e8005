using LlmGateway.Tool.Local.ApiGateway.Model;

namespace LlmGateway.Tool.Local.ApiGateway;

/// <summary>What API Gateway serves, and whom it asks.</summary>
internal sealed record ApiGatewayOptions
{
    public required IReadOnlyList<RestApi> Apis { get; init; }
    public required IReadOnlyList<ApiKey> Keys { get; init; }
    public required IReadOnlyList<UsagePlan> Plans { get; init; }
    public IReadOnlyList<CustomDomain> Domains { get; init; } = [];
    public required IamAuthorization Iam { get; init; }
    public required LambdaAuthorization LambdaAuthorization { get; init; }
    public required LambdaProxy LambdaProxy { get; init; }
    public LocalUrls? Urls { get; init; }
    public required string Account { get; init; }
    public required string Region { get; init; }
    public required string Partition { get; init; }
    public required ILocalTrace Trace { get; init; }
    public required TimeProvider Time { get; init; }
}
