using Amazon.CDK;
using Amazon.CDK.AWS.CertificateManager;
using Amazon.CDK.AWS.KMS;
using Amazon.CDK.AWS.Route53;
using Constructs;
using LlmGateway.Constructs;

namespace CdkRange;

/// <summary>A WebSocket gateway with a key, a domain and keys of callers, and a REST gateway that shares its tables.</summary>
internal sealed class SocketStack : Stack
{
    public SocketStack(Construct scope, string id) : base(scope, id, new StackProps { Env = new Amazon.CDK.Environment { Region = "us-east-1", Account = "111122223333" } })
    {
        var key = new Key(this, "Kms", new KeyProps { EnableKeyRotation = true });
        _ = new LlmWebSocketGateway(this, "Gateway", new LlmWebSocketGatewayProps
        {
            Models = [BedrockModel.CrossRegion("us.amazon.nova-pro-v1:0")],
            Authorization = GatewayAuthorization.ApiKey(new ApiKeyPlan { Keys = ["a", "b"] }),
            History = new ChatHistory(this, "History", new ChatHistoryProps { EncryptionKey = key }),
            Cache = new QaCache(this, "Cache"),
            EncryptionKey = key,
            Domain = new GatewayDomain
            {
                Name = "ws.example.com",
                Certificate = Certificate.FromCertificateArn(this, "Certificate", "arn:aws:acm:us-east-1:111122223333:certificate/abc"),
                HostedZone = HostedZone.FromHostedZoneAttributes(this, "Zone", new HostedZoneAttributes { HostedZoneId = "Z1", ZoneName = "example.com" }),
            },
        });
    }
}
