using Amazon.CDK;
using Amazon.CDK.AWS.CertificateManager;
using Amazon.CDK.AWS.DynamoDB;
using Amazon.CDK.AWS.EC2;
using Amazon.CDK.AWS.IAM;
using Amazon.CDK.AWS.KMS;
using Amazon.CDK.AWS.Route53;
using Amazon.CDK.AWS.SecretsManager;
using Amazon.CDK.AWS.Lambda;
using Constructs;
using LlmGateway.Constructs;

namespace CdkRange;

/// <summary>A REST gateway with most props set.</summary>
internal sealed class EverythingStack : Stack
{
    public EverythingStack(Construct scope, string id) : base(scope, id, new StackProps { Env = new Amazon.CDK.Environment { Region = "us-east-1", Account = "111122223333" } })
    {
        var key = new Key(this, "Kms", new KeyProps { EnableKeyRotation = true });
        var vpc = new Vpc(this, "Vpc", new VpcProps { MaxAzs = 2, NatGateways = 0, SubnetConfiguration = [new SubnetConfiguration { Name = "inner", SubnetType = SubnetType.PRIVATE_ISOLATED }] });
        var caller = new Role(this, "Caller", new RoleProps { AssumedBy = new AccountRootPrincipal() });
        ScopeAccess[] all = [ScopeAccess.ForEveryone("*")];
        var gateway = new LlmRestGateway(this, "Gateway", new LlmRestGatewayProps
        {
            Name = "everything",
            Models =
            [
                BedrockModel.CrossRegion("global.anthropic.claude-haiku-4-5-20251001-v1:0") with { Alias = "claude", Price = new ModelPrice(1, 5) },
                BedrockModel.Of("anthropic.claude-sonnet-4-5-20250929-v1:0") with { Alias = "warned" },
                OpenAiModel.Of("gpt-4o-mini", Secret.FromSecretNameV2(this, "OpenAi", "openai")),
                OpenAiCompatible.At("http://10.0.1.7:8000/v1", "llama"),
            ],
            Access = [ModelAccess.ForRole(caller, "claude", "llama"), ModelAccess.ForEveryone("llama")],
            Cache = new QaCache(this, "Cache", new QaCacheProps { EncryptionKey = key, Seed = QaSeed.FromFile(SeedFile()) }),
            History = new ChatHistory(this, "History", new ChatHistoryProps { EncryptionKey = key }),
            Requests = new RequestTable(this, "Requests", key),
            Knowledge =
            [
                Knowledge.FromTable(Table.FromTableName(this, "Outages", "outages"), index: "by-node") with { Scopes = [ScopeAccess.ForRole(caller, "north-*")] },
                Knowledge.FromS3Vectors("arn:aws:s3vectors:us-east-1:111122223333:bucket/b/index/i", BedrockModel.CrossRegion("us.cohere.embed-v4:0")) with { Scopes = all },
                Knowledge.FromBedrockKnowledgeBase("ABCDE12345") with { Scopes = all },
                Knowledge.FromFunction(Function.FromFunctionName(this, "Finder", "finder")) with { Scopes = all },
            ],
            EncryptionKey = key,
            Api = new GatewayApi
            {
                Cors = new GatewayCors { AllowOrigins = ["https://a.example.com"] },
                Waf = Waf.Managed(),
                Domain = new GatewayDomain
                {
                    Name = "llm.example.com",
                    Certificate = Certificate.FromCertificateArn(this, "Certificate", "arn:aws:acm:us-east-1:111122223333:certificate/abc"),
                    HostedZone = HostedZone.FromHostedZoneAttributes(this, "Zone", new HostedZoneAttributes { HostedZoneId = "Z1", ZoneName = "example.com" }),
                },
            },
            Function = new GatewayFunction { Network = new FunctionNetwork { Vpc = vpc }, ReservedConcurrency = 50 },
        });
        gateway.GrantInvoke(caller);
        _ = gateway.MetricErrors();
    }

    private static string SeedFile()
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory("seed-").FullName, "faq.csv");
        System.IO.File.WriteAllText(file, "question,answer\nWhy?,Because.\n");
        return file;
    }
}
