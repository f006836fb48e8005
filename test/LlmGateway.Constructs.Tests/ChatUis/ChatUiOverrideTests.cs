using System.Text.Json.Nodes;
using Amazon.CDK;
using Amazon.CDK.AWS.CloudFront;
using Amazon.CDK.AWS.CloudFront.Origins;
using Amazon.CDK.AWS.Cognito;
using Amazon.CDK.AWS.Route53;
using Amazon.CDK.AWS.S3;

namespace LlmGateway.Constructs.Tests.ChatUis;

public sealed class ChatUiOverrideTests
{
    [Fact]
    public void A_domain_of_ones_own_has_its_certificate_records_and_TLS_1_2()
    {
        var template = StackTemplate.Of(stack =>
        {
            var (_, rest, _) = Pages.Gateways(stack);
            var zone = HostedZone.FromHostedZoneAttributes(stack, "Zone", new HostedZoneAttributes { HostedZoneId = "Z1", ZoneName = "example.com" });
            _ = new ChatUi(stack, "Chat", new ChatUiProps { Rest = rest, Domain = new ChatUiDomain { Name = "chat.example.com", Certificate = Pages.CertificateIn(stack, "us-east-1"), HostedZone = zone } });
        }, "eu-west-1");

        var distribution = Pages.DistributionOf(template);
        distribution["Aliases"]!.ToJsonString().Should().Be("""["chat.example.com"]""");
        distribution["ViewerCertificate"]!["MinimumProtocolVersion"]!.GetValue<string>().Should().Be("TLSv1.2_2021");
        distribution["ViewerCertificate"]!["AcmCertificateArn"]!.GetValue<string>().Should().Be("arn:aws:acm:us-east-1:111122223333:certificate/abc");
        template.All("AWS::Route53::RecordSet").Select(record => $"{record["Type"]} {record["Name"]}").Should().BeEquivalentTo("A chat.example.com.", "AAAA chat.example.com.");
        template.Properties("AuthBrowser")["CallbackURLs"]!.ToJsonString().Should().Be("""["https://chat.example.com/"]""");
        template.Properties("AuthBrowser")["LogoutURLs"]!.ToJsonString().Should().Be("""["https://chat.example.com/"]""");
    }

    [Fact]
    public void Looks_defaults_and_features_reach_the_page()
    {
        var template = StackTemplate.Of(stack => _ = new ChatUi(stack, "Chat", new ChatUiProps
        {
            Rest = Pages.Keyed(stack),
            Branding = new ChatBranding { Title = "Acme", LogoUrl = "https://static.example.com/logo.svg", Accent = "#0f6cbd", AccentDark = "#6cb8f6", Prompts = ["Why?"], Footer = "Be kind." },
            Defaults = new ChatDefaults { Model = "nova-lite", Temperature = 0.5, MaxTokens = 100 },
            Features = new ChatUiFeatures { Attachments = false, Scope = false },
        }));

        Pages.ConfigOf(template).ToJsonString().Should().Be(
            """{"version":1,"title":"Acme","logo":"https://static.example.com/logo.svg","colors":{"accent":"#0f6cbd","accentDark":"#6cb8f6"},"prompts":["Why?"],"footer":"Be kind.","restUrl":"/prod","auth":{"type":"apiKey"},"defaults":{"model":"nova-lite","temperature":0.5,"maxTokens":100},"features":{"history":false,"attachments":false,"scope":false}}""");
        Pages.PolicyOf(template).Should().Contain("img-src 'self' data: blob: https://static.example.com;").And.Contain("connect-src 'self';", "with keys there is nobody to talk to but the page's own origin");
    }

    [Fact]
    public void A_prompt_may_name_the_scope_that_it_is_asked_in()
    {
        var template = StackTemplate.Of(stack => _ = new ChatUi(stack, "Chat", new ChatUiProps
        {
            Rest = Pages.Keyed(stack), Branding = new ChatBranding { Prompts = ["Why?", new ChatPrompt("What happened?") { Scope = "node-42" }] },
        }));

        Pages.ConfigOf(template)["prompts"]!.ToJsonString().Should().Be("""["Why?",{"text":"What happened?","scope":"node-42"}]""");
    }

    [Fact]
    public void Price_class_web_acl_and_access_logs_are_the_users_choice()
    {
        const string acl = "arn:aws:wafv2:us-east-1:111122223333:global/webacl/a/b";
        var template = StackTemplate.Of(stack => _ = new ChatUi(stack, "Chat", new ChatUiProps
        {
            Rest = Pages.Keyed(stack),
            Delivery = new ChatUiDelivery
            {
                PriceClass = PriceClass.PRICE_CLASS_100,
                WebAclArn = acl,
                AccessLogs = new Bucket(stack, "Logs", new BucketProps { ObjectOwnership = ObjectOwnership.OBJECT_WRITER }),
                ConfigureBucket = bucket => bucket.RemovalPolicy = RemovalPolicy.RETAIN,
                ConfigureDistribution = distribution =>
                {
                    distribution.GeoRestriction = GeoRestriction.Allowlist("NO");
                    distribution.AdditionalBehaviors!["/docs/*"] = new BehaviorOptions { Origin = new HttpOrigin("docs.example.com") };
                },
            },
        }));

        var distribution = Pages.DistributionOf(template);
        distribution["PriceClass"]!.GetValue<string>().Should().Be("PriceClass_100");
        distribution["WebACLId"]!.GetValue<string>().Should().Be(acl);
        distribution["Logging"]!["Bucket"].Should().NotBeNull();
        distribution["Restrictions"]!.ToJsonString().Should().Contain("NO");
        distribution["CacheBehaviors"]!.AsArray().Select(behavior => behavior!["PathPattern"]!.GetValue<string>()).Should().Equal("/prod/*", "/docs/*");
        template.Resource("ChatBucket")["DeletionPolicy"]!.GetValue<string>().Should().Be("Retain");
        template.All("Custom::S3AutoDeleteObjects").Should().BeEmpty("what is to stay is not emptied");
    }

    [Fact]
    public void A_pool_that_was_made_elsewhere_brings_its_own_client()
    {
        var template = StackTemplate.Of(stack =>
        {
            var client = UserPoolClient.FromUserPoolClientId(stack, "Client", "client1");
            var auth = CognitoAuth.FromUserPool(stack, "Auth", UserPool.FromUserPoolId(stack, "Pool", "eu-west-1_abc"), [client]);
            var socket = new LlmWebSocketGateway(stack, "Socket", new LlmWebSocketGatewayProps { Models = [Fakes.Nova], Authorization = GatewayAuthorization.Cognito(auth) });
            _ = new ChatUi(stack, "Chat", new ChatUiProps { WebSocket = socket, SignIn = new ChatSignIn { Client = client, DomainUrl = "https://login.example.com" } });
        });

        var config = Pages.ConfigOf(template);
        config["auth"]!["clientId"]!.GetValue<string>().Should().Be("client1");
        config["auth"]!["domain"]!.GetValue<string>().Should().Be("https://login.example.com");
        config["restUrl"].Should().BeNull();
        Pages.PolicyOf(template).Should().Contain(" https://login.example.com;");
        Pages.DistributionOf(template)["CacheBehaviors"].Should().BeNull("there is no REST gateway to pass on to");
    }

    [Fact]
    public void A_callback_of_the_users_own_stays_beside_the_pages()
    {
        var template = StackTemplate.Of(stack =>
        {
            var (auth, rest, _) = Pages.Gateways(stack, props: new CognitoAuthProps { Browser = new BrowserClient { CallbackUrls = ["http://localhost:5173/"] } });
            _ = new ChatUi(stack, "Chat", new ChatUiProps { Rest = rest });
            auth.SignInUrl.Should().Contain("localhost");
        });

        template.Properties("AuthBrowser")["CallbackURLs"]!.AsArray().Select(url => Cfn.Text(url!)).Should().Equal("http://localhost:5173/", "https://${ChatDistribution.DomainName}/");
    }

    [Fact]
    public void Everything_wrong_is_said_at_once()
    {
        var building = () => StackTemplate.Of(stack => _ = new ChatUi(stack, "Chat", new ChatUiProps
        {
            Rest = new LlmRestGateway(stack, "Rest", Fakes.Props),
            WebSocket = new LlmWebSocketGateway(stack, "Socket", new LlmWebSocketGatewayProps { Models = [Fakes.Nova], Authorization = GatewayAuthorization.ApiKey() }),
            SignIn = new ChatSignIn { Client = null!, DomainUrl = "login.example.com" },
            Domain = new ChatUiDomain { Name = "no domain", Certificate = Pages.CertificateIn(stack, "eu-west-1") },
            Branding = new ChatBranding { Title = " ", LogoUrl = "http://x/logo.svg", Accent = "blue", AccentDark = "#12", Prompts = ["", new ChatPrompt("Why?") { Scope = " " }] },
            Defaults = new ChatDefaults { Model = "gpt", Temperature = 2, MaxTokens = 0 },
            Features = new ChatUiFeatures { Scope = false },
            Delivery = new ChatUiDelivery { WebAclArn = "arn:aws:wafv2:eu-west-1:1:regional/webacl/a/b" },
        }));

        building.Should().Throw<InvalidPropsException>().Which.Mistakes.Should().Equal(
            "Rest takes requests that are signed with AWS credentials, which a browser has not. Give it Authorization = GatewayAuthorization.Cognito(auth).",
            "WebSocket takes API keys, which a browser can't send with a WebSocket. Give it Authorization = GatewayAuthorization.Cognito(auth), or leave it out: answers stream over REST.",
            "WebSocket lets other people in than Rest. Give both the same Authorization.",
            "Branding.Title is empty. Give the page a name, or leave it out.",
            "Branding.LogoUrl is 'http://x/logo.svg'. Use an address that begins with https://.",
            "Branding.Accent is 'blue'. Use #rrggbb, such as \"#0f6cbd\".",
            "Branding.AccentDark is '#12'. Use #rrggbb, such as \"#0f6cbd\".",
            "Branding.Prompts has an empty one. Leave it out.",
            "Branding.Prompts has one with an empty scope. Name a scope, such as \"node-42\", or leave it out.",
            "Defaults.Model is 'gpt', which the gateway does not offer. Use one of nova-lite.",
            "Defaults.Temperature is 2. Use 0 to 1.",
            "Defaults.MaxTokens is 0. Use 1 or more.",
            "Branding.Prompts name a scope, which this page does not send. Leave out Features.Scope = false.",
            "SignIn.Client is null. Give the page's app client.",
            "SignIn.DomainUrl is 'login.example.com'. Use https://HOST, without a slash at its end.",
            "SignIn is for gateways that know their callers by Cognito. Leave it out.",
            "Domain.Name 'no domain' is no domain name. Use one such as \"chat.example.com\".",
            "Domain.Certificate is in eu-west-1. Request it in us-east-1: certificates of another region can't be used there.",
            "Delivery.WebAclArn 'arn:aws:wafv2:eu-west-1:1:regional/webacl/a/b' is no ARN of a web ACL for CloudFront. Use arn:aws:wafv2:us-east-1:ACCOUNT:global/webacl/NAME/ID.");
    }

    [Fact]
    public void A_page_without_a_gateway_has_nobody_to_talk_to() => Building(_ => new ChatUiProps()).Should().Throw<InvalidPropsException>().WithMessage("*Rest is null, and so is WebSocket*");

    [Fact]
    public void Two_stacks_can_not_wait_for_each_other()
    {
        var building = () =>
        {
            var app = new App();
            var (_, rest, _) = Pages.Gateways(new Stack(app, "Gateways"));
            _ = new ChatUi(new Stack(app, "Page"), "Chat", new ChatUiProps { Rest = rest });
        };

        building.Should().Throw<InvalidPropsException>().WithMessage("*Domain is null, and Gateways/Auth is in another stack*");
    }

    [Fact]
    public void What_the_page_lives_by_can_not_be_changed()
    {
        Building(stack => new ChatUiProps { Rest = Pages.Keyed(stack), Delivery = new ChatUiDelivery { ConfigureBucket = bucket => bucket.BlockPublicAccess = BlockPublicAccess.BLOCK_ACLS } })
            .Should().Throw<InvalidPropsException>().WithMessage("*Delivery.ConfigureBucket opens the bucket to others*");
        Building(stack => new ChatUiProps { Rest = Pages.Keyed(stack), Delivery = new ChatUiDelivery { ConfigureDistribution = distribution => { distribution.AdditionalBehaviors = null; distribution.MinimumProtocolVersion = SecurityPolicyProtocol.TLS_V1; } } })
            .Should().Throw<InvalidPropsException>().WithMessage("*changes AdditionalBehaviors*changes MinimumProtocolVersion*");
    }

    private static Action Building(Func<Stack, ChatUiProps> props) => () => StackTemplate.Of(stack => _ = new ChatUi(stack, "Chat", props(stack)));
}
