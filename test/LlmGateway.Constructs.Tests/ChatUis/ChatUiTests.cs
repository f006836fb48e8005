using System.Text.Json.Nodes;

namespace LlmGateway.Constructs.Tests.ChatUis;

/// <summary>A page over both gateways, with all defaults.</summary>
public sealed class ChatUiTests(ChatUiTests.Synthesized synthesized) : IClassFixture<ChatUiTests.Synthesized>
{
    public sealed class Synthesized
    {
        internal string Url { get; private set; } = "";

        internal StackTemplate Template { get; }

        public Synthesized() => Template = StackTemplate.Of(stack =>
        {
            var (_, rest, socket) = Pages.Gateways(stack, new ChatHistory(stack, "History"));
            Url = stack.Resolve(new ChatUi(stack, "Chat", new ChatUiProps { Rest = rest, WebSocket = socket }).Url).ToString()!;
        });
    }

    private StackTemplate Template => synthesized.Template;

    [Fact]
    public void The_bucket_is_closed_and_goes_with_the_stack()
    {
        var bucket = Template.Resource("ChatBucket");

        bucket["Properties"]!["PublicAccessBlockConfiguration"]!.AsObject().Select(each => each.Value!.GetValue<bool>()).Should().Equal(true, true, true, true);
        bucket["Properties"]!["BucketEncryption"]!.ToJsonString().Should().Contain("AES256");
        bucket["Properties"]!["OwnershipControls"]!.ToJsonString().Should().Contain("BucketOwnerEnforced");
        bucket["DeletionPolicy"]!.GetValue<string>().Should().Be("Delete");
        Template.Only("Custom::S3AutoDeleteObjects").Should().NotBeNull();
    }

    [Fact]
    public void CloudFront_alone_reads_it_and_only_over_TLS() => Iam.Lines(Template.Only("AWS::S3::BucketPolicy")["PolicyDocument"]!).Should().Equal(
        "Deny s3:* on ${ChatBucket.Arn}, ${ChatBucket.Arn}/* by AWS * when Bool aws:SecureTransport = false",
        "Deny s3:* on ${ChatBucket.Arn}, ${ChatBucket.Arn}/* by AWS * when NumericLessThan s3:TlsVersion = 1.2",
        "Allow s3:PutBucketPolicy, s3:GetBucket*, s3:List*, s3:DeleteObject* on ${ChatBucket.Arn}, ${ChatBucket.Arn}/* by AWS ${CustomS3AutoDeleteObjectsCustomResourceProviderRole.Arn}",
        "Allow s3:GetObject on ${ChatBucket.Arn}/* by Service cloudfront.amazonaws.com when StringEquals AWS:SourceArn = arn:${AWS::Partition}:cloudfront::${AWS::AccountId}:distribution/${ChatDistribution}");

    [Fact]
    public void The_distribution_is_as_fast_and_as_strict_as_CloudFront_can_be()
    {
        var distribution = Pages.DistributionOf(Template);

        distribution["HttpVersion"]!.GetValue<string>().Should().Be("http2and3");
        distribution["PriceClass"]!.GetValue<string>().Should().Be("PriceClass_All");
        distribution["ViewerCertificate"].Should().BeNull("without a domain CloudFront's own certificate serves");
        var page = distribution["DefaultCacheBehavior"]!;
        page["Compress"]!.GetValue<bool>().Should().BeTrue();
        page["ViewerProtocolPolicy"]!.GetValue<string>().Should().Be("redirect-to-https");
        page["AllowedMethods"]!.AsArray().Select(method => method!.GetValue<string>()).Should().Equal("GET", "HEAD");
        page["FunctionAssociations"]![0]!["EventType"]!.GetValue<string>().Should().Be("viewer-request");
        distribution["Origins"]![0]!["OriginAccessControlId"].Should().NotBeNull();
    }

    [Fact]
    public void The_rest_gateway_is_behind_the_same_origin_and_nothing_of_it_is_kept()
    {
        var distribution = Pages.DistributionOf(Template);
        var gateway = distribution["CacheBehaviors"]!.AsArray().Should().ContainSingle().Subject!;

        gateway["PathPattern"]!.GetValue<string>().Should().Be("/prod/*");
        gateway["CachePolicyId"]!.GetValue<string>().Should().Be("4135ea2d-6df8-44a3-9df3-4b5a84be39ad", "that is Managed-CachingDisabled");
        gateway["OriginRequestPolicyId"]!.GetValue<string>().Should().Be("b689b0a8-53d0-40ab-baf2-68738e2966ac", "that is Managed-AllViewerExceptHostHeader, which passes Authorization on");
        gateway["ViewerProtocolPolicy"]!.GetValue<string>().Should().Be("https-only");
        gateway["Compress"]!.GetValue<bool>().Should().BeFalse("pieces of an answer must not wait");
        var origin = distribution["Origins"]![1]!;
        Cfn.Text(origin["DomainName"]!).Should().Be("${RestApi}.execute-api.${AWS::Region}.${AWS::URLSuffix}");
        origin["CustomOriginConfig"]!["OriginReadTimeout"]!.GetValue<int>().Should().Be(60);
    }

    [Fact]
    public void The_content_security_policy_names_the_gateway_and_the_sign_in_and_nothing_inline()
    {
        var policy = Pages.PolicyOf(Template);

        policy.Should().Be("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
            + "connect-src 'self' wss://${SocketApi}.execute-api.${AWS::Region}.${AWS::URLSuffix} https://${AuthDomain}.auth.${AWS::Region}.amazoncognito.com; "
            + "font-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'");
    }

    [Fact]
    public void Every_other_header_of_a_careful_page_is_there()
    {
        var config = Template.Properties("ChatHeaders")["ResponseHeadersPolicyConfig"]!;

        var security = config["SecurityHeadersConfig"]!;
        security["StrictTransportSecurity"]!.ToJsonString().Should().Be("""{"AccessControlMaxAgeSec":31536000,"IncludeSubdomains":true,"Override":true}""");
        security["ContentTypeOptions"].Should().NotBeNull();
        security["FrameOptions"]!["FrameOption"]!.GetValue<string>().Should().Be("DENY");
        security["ReferrerPolicy"]!["ReferrerPolicy"]!.GetValue<string>().Should().Be("no-referrer");
        config["CustomHeadersConfig"]!["Items"]!.AsArray().Select(item => item!["Header"]!.GetValue<string>()).Should().Equal("Cross-Origin-Opener-Policy", "Cross-Origin-Resource-Policy", "Permissions-Policy");
    }

    [Fact]
    public void Hashed_files_are_kept_for_ever_and_the_page_is_asked_for_anew()
    {
        var deployments = Pages.DeploymentsOf(Template).Select(each => (CacheControl: each["SystemMetadata"]!["cache-control"]!.GetValue<string>(), Files: each)).ToList();

        deployments.Select(each => each.CacheControl).Should().Equal("public, max-age=31536000, immutable", "no-cache");
        deployments[0].Files["Include"]!.ToJsonString().Should().Be("""["assets/*"]""");
        deployments[0].Files["Prune"]!.GetValue<bool>().Should().BeFalse("pages that are open still ask for the files of their own build");
        deployments[1].Files["Exclude"]!.ToJsonString().Should().Be("""["assets/*"]""");
        Template.Resource("ChatPagesCustomResource")["DependsOn"]!.AsArray().Select(id => id!.GetValue<string>()).Should().Contain(id => id.StartsWith("ChatAssetsCustomResource"));
    }

    [Fact]
    public void The_page_is_told_where_to_talk_and_how_to_sign_in()
    {
        var config = Pages.ConfigOf(Template);

        config.ToJsonString(new System.Text.Json.JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }).Should().Be(
            """{"version":1,"title":"Chat","colors":{},"prompts":[],"webSocketUrl":"wss://${SocketApi}.execute-api.${AWS::Region}.${AWS::URLSuffix}/prod","restUrl":"/prod","auth":{"type":"cognito","domain":"https://${AuthDomain}.auth.${AWS::Region}.amazoncognito.com","clientId":"${AuthBrowser}","issuer":"https://cognito-idp.${AWS::Region}.${AWS::URLSuffix}/${AuthPool}","token":"access"},"defaults":{},"features":{"history":true,"attachments":true,"scope":true}}""");
    }

    [Fact]
    public void The_browser_client_lets_people_come_back_to_the_page()
    {
        var client = Template.Properties("AuthBrowser");

        Cfn.Text(client["CallbackURLs"]![0]!).Should().Be("https://${ChatDistribution.DomainName}/");
        Cfn.Text(client["LogoutURLs"]![0]!).Should().Be("https://${ChatDistribution.DomainName}/");
        client["AllowedOAuthFlows"]!.ToJsonString().Should().Be("""["code"]""");
        client["AllowedOAuthScopes"]!.ToJsonString().Should().Be("""["openid","email","profile"]""");
        client["AllowedOAuthFlowsUserPoolClient"]!.GetValue<bool>().Should().BeTrue();
        client["GenerateSecret"]!.GetValue<bool>().Should().BeFalse();
    }

    [Theory]
    [InlineData("/", "/index.html")]
    [InlineData("/c/01J8ZQ", "/index.html")]
    [InlineData("/v1.2/c", "/index.html")]
    [InlineData("/config.json", "/config.json")]
    [InlineData("/assets/index-a1b2.js", "/assets/index-a1b2.js")]
    public async Task Places_inside_the_page_are_served_by_it_and_files_are_not(string asked, string served)
    {
        var code = Template.Only("AWS::CloudFront::Function")["FunctionCode"]!.GetValue<string>();
        var script = $"{code}\nprocess.stdout.write(handler({{ request: {{ uri: process.argv[1] }} }}).uri)";
        using var node = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("node", ["-e", script, asked]) { RedirectStandardOutput = true })!;

        (await node.StandardOutput.ReadToEndAsync()).Should().Be(served);
    }

    [Fact]
    public async Task AWSs_own_schema_has_nothing_against_it()
    {
        var check = await LlmGateway.Testing.NodeModules.RunAsync("schema-check.mjs", [Template.File]);
        (check.StandardOutput + check.StandardError).Should().BeEmpty("there is no cycle either, though each of page, client and gateway names another");
    }
}
