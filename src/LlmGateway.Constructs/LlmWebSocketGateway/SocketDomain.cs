using Amazon.CDK.AWS.Apigatewayv2;
using Amazon.CDK.AWS.Route53;
using Amazon.CDK.AWS.Route53.Targets;

namespace LlmGateway.Constructs;

/// <summary>Puts a WebSocket gateway on a domain of its owner's.</summary>
internal static class SocketDomain
{
    public static DomainName Make(LlmWebSocketGateway gateway, GatewayDomain domain)
    {
        var name = new DomainName(gateway, "Domain", new DomainNameProps { DomainName = domain.Name, Certificate = domain.Certificate, SecurityPolicy = SecurityPolicy.TLS_1_2 });
        _ = new ApiMapping(gateway, "DomainMapping", new ApiMappingProps { Api = gateway.Api, DomainName = name, Stage = gateway.Stage, ApiMappingKey = domain.BasePath });
        if (domain.HostedZone is { } zone)
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
