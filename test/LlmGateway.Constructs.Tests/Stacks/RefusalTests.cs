using Amazon.CDK;
using Amazon.CDK.AWS.APIGateway;
using Amazon.CDK.AWS.CertificateManager;
using Amazon.CDK.AWS.DynamoDB;
using Amazon.CDK.AWS.EC2;
using Amazon.CDK.AWS.KMS;
using Amazon.CDK.AWS.Logs;
using Amazon.CDK.AWS.Route53;
using Amazon.CDK.AWS.SecretsManager;

namespace LlmGateway.Constructs.Tests.Stacks;

/// <summary>What AWS or the CDK would say late or in other words is said at once, with path, property and remedy. One app for all: nothing of it is synthesized.</summary>
public sealed class RefusalTests
{
    private static readonly App App = new(new AppProps { Outdir = Directory.CreateTempSubdirectory("cdk-out-").FullName, AnalyticsReporting = false, TreeMetadata = false });
    private static int _stacks;

    private static Stack NewStack(string region = "eu-west-1") =>
        new(App, $"Stack{Interlocked.Increment(ref _stacks)}", new StackProps { Env = new Amazon.CDK.Environment { Region = region, Account = "111122223333" } });

    private static IReadOnlyList<string> Mistakes(Action<Stack> build, string region = "eu-west-1")
    {
        var stack = NewStack(region);
        return ((System.Action)(() => build(stack))).Should().Throw<InvalidPropsException>().Which.Mistakes;
    }

    private static ICertificate CertificateIn(Stack stack, string region) => Certificate.FromCertificateArn(stack, "Certificate", $"arn:aws:acm:{region}:111122223333:certificate/abc");

    [Fact]
    public void Chats_are_kept_of_known_callers_alone()
    {
        const string refusal = "History would show every caller the chats of all others: GatewayAuthorization.Public knows nobody. "
            + "Leave it out, or use GatewayAuthorization.Iam, Cognito or ApiKey.";
        Mistakes(stack => _ = new LlmRestGateway(
            stack, "G", Fakes.Props with { Authorization = GatewayAuthorization.Public, History = new ChatHistory(stack, "H") })).Should().Equal(refusal);
        Mistakes(stack => _ = new LlmWebSocketGateway(stack, "G", new LlmWebSocketGatewayProps
        {
            Models = [Fakes.Nova], Authorization = GatewayAuthorization.Public, History = new ChatHistory(stack, "H"),
        })).Should().Equal(refusal);
    }

    [Fact]
    public void A_domain_has_its_certificate_in_the_stacks_region_and_the_form_of_DNS()
    {
        Mistakes(stack => _ = new LlmRestGateway(stack, "G", Fakes.Props with { Api = new GatewayApi { Domain = new GatewayDomain { Name = "LLM.Bücher.example", Certificate = CertificateIn(stack, "us-east-1") } } }))
            .Should().Equal(
                "Api.Domain.Name is 'LLM.Bücher.example', which AWS takes only as DNS has it. Use \"llm.xn--bcher-kva.example\".",
                "Api.Domain.Certificate is in us-east-1. Request it in eu-west-1: certificates of another region can't be used there.");
        Mistakes(stack => _ = new LlmWebSocketGateway(stack, "G", new LlmWebSocketGatewayProps { Models = [Fakes.Nova], Domain = new GatewayDomain { Name = "localhost", Certificate = CertificateIn(stack, "us-east-1") } }))
            .Should().HaveCount(2);
    }

    [Fact]
    public void A_sign_in_domain_stands_below_its_zone_with_a_certificate_of_us_east_1() =>
        Mistakes(stack => _ = new CognitoAuth(stack, "Auth", new CognitoAuthProps
        {
            Domain = SignInDomain.Custom("example.com", CertificateIn(stack, "eu-west-1"), HostedZone.FromHostedZoneAttributes(stack, "Zone", new HostedZoneAttributes { HostedZoneId = "Z1", ZoneName = "example.com" })),
        })).Should().Equal(
            "Domain is in eu-west-1. Request it in us-east-1: certificates of another region can't be used there.",
            "Domain 'example.com' is the hosted zone's own name, where no CNAME can stand. Use a name below it, such as \"login.example.com\".");

    [Fact]
    public void Keys_tables_and_web_ACLs_are_of_the_stacks_region_and_keys_no_aliases()
    {
        Mistakes(stack => _ = new LlmRestGateway(stack, "G", Fakes.Props with
        {
            Api = new GatewayApi { Waf = Waf.FromWebAclArn("arn:aws:wafv2:us-east-1:111122223333:regional/webacl/a/b") },
            EncryptionKey = Key.FromKeyArn(stack, "Key", "arn:aws:kms:us-east-1:111122223333:key/abc"),
            Cache = QaCache.FromTable(stack, "Cache", Table.FromTableArn(stack, "Table", "arn:aws:dynamodb:us-east-1:111122223333:table/t")),
        })).Should().Equal(
            "Api.Waf is in us-east-1, and the stack in eu-west-1. Use a web ACL of the stack's region.",
            "EncryptionKey is in us-east-1, and the stack in eu-west-1. Use a key of the stack's region, such as a replica of a multi-region key.",
            "Cache is in us-east-1, and the stack in eu-west-1. Use a table of the stack's region, such as its replica of a global table.");
        Mistakes(stack => _ = new CognitoAuth(stack, "Auth", new CognitoAuthProps { EncryptionKey = Alias.FromAliasName(stack, "Alias", "alias/chat") }))
            .Should().ContainSingle().Which.Should().StartWith("EncryptionKey is an alias").And.Contain("Key.FromLookup");
    }

    [Fact]
    public void Partitions_without_a_feature_are_named()
    {
        Mistakes(stack => _ = new CognitoAuth(stack, "Auth"), "cn-north-1").Should().ContainSingle().Which.Should().Contain("cn-north-1").And.Contain("GatewayAuthorization.Iam");
        Mistakes(stack => _ = new ChatUi(stack, "Chat", new ChatUiProps { Rest = new LlmRestGateway(stack, "G", Fakes.Props with { Authorization = GatewayAuthorization.ApiKey() }) }), "us-gov-west-1")
            .Should().ContainSingle().Which.Should().Contain("us-gov-west-1").And.Contain("OnLoadBalancer");
        new CognitoAuth(NewStack("us-gov-west-1"), "Auth").DomainUrl.Should().EndWith(".auth-fips.us-gov-west-1.amazoncognito.com");
    }

    [Fact]
    public void What_is_null_is_named()
    {
        Mistakes(stack => _ = new LlmRestGateway(stack, "G", Fakes.Props with
        {
            Access = [null!], Knowledge = [null!], Authorization = GatewayAuthorization.ApiKey(new ApiKeyPlan { Keys = null! }), Api = new GatewayApi { SecurityPolicy = null! },
        })).Should().HaveCount(4).And.OnlyContain(mistake => mistake.Contains("is null"));
        Mistakes(stack => _ = new CognitoAuth(stack, "Auth", new CognitoAuthProps { Browser = null!, Groups = null!, CacheTtl = null!, Logs = null! })).Should().HaveCountGreaterThanOrEqualTo(3);
    }

    [Fact]
    public void An_id_that_is_taken_is_said_in_words()
    {
        var auth = new CognitoAuth(NewStack(), "Auth");
        var secret = Secret.FromSecretNameV2(auth, "Secret", "github");
        auth.AddGitHub("client", secret, GitHubAllow.Organization("acme"));
        auth.AddMachineClient("batch");
        ((System.Action)(() => auth.AddGitHub("client", secret, GitHubAllow.Organization("acme")))).Should().Throw<InvalidOperationException>().WithMessage("*has GitHub already*Or(…)*");
        ((System.Action)(() => auth.AddMachineClient("batch"))).Should().Throw<InvalidOperationException>().WithMessage("*'batch' already*");
    }

    [Fact]
    public void The_api_is_not_configured_against_streams_and_callers() =>
        Mistakes(stack => _ = new LlmRestGateway(stack, "G", Fakes.Props with
        {
            Api = new GatewayApi
            {
                Configure = api =>
                {
                    api.EndpointConfiguration = new EndpointConfiguration { Types = [EndpointType.EDGE] };
                    api.MinCompressionSize = Size.Kibibytes(1);
                    ((StageOptions)api.DeployOptions!).CachingEnabled = true;
                    ((StageOptions)api.DeployOptions!).DataTraceEnabled = true;
                },
            },
        })).Select(mistake => mistake.Split(',')[0]).Should().Equal(
            "Api.Configure changes EndpointConfiguration", "Api.Configure changes MinCompressionSize", "Api.Configure changes DeployOptions.CachingEnabled", "Api.Configure changes DeployOptions.DataTraceEnabled");

    [Fact]
    public void The_function_is_not_configured_beyond_its_roles_permissions() =>
        Mistakes(stack => _ = new LlmRestGateway(stack, "G", Fakes.Props with
        {
            Function = new GatewayFunction
            {
                Configure = function =>
                {
                    function.Vpc = new Vpc(stack, "Vpc");
                    function.LogGroup = new LogGroup(stack, "Logs");
                    function.EnvironmentEncryption = new Key(stack, "Key");
                },
            },
        })).Select(mistake => mistake.Split(',')[0]).Should().Equal(
            "Function.Configure changes Vpc", "Function.Configure changes LogGroup", "Function.Configure changes EnvironmentEncryption");
}
