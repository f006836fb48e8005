using Amazon.CDK;
using EnterpriseChat;

namespace LlmGateway.Constructs.Tests.Examples;

/// <summary>The settings of the AWS LLM Gateway sample, pasted from its READMEs, and everything its deployments read.</summary>
public sealed class SampleSettingsTests
{
    // Of the README's first version, with its slip.
    private const string First = """
        API_GATEWAY_TYPE="rest"          # "rest" or "websocket"
        API_GATEWAY_USE_API_KEY="true"   # "true" or "false"
        API_GATEWAY_USE_IAM_AUTH="true"  # "true" or "false"
        DEFAULT_MAX_TOKENS="4096"
        DEFAULT_TEMP="4096"
        ECR_REST_REPOSITORY="llm-gateway-rest"
        ECR_WEBSOCKET_REPOSITORY="llm-gateway-ws"
        REGION_ID="us-east-1"
        # OPENSEARCH_DOMAIN_ENDPOINT=""  # Optional
        """;

    private const string Second = """
        API_GATEWAY_TYPE="websocket"          # "rest" or "websocket"
        API_GATEWAY_USE_API_KEY="true"   # "true" or "false"
        API_GATEWAY_USE_IAM_AUTH="true"  # "true" or "false"
        DEFAULT_MAX_TOKENS="4096"
        DEFAULT_TEMP="0.0"
        ECR_WEBSOCKET_REPOSITORY="llm-gateway-ws"
        API_KEY=""
        # OPENSEARCH_DOMAIN_ENDPOINT=""  # Optional
        """;

    [Fact]
    public void The_first_block_deploys_a_REST_api_that_wants_a_signature_and_a_key()
    {
        var (settings, template) = Synthesize(First);
        template.Methods["POST /v1/prompt"]["AuthorizationType"]!.ToString().Should().Be("AWS_IAM");
        ((bool)template.Methods["POST /v1/prompt"]["ApiKeyRequired"]!).Should().BeTrue();
        settings.Environment!.Region.Should().Be("us-east-1");
        settings.Notes.Should().HaveCount(3).And.Contain(note => note.StartsWith("ECR_REST_REPOSITORY has no effect: ", StringComparison.Ordinal)).And.Contain("DEFAULT_TEMP is 4096, which is no temperature: 0.0 is used.");
    }

    [Fact]
    public void The_second_block_deploys_a_WebSocket_api_also_with_the_line_ends_of_Windows()
    {
        var (settings, template) = Synthesize(Second.ReplaceLineEndings("\r\n"));
        template.All("AWS::ApiGatewayV2::Route").Single(route => (string?)route["RouteKey"] == "$connect")["AuthorizationType"]!.ToString().Should().Be("AWS_IAM");
        template.All("AWS::ApiGateway::ApiKey").Should().ContainSingle();
        settings.HasOpenAi.Should().BeFalse();
    }

    [Fact]
    public void Everything_of_the_later_version_is_acted_on_or_said()
    {
        var (settings, template) = Synthesize("""
            export API_GATEWAY_TYPE=rest
            REGION_ID='eu-central-1'
            MODEL_ID=eu.amazon.nova-pro-v1:0
            LLM_GATEWAY_DOMAIN_NAME=llm.example.com
            LLM_GATEWAY_CERT_ARN=arn:aws:acm:eu-central-1:111122223333:certificate/abc
            LLM_GATEWAY_IS_PUBLIC=true
            OPENAI_API_KEY=sk
            ANTHROPIC_API_KEY=sk
            OPENSEARCH_DOMAIN_ENDPOINT=https://search-outages-abcdefghijklmnop.eu-central-1.es.amazonaws.com
            OPENSEARCH_INDEX=outages
            SERVERLESS_API=true
            ECR_LLM_GATEWAY_REPOSITORY=a
            ECR_API_KEY_REPOSITORY=a
            ECR_QUOTA_REPOSITORY=a
            ECR_MODEL_ACCESS_REPOSITORY=a
            ECR_STREAMLIT_REPOSITORY=a
            GOOGLE_API_KEY=a
            AZURE_OPENAI_ENDPOINT=https://x
            AZURE_OPENAI_API_KEY=a
            AZURE_OPENAI_API_VERSION=a
            DEBUG=false
            DEFAULT_QUOTA_FREQUENCY=weekly
            DEFAULT_QUOTA_DOLLARS=10
            ADMIN_LIST=a@example.com
            DEFAULT_MODEL_ACCESS=a
            """);

        template.All("AWS::ApiGateway::DomainName").Should().ContainSingle();
        template.Config.Should().ContainAll("eu.amazon.nova-pro-v1:0", "eu.anthropic.claude-haiku-4-5", "gpt-4o-mini", "claude-haiku-anthropic", "search-outages-abcdefghijklmnop.eu-central-1.es.amazonaws.com");
        template.HandlerPermissions.Should().Contain(line => line.Contains("domain/outages/outages"));
        settings.Notes.Should().HaveCount(11);
        foreach (var name in new[] { "DEFAULT_QUOTA_FREQUENCY", "DEFAULT_QUOTA_DOLLARS", "ADMIN_LIST", "DEFAULT_MODEL_ACCESS" })
            template.Messages.Should().Contain(message => message.Contains($"[ack: LlmGateway:NotEnforcedYet:{name}]"));
        template.Messages.Should().NotContain(message => message.Contains("ProfileGeography"));
    }

    [Theory]
    [InlineData("A='x # y' # z", "A", "x # y")]
    [InlineData("\texport  A = x#y\r", "A", "x#y")]
    [InlineData("A=\"say \\\"x\\\"\"", "A", "say \"x\"")]
    [InlineData("A=  # nothing", "A", "")]
    [InlineData("A=a=b", "A", "a=b")]
    [InlineData("A=\"x\"'y'", "A", "xy")]
    public void Lines_are_read_as_a_shell_reads_them(string line, string name, string value) => SettingsFile.ReadLine(line).Should().Be((name, value));

    [Theory]
    [InlineData("API_KEY=\"sk", ".env:1: the quote \" is not closed.")]
    [InlineData("LLM_GATEWAY_IS_PUBLIC=false", "GatewayEndpoint.Private")]
    [InlineData("LLM_GATEWAY_DOMAIN_NAME=x.example.com", "LLM_GATEWAY_CERT_ARN belong together")]
    [InlineData("OPENSEARCH_DOMAIN_ENDPOINT=example.com", "OPENSEARCH_INDEX is not")]
    public void What_can_not_be_is_named(string line, string message)
    {
        var reading = () => Settings.Parse([line], ".env", _ => null);
        reading.Should().Throw<SettingsException>().WithMessage($"*{message}*");
    }

    private static (Settings Settings, StackTemplate Template) Synthesize(string file)
    {
        var settings = Settings.Parse(file.Split('\n'), ".env", _ => null);
        var app = new App(new AppProps { Outdir = Directory.CreateTempSubdirectory("enterprisechat-").FullName, AnalyticsReporting = false });
        return (settings, StackTemplate.Of(app, new EnterpriseChatStack(app, "EnterpriseChat", settings, new StackProps { Env = settings.Environment })));
    }
}
