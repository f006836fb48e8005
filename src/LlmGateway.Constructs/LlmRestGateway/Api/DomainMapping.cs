using Amazon.CDK.AWS.APIGateway;
using Amazon.CDK.AWS.Route53;
using Amazon.CDK.AWS.Route53.Targets;
using LlmGateway.Constructs.Compatibility;

namespace LlmGateway.Constructs;

/// <summary>Puts a gateway on a domain of its owner's.</summary>
internal static class DomainMapping
{
    private const string DomainId = "Domain";
    private const string MappingId = "DomainMapping";
    private const string RecordId = "DomainRecord";

    public static DomainName_ Make(LlmRestGateway gateway, GatewayDomain domain)
    {
        var domains = StackDomains.Of(gateway);
        var shared = domains.Find<DomainName_>(domain.Name);
        var name = shared ?? new DomainName_(gateway, DomainId, new DomainNameProps
        {
            DomainName = domain.Name,
            EndpointType = EndpointType.REGIONAL,
            SecurityPolicy = SecurityPolicy.TLS_1_2,
        }.Set(nameof(DomainNameProps.Certificate), domain.Certificate));
        _ = new BasePathMapping(gateway, MappingId, new BasePathMappingProps
        {
            Stage = gateway.Api.DeploymentStage,
            BasePath = domain.BasePath,
        }.Set(nameof(BasePathMappingProps.DomainName), name).Set(nameof(BasePathMappingProps.RestApi), gateway.Api));
        domains.Add(gateway, domain, name);
        if (shared is null && domain.HostedZone is { } zone)
        {
            _ = new ARecord(gateway, RecordId, new ARecordProps
            {
                Zone = zone,
                // With a dot at its end the name is whole, wherever the zone begins.
                RecordName = domain.Name + ".",
                Target = RecordTarget.FromAlias(new ApiGatewayDomain(name)),
            });
        }
        return name;
    }
}
