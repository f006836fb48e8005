using Amazon.CDK.AWS.Apigatewayv2;
using Amazon.CDK.AWS.Route53;
using Amazon.CDK.AWS.Route53.Targets;
using LlmGateway.Constructs.Compatibility;

namespace LlmGateway.Constructs;

/// <summary>Puts a WebSocket gateway on a domain of its owner's.</summary>
internal static class SocketDomain
{
    public static DomainName Make(LlmWebSocketGateway gateway, GatewayDomain domain)
    {
        var domains = StackDomains.Of(gateway);
        var shared = domains.Find<DomainName>(domain.Name);
        var name = shared ?? new DomainName(gateway, "Domain", new DomainNameProps { DomainName = domain.Name, SecurityPolicy = SecurityPolicy.TLS_1_2 }
            .Set(nameof(DomainNameProps.Certificate), domain.Certificate));
        _ = new ApiMapping(gateway, "DomainMapping", new ApiMappingProps { Stage = gateway.Stage, ApiMappingKey = domain.BasePath }
            .Set(nameof(ApiMappingProps.Api), gateway.Api).Set(nameof(ApiMappingProps.DomainName), name));
        domains.Add(gateway, domain, name);
        if (shared is null && domain.HostedZone is { } zone)
        {
            _ = new ARecord(gateway, "DomainRecord", new ARecordProps
            {
                Zone = zone,
                // With a dot at its end the name is whole, wherever the zone begins.
                RecordName = domain.Name + ".",
                Target = RecordTarget.FromAlias(new ApiGatewayv2DomainProperties(name.RegionalDomainName, name.RegionalHostedZoneId)),
            });
        }
        return name;
    }
}
