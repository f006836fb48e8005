using System.Text.Json.Nodes;
using Amazon.CDK;
using Amazon.CDK.AWS.CertificateManager;
using Amazon.CDK.AWS.Cognito;
using Amazon.CDK.AWS.Route53;
using Amazon.CDK.AWS.SecretsManager;

namespace LlmGateway.Constructs.Tests.SignIn;

public sealed class CognitoAuthTests
{
    [Fact]
    public void The_pool_is_closed_strict_and_protected()
    {
        var pool = StackTemplate.Of(stack => _ = new CognitoAuth(stack, "Auth")).Only("AWS::Cognito::UserPool");

        pool["AdminCreateUserConfig"]!["AllowAdminCreateUserOnly"]!.GetValue<bool>().Should().BeTrue();
        pool["Policies"]!["PasswordPolicy"]!["MinimumLength"]!.GetValue<int>().Should().Be(12);
        pool["DeletionProtection"]!.GetValue<string>().Should().Be("ACTIVE");
        pool["MfaConfiguration"]!.GetValue<string>().Should().Be("OPTIONAL");
        pool["UserPoolTier"]!.GetValue<string>().Should().Be("ESSENTIALS");
        pool["UserPoolAddOns"].Should().BeNull();
    }

    [Fact]
    public void The_plan_with_threat_protection_enforces_it() =>
        StackTemplate.Of(stack => _ = new CognitoAuth(stack, "Auth", new CognitoAuthProps { Plan = FeaturePlan.Plus })).Only("AWS::Cognito::UserPool")
            ["UserPoolAddOns"]!["AdvancedSecurityMode"]!.GetValue<string>().Should().Be("ENFORCED");

    [Fact]
    public void Pages_have_codes_without_secret_and_no_scope_that_changes_users()
    {
        var clients = StackTemplate.Of(stack => _ = new CognitoAuth(stack, "Auth", new CognitoAuthProps { Browser = new BrowserClient { CallbackUrls = ["https://chat.example.com/"] } })).All("AWS::Cognito::UserPoolClient");

        clients.Should().HaveCount(2).And.AllSatisfy(client =>
        {
            client["GenerateSecret"]!.GetValue<bool>().Should().BeFalse();
            client["AllowedOAuthFlows"]!.AsArray().Select(flow => flow!.GetValue<string>()).Should().Equal("code");
            client["AllowedOAuthScopes"]!.AsArray().Select(scope => scope!.GetValue<string>()).Should().Equal("openid", "email", "profile");
            client["PreventUserExistenceErrors"]!.GetValue<string>().Should().Be("ENABLED");
        });
    }

    [Fact]
    public void Programs_have_credentials_of_their_own_and_one_scope()
    {
        var client = StackTemplate.Of(stack => new CognitoAuth(stack, "Auth", new CognitoAuthProps { ToolLogin = false }).AddMachineClient("batch")).All("AWS::Cognito::UserPoolClient")
            .Single(each => each["GenerateSecret"]!.GetValue<bool>());

        client["AllowedOAuthFlows"]!.AsArray().Select(flow => flow!.GetValue<string>()).Should().Equal("client_credentials");
        Cfn.Text(client["AllowedOAuthScopes"]![0]!).Should().EndWith("/invoke");
    }

    [Fact]
    public void A_client_that_is_added_later_counts_too()
    {
        var template = StackTemplate.Of(stack =>
        {
            var auth = new CognitoAuth(stack, "Auth");
            _ = new LlmRestGateway(stack, "Gateway", Fakes.Props with { Authorization = GatewayAuthorization.Cognito(auth) });
            auth.AddMachineClient("batch");
        });

        Authorizer(template)["clients"]!.AsArray().Should().HaveCount(3);
    }

    [Fact]
    public void Groups_are_made_the_administrators_among_them() =>
        StackTemplate.Of(stack => _ = new CognitoAuth(stack, "Auth", new CognitoAuthProps { Groups = ["engineers"], AdminGroup = "bosses" })).All("AWS::Cognito::UserPoolGroup")
            .Select(group => group["GroupName"]!.GetValue<string>()).Should().Equal("engineers", "bosses");

    [Fact]
    public void Both_gateways_ask_the_same_function()
    {
        var template = StackTemplate.Of(stack =>
        {
            var authorization = GatewayAuthorization.Cognito(new CognitoAuth(stack, "Auth", new CognitoAuthProps { CacheTtl = Duration.Seconds(30) }));
            _ = new LlmRestGateway(stack, "Rest", Fakes.Props with { Authorization = authorization });
            _ = new LlmWebSocketGateway(stack, "Socket", new LlmWebSocketGatewayProps { Models = Fakes.Props.Models, Authorization = authorization });
        });

        var rest = template.Only("AWS::ApiGateway::Authorizer");
        rest["IdentitySource"]!.GetValue<string>().Should().Be("method.request.header.Authorization");
        rest["AuthorizerResultTtlInSeconds"]!.GetValue<int>().Should().Be(30);
        template.All("AWS::ApiGateway::Method").Where(method => method["HttpMethod"]!.GetValue<string>() != "OPTIONS").Select(method => method["AuthorizationType"]!.GetValue<string>())
            .Should().ContainSingle(type => type == "NONE", "that is /health").And.OnlyContain(type => type == "CUSTOM" || type == "NONE");
        var socket = template.Only("AWS::ApiGatewayV2::Authorizer");
        socket["IdentitySource"].Should().BeNull("the token may be in any of three places");
        template.All("AWS::ApiGatewayV2::Route").Single(route => route["RouteKey"]!.GetValue<string>() == "$connect")["AuthorizationType"]!.GetValue<string>().Should().Be("CUSTOM");
        Cfn.Text(socket["AuthorizerUri"]!).Should().Contain("AuthAuthorizer");
        Cfn.Text(rest["AuthorizerUri"]!).Should().Contain("AuthAuthorizer");
    }

    [Fact]
    public void Keys_go_beside_tokens()
    {
        var template = StackTemplate.OfGateway(stack => Fakes.Props with { Authorization = GatewayAuthorization.Cognito(new CognitoAuth(stack, "Auth")).WithApiKey() });

        template.All("AWS::ApiGateway::Method").Should().Contain(method => method["AuthorizationType"]!.GetValue<string>() == "CUSTOM" && method["ApiKeyRequired"]!.GetValue<bool>());
        template.All("AWS::ApiGateway::UsagePlan").Should().ContainSingle();
    }

    [Fact]
    public void Keys_do_not_go_beside_keys()
    {
        var doubled = () => GatewayAuthorization.ApiKey().WithApiKey();
        doubled.Should().Throw<InvalidOperationException>();
    }

    [Fact]
    public void Rules_of_groups_and_programs_are_written()
    {
        var template = StackTemplate.OfGateway(stack =>
        {
            var auth = new CognitoAuth(stack, "Auth");
            return Fakes.Props with
            {
                Authorization = GatewayAuthorization.Cognito(auth),
                Access = [ModelAccess.ForGroup("admins", "nova-lite"), ModelAccess.ForMachineClient(auth.AddMachineClient("batch"), "nova-lite")],
            };
        });

        template.Config.Should().Contain("""{"group":"admins","models":["nova-lite"]}""").And.Contain("\"subject\":\"client:$");
    }

    [Fact]
    public void Rules_of_groups_need_tokens()
    {
        var wrong = () => StackTemplate.OfGateway(_ => Fakes.Props with { Access = [ModelAccess.ForGroup("admins", "nova-lite")] });
        wrong.Should().Throw<InvalidPropsException>().WithMessage("*the group 'admins', whom only tokens of Cognito tell*");
    }

    [Fact]
    public void A_pool_that_exists_is_used_as_it_is()
    {
        var template = StackTemplate.OfGateway(stack => Fakes.Props with
        {
            Authorization = GatewayAuthorization.Cognito(CognitoAuth.FromUserPool(stack, "Auth", UserPool.FromUserPoolId(stack, "Pool", "eu-west-1_abc"), [UserPoolClient.FromUserPoolClientId(stack, "Client", "client-1")], tokenUse: TokenUse.Id)),
        });

        template.All("AWS::Cognito::UserPool").Should().BeEmpty();
        Authorizer(template).ToJsonString().Should().Be("""{"pool":"eu-west-1_abc","clients":["client-1"],"use":"id","adminGroup":"admins"}""");
    }

    [Fact]
    public void The_authorizer_is_told_where_tokens_name_a_tenant()
    {
        Authorizer(Template(TenantSource.Claim("custom:tenant"))).ToJsonString().Should().EndWith(""","adminGroup":"admins","tenantClaim":"custom:tenant"}""");
        Authorizer(Template(TenantSource.Group("tenant-"))).ToJsonString().Should().EndWith(""","adminGroup":"admins","tenantGroupPrefix":"tenant-"}""");
        var wrong = () => StackTemplate.Of(stack => _ = new CognitoAuth(stack, "Auth", new CognitoAuthProps { Tenant = TenantSource.Group(" ") }));
        wrong.Should().Throw<InvalidPropsException>().WithMessage("*Tenant names nothing. Name a claim, or what the groups' names begin with.*");

        static StackTemplate Template(TenantSource tenant) => StackTemplate.OfGateway(stack => Fakes.Props with
        {
            Authorization = GatewayAuthorization.Cognito(new CognitoAuth(stack, "Auth", new CognitoAuthProps { Tenant = tenant })),
        });
    }

    [Fact]
    public void A_domain_of_ones_own_has_its_record()
    {
        var template = StackTemplate.Of(stack => _ = new CognitoAuth(stack, "Auth", new CognitoAuthProps
        {
            Domain = SignInDomain.Custom("login.example.com", Certificate.FromCertificateArn(stack, "Cert", "arn:aws:acm:us-east-1:111122223333:certificate/x"),
                HostedZone.FromHostedZoneAttributes(stack, "Zone", new HostedZoneAttributes { HostedZoneId = "Z1", ZoneName = "example.com" })),
        }));

        template.Only("AWS::Cognito::UserPoolDomain")["Domain"]!.GetValue<string>().Should().Be("login.example.com");
        template.Only("AWS::Route53::RecordSet")["Name"]!.GetValue<string>().Should().Be("login.example.com.");
    }

    [Fact]
    public void Mistakes_are_told_at_once()
    {
        var wrong = () => StackTemplate.Of(stack => _ = new CognitoSamlAuth(stack, "Auth", new CognitoSamlAuthProps
        {
            Domain = SignInDomain.Prefix("my-AWS-chat"),
            Browser = new BrowserClient { CallbackUrls = ["http://chat.example.com/"] },
            CacheTtl = Duration.Minutes(10),
            Groups = ["admins"],
            Providers = [new SamlProvider { Name = "_x" }, new SamlProvider { MetadataUrl = "http://idp.example.com/" }],
        }));

        wrong.Should().Throw<InvalidPropsException>().Which.Mistakes.Should().HaveCount(8);
    }

    [Fact]
    public void GitHub_lets_nobody_in_unsaid()
    {
        var wrong = () => StackTemplate.Of(stack => new CognitoAuth(stack, "Auth").AddGitHub("id", new Secret(stack, "Secret"), GitHubAllow.Users()));
        wrong.Should().Throw<InvalidPropsException>().WithMessage("*lets nobody in*");
    }

    [Fact]
    public void A_providers_secret_stands_in_no_template()
    {
        var template = StackTemplate.Of(stack => new CognitoAuth(stack, "Auth").AddOidc(new OidcProvider { Name = "Okta", IssuerUrl = "https://idp.example.com", ClientId = "id", ClientSecret = Secret.FromSecretNameV2(stack, "S", "okta") }));

        Cfn.Text(template.Only("AWS::Cognito::UserPoolIdentityProvider")["ProviderDetails"]!["client_secret"]!).Should().StartWith("{{resolve:secretsmanager:");
        template.All("AWS::Cognito::UserPoolClient").Should().AllSatisfy(client => client["SupportedIdentityProviders"]!.AsArray().Select(each => each!.GetValue<string>()).Should().Equal("COGNITO", "Okta"));
    }

    private static JsonNode Authorizer(StackTemplate template) => JsonNode.Parse(Cfn.Text(template.All("AWS::Lambda::Function")
        .Select(function => function["Environment"]?["Variables"]?["LLM_GATEWAY_AUTHORIZER"]).OfType<JsonNode>().Single()))!;
}
