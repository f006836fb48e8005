using Amazon.CDK;
using Amazon.CDK.AWS.CertificateManager;
using Amazon.CDK.AWS.EC2;
using Amazon.CDK.AWS.ElasticLoadBalancingV2;
using Amazon.CDK.AWS.IAM;
using Amazon.CDK.AWS.KMS;
using Amazon.CDK.AWS.SecretsManager;
using Cache = LlmGateway.Constructs.QaCache;

namespace LlmGateway.Constructs.Tests.Examples;

/// <summary>Every prop at once, before the same judges as QuickStart.</summary>
public sealed class EverythingTests(EverythingTests.Synthesized synthesized) : IClassFixture<EverythingTests.Synthesized>
{
    public sealed class Synthesized
    {
        internal StackTemplate Template { get; } = StackTemplate.Of(stack =>
        {
            var key = new Key(stack, "Kms", new KeyProps { EnableKeyRotation = true });
            var vpc = Vpc.FromVpcAttributes(stack, "Vpc", new VpcAttributes { VpcId = "vpc-1", AvailabilityZones = ["us-east-1a"], PrivateSubnetIds = ["subnet-a"] });
            var caller = new Role(stack, "Caller", new RoleProps { AssumedBy = new AccountRootPrincipal() });
            ScopeAccess[] all = [ScopeAccess.ForEveryone("*")];
            var gateway = new LlmRestGateway(stack, "Gateway", new LlmRestGatewayProps
            {
                Name = "everything",
                Models =
                [
                    BedrockModel.CrossRegion("global.anthropic.claude-haiku-4-5-20251001-v1:0") with { Alias = "claude", Price = new ModelPrice(1, 5) },
                    OpenAiModel.Of("gpt-4o-mini", Secret.FromSecretNameV2(stack, "OpenAi", "openai")),
                    OpenAiCompatible.At("http://10.0.1.7:8000/v1", "llama"),
                ],
                Access = [ModelAccess.ForRole(caller, "claude", "llama"), ModelAccess.ForEveryone("llama")],
                Cache = new Cache(stack, "Cache", new QaCacheProps { EncryptionKey = key, Seed = QaSeed.FromFile(Seed()) }),
                Knowledge =
                [
                    Knowledge.FromTable(Amazon.CDK.AWS.DynamoDB.Table.FromTableName(stack, "Outages", "outages"), index: "by-node") with { Scopes = [ScopeAccess.ForRole(caller, "north-*")] },
                    Knowledge.FromOpenSearch(Amazon.CDK.AWS.OpenSearchService.Domain.FromDomainEndpoint(stack, "Search", "https://search-notes-abc.us-east-1.es.amazonaws.com"), "notes", BedrockModel.Of("amazon.titan-embed-text-v2:0")) with { Scopes = all },
                    Knowledge.FromS3Vectors("arn:aws:s3vectors:us-east-1:111122223333:bucket/b/index/i", BedrockModel.CrossRegion("us.cohere.embed-v4:0")) with { Scopes = all },
                    Knowledge.FromBedrockKnowledgeBase("ABCDE12345") with { Scopes = all },
                    Knowledge.FromFunction(Amazon.CDK.AWS.Lambda.Function.FromFunctionName(stack, "Finder", "finder")) with { Scopes = all },
                ],
                EncryptionKey = key,
                Api = new GatewayApi
                {
                    Cors = new GatewayCors { AllowOrigins = ["https://a.example.com", "https://b.example.com"] },
                    Waf = Waf.Managed(),
                    Domain = new GatewayDomain { Name = "llm.example.com", Certificate = Certificate.FromCertificateArn(stack, "Certificate", "arn:aws:acm:us-east-1:111122223333:certificate/abc") },
                    PassThrough = new VpcPassThrough
                    {
                        LoadBalancer = NetworkLoadBalancer.FromNetworkLoadBalancerAttributes(stack, "Balancer", new NetworkLoadBalancerAttributes
                        {
                            LoadBalancerArn = "arn:aws:elasticloadbalancing:us-east-1:111122223333:loadbalancer/net/x/y",
                            LoadBalancerDnsName = "x.elb.us-east-1.amazonaws.com",
                        }),
                    },
                },
                Function = new GatewayFunction { Network = new FunctionNetwork { Vpc = vpc }, ReservedConcurrency = 50, Environment = new Dictionary<string, string> { ["AWS_LAMBDA_LOG_LEVEL"] = "DEBUG" } },
            });
            gateway.GrantInvoke(caller);
        });

        private static string Seed()
        {
            var file = Path.Combine(Directory.CreateTempSubdirectory("seed-").FullName, "faq.csv");
            System.IO.File.WriteAllText(file, "question,answer\nWhy?,Because.\n");
            return file;
        }
    }

    [Fact]
    public async Task AWSs_own_schema_has_nothing_against_it()
    {
        var check = await LlmGateway.Testing.NodeModules.RunAsync("schema-check.mjs", [synthesized.Template.File]);
        (check.StandardOutput + check.StandardError).Should().BeEmpty();
    }

    [Fact]
    public async Task Cdk_nag_finds_only_what_IAM_cannot_say_narrower()
    {
        var check = await LlmGateway.Testing.NodeModules.RunAsync("nag.mjs", [synthesized.Template.File]);
        // GET /v1/models/{id+}: a model's id has any number of parts, and the path of a caller's permission ends in "*" for that.
        check.StandardOutput.Split('\n', StringSplitOptions.RemoveEmptyEntries).Should().ContainSingle()
            .Which.Should().StartWith("AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:execute-api:<AWS::Region>:<AWS::AccountId>:<GatewayApi4EDF2151>/prod/GET/v1/models/*] CallerDefaultPolicy");
    }
}
