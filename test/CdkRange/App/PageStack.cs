using Amazon.CDK;
using Amazon.CDK.AWS.CertificateManager;
using Amazon.CDK.AWS.Route53;
using Amazon.CDK.AWS.S3;
using Constructs;
using LlmGateway.Constructs;

namespace CdkRange;

/// <summary>A page on a domain of one's own, with access logs and a web ACL.</summary>
internal sealed class PageStack : Stack
{
    public PageStack(Construct scope, string id) : base(scope, id, new StackProps { Env = new Amazon.CDK.Environment { Region = "us-east-1", Account = "111122223333" } })
    {
        var gateway = new LlmRestGateway(this, "Gateway", new LlmRestGatewayProps
        {
            Models = [BedrockModel.CrossRegion("us.amazon.nova-pro-v1:0")],
            Authorization = GatewayAuthorization.ApiKey(),
        });
        _ = new ChatUi(this, "Chat", new ChatUiProps
        {
            Rest = gateway,
            Domain = new ChatUiDomain
            {
                Name = "chat.example.com",
                Certificate = Certificate.FromCertificateArn(this, "Certificate", "arn:aws:acm:us-east-1:111122223333:certificate/abc"),
                HostedZone = HostedZone.FromHostedZoneAttributes(this, "Zone", new HostedZoneAttributes { HostedZoneId = "Z1", ZoneName = "example.com" }),
            },
            Delivery = new ChatUiDelivery
            {
                AccessLogs = new Bucket(this, "Logs", new BucketProps { ObjectOwnership = ObjectOwnership.OBJECT_WRITER, EnforceSSL = true }),
                WebAclArn = "arn:aws:wafv2:us-east-1:111122223333:global/webacl/a/b",
                ConfigureDistribution = distribution => distribution.EnableIpv6 = false,
            },
        });
    }
}
