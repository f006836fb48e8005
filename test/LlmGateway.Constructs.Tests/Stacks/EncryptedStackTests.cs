using System.Text.Json.Nodes;
using Amazon.CDK.AWS.CertificateManager;
using Amazon.CDK.AWS.Cognito;
using Amazon.CDK.AWS.KMS;
using Amazon.CDK.AWS.Lambda;
using Amazon.CDK.AWS.Logs;
using Amazon.CDK.AWS.SecretsManager;

namespace LlmGateway.Constructs.Tests.Stacks;

/// <summary>One stack with everything that a company's rules ask for: a key, a retention, one way in.</summary>
public sealed class EncryptedStackTests
{
    private static readonly Lazy<StackTemplate> Made = new(() => StackTemplate.Of(stack =>
    {
        var key = new Key(stack, "Key");
        var logs = new GatewayLogs { Retention = RetentionDays.ONE_YEAR };
        var auth = new CognitoAuth(stack, "Auth", new CognitoAuthProps
        {
            EncryptionKey = key, Logs = logs, ReservedConcurrency = 5,
            Email = UserPoolEmail.WithSES(new UserPoolSESOptions { FromEmail = "chat@example.com", SesVerifiedDomain = "example.com" }),
        });
        auth.AddGitHub("client", Secret.FromSecretNameV2(stack, "GitHub", "github"), GitHubAllow.Organization("acme"));
        var authorization = GatewayAuthorization.Cognito(auth);
        Model[] models = [BedrockModel.CrossRegion("us.amazon.nova-lite-v1:0") with { Alias = "nova" }];
        var rest = new LlmRestGateway(stack, "Rest", new LlmRestGatewayProps
        {
            Models = models, Authorization = authorization, EncryptionKey = key, Logs = logs,
            Api = new GatewayApi
            {
                Domain = new GatewayDomain { Name = "llm.example.com", Certificate = Certificate.FromCertificateArn(stack, "Certificate", "arn:aws:acm:eu-central-1:111122223333:certificate/abc") },
                DisableExecuteApiEndpoint = true, SecurityPolicy = GatewaySecurityPolicy.Tls13, EndpointAccessMode = GatewayAccessMode.Strict, Waf = Waf.BehindPage(),
            },
        });
        var socket = new LlmWebSocketGateway(stack, "Socket", new LlmWebSocketGatewayProps { Models = models, Authorization = authorization, EncryptionKey = key, Logs = logs });
        _ = new ChatUi(stack, "Chat", new ChatUiProps { Rest = rest, WebSocket = socket });
    }, "eu-central-1"));

    private static StackTemplate Template => Made.Value;

    [Fact]
    public void Every_stage_that_logs_waits_for_the_one_role_of_the_stack()
    {
        var account = Template.Resources.Should().ContainSingle(each => (string?)each.Value!["Type"] == "AWS::ApiGateway::Account").Subject.Key;
        foreach (var (id, stage) in Of("AWS::ApiGateway::Stage").Concat(Of("AWS::ApiGatewayV2::Stage")))
            stage["DependsOn"].Should().NotBeNull($"{id} logs").And.Match<JsonNode>(on => Names(on).Contains(account), $"{id} logs");
    }

    [Fact]
    public void Every_log_group_has_the_key_and_the_retention()
    {
        foreach (var (id, group) in Of("AWS::Logs::LogGroup"))
        {
            group["Properties"]!["KmsKeyId"].Should().NotBeNull(id);
            ((int?)group["Properties"]!["RetentionInDays"]).Should().Be(365, id);
        }
        Template.All("AWS::Logs::LogGroup").Select(group => group["LogGroupName"]).OfType<JsonNode>().Select(Cfn.Text)
            .Should().BeEquivalentTo("API-Gateway-Execution-Logs_${RestApi}/prod", "/aws/apigateway/${SocketApi}/prod");
    }

    [Fact]
    public void Every_function_of_the_package_has_the_key_for_its_environment()
    {
        foreach (var (id, function) in Of("AWS::Lambda::Function").Where(each => each.Value["Properties"]!["Environment"]?["Variables"]?["LLM_GATEWAY_ROLE"] is not null))
            function["Properties"]!["KmsKeyArn"].Should().NotBeNull(id);
        ((int?)Template.Properties("AuthAuthorizer")["ReservedConcurrentExecutions"]).Should().Be(5);
        ((int?)Template.Properties("AuthGitHubRotation")["ReservedConcurrentExecutions"]).Should().Be(5);
    }

    [Fact]
    public void Secret_table_and_queue_have_the_key_and_whoever_writes_may_use_it()
    {
        Template.Properties("AuthGitHubKeys")["KmsKeyId"].Should().NotBeNull();
        Template.Properties("AuthGitHubSignIns")["SSESpecification"]!["KMSMasterKeyId"].Should().NotBeNull();
        Template.Properties("SocketDeadLetters")["KmsMasterKeyId"].Should().NotBeNull();
        Permissions("SocketFailureRoleDefaultPolicy").Should().Contain("Allow kms:Decrypt, kms:GenerateDataKey on ${Key.Arn}");
        Permissions("AuthGitHubRotationRoleDefaultPolicy").Should().Contain("Allow kms:Decrypt, kms:GenerateDataKey on ${Key.Arn}");
        Permissions("AuthGitHubHandlerRoleDefaultPolicy").Should().Contain(line => line.Contains("kms:Encrypt"));
    }

    [Fact]
    public void Rotation_is_called_for_this_account_alone() =>
        Template.All("AWS::Lambda::Permission").Single(each => (string?)each["Principal"] == "secretsmanager.amazonaws.com")["SourceAccount"]!.ToString().Should().Be("111122223333");

    [Fact]
    public void The_api_takes_the_TLS_that_was_asked_for_and_the_providers_at_least_1_2()
    {
        var api = Template.Properties("RestApi");
        (api["SecurityPolicy"]!.ToString(), api["EndpointAccessMode"]!.ToString(), (bool)api["DisableExecuteApiEndpoint"]!).Should().Be(("SecurityPolicy_TLS13_1_3_2025_09", "STRICT", true));
        Template.Properties("AuthGitHubApi")["SecurityPolicy"]!.ToString().Should().Be("SecurityPolicy_TLS13_1_2_2021_06");
    }

    [Fact]
    public void The_page_goes_by_the_domain_where_the_other_address_is_closed()
    {
        var config = Template.Properties("ChatDistribution")["DistributionConfig"]!;
        config["Origins"]!.AsArray().Select(origin => Cfn.Text(origin!["DomainName"]!)).Should().Contain("llm.example.com");
        Template.All("AWS::ApiGateway::BasePathMapping").Select(mapping => (string?)mapping["BasePath"]).Should().BeEquivalentTo([null, "prod"]);
    }

    [Fact]
    public void Answers_behind_the_page_have_the_headers_that_browsers_need()
    {
        var headers = Template.Properties("ChatApiHeaders")["ResponseHeadersPolicyConfig"]!["SecurityHeadersConfig"]!.AsObject();
        headers.Select(each => each.Key).Should().BeEquivalentTo("ContentTypeOptions", "StrictTransportSecurity");
        Cfn.Text(Template.Properties("ChatDistribution")["DistributionConfig"]!["CacheBehaviors"]![0]!["ResponseHeadersPolicyId"]!).Should().Be("${ChatApiHeaders}");
    }

    [Fact]
    public void Behind_a_page_nobody_is_counted_by_CloudFronts_addresses() =>
        Template.Only("AWS::WAFv2::WebACL")["Rules"]!.ToJsonString().Should().NotContain("RateBasedStatement").And.NotContain("IpReputation").And.Contain("KnownBadInputs");

    [Fact]
    public void A_profile_of_another_geography_is_pointed_out() =>
        Template.Messages.Should().Contain(message => message.Contains("Use \"eu.amazon.nova-lite-v1:0\"") && message.Contains("[ack: LlmGateway:ProfileGeography:nova]"));

    [Fact]
    public void Access_logs_name_the_caller_and_the_providers_no_query()
    {
        foreach (var (id, stage) in Of("AWS::ApiGateway::Stage"))
            ((string)stage["Properties"]!["AccessLogSetting"]!["Format"]!).Should().Contain("$context.authorizer.principalId", id).And.NotContain("querystring");
        ((string)Template.Only("AWS::ApiGatewayV2::Stage")["AccessLogSettings"]!["Format"]!).Should().Contain("$context.authorizer.principalId");
    }

    [Fact]
    public void Mail_goes_by_SES() => ((string?)Template.Properties("AuthPool")["EmailConfiguration"]!["EmailSendingAccount"]).Should().Be("DEVELOPER");

    private static IEnumerable<KeyValuePair<string, JsonObject>> Of(string type) =>
        Template.Resources.Where(each => (string?)each.Value!["Type"] == type).Select(each => KeyValuePair.Create(each.Key, each.Value!.AsObject()));

    private static IReadOnlyList<string> Permissions(string policy) => Iam.Lines(Template.Properties(policy)["PolicyDocument"]!);

    private static IEnumerable<string?> Names(JsonNode? one) => one is JsonArray many ? many.Select(each => (string?)each) : [(string?)one];
}
