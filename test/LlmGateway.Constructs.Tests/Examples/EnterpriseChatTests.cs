using System.Text.Json.Nodes;
using Amazon.CDK;
using LlmGateway.Constructs.Testing;
using EnterpriseChat;

namespace LlmGateway.Constructs.Tests.Examples;

/// <summary>The template of a company's gateway with every way to sign in: read it as a diff in review.</summary>
public sealed class EnterpriseChatTests(EnterpriseChatTests.Synthesized synthesized) : IClassFixture<EnterpriseChatTests.Synthesized>
{
    public sealed class Synthesized
    {
        private static readonly string[] Lines =
        [
            "API_GATEWAY_TYPE=websocket", "COGNTIO_DOMAIN_PREFIX=acme-llm", "UI_DOMAIN_NAME=chat.example.com", "METADATA_URL_COPIED_FROM_AZURE_AD=https://login.example.com/metadata.xml",
            "UI_CERT_ARN=arn:aws:acm:us-east-1:111122223333:certificate/abc", "ADMIN_GROUP_ID=0b1c", "GIT_HUB_CLIENT_ID=gh", "GIT_HUB_ALLOW=org:acme,team:acme/platform,user:octocat", "API_KEY=sk",
        ];

        internal StackTemplate Template { get; } = Synthesize();

        internal static StackTemplate Synthesize()
        {
            var app = new App(new AppProps { Outdir = Directory.CreateTempSubdirectory("enterprisechat-").FullName, AnalyticsReporting = false, Context = Context() });
            return StackTemplate.Of(app, new EnterpriseChatStack(app, "EnterpriseChat", Settings.Parse(Lines, ".env", _ => null)));
        }

        // As the CDK's command line would pass it on.
        private static Dictionary<string, object> Context() =>
            JsonNode.Parse(File.ReadAllText(Path.Combine(LlmGateway.Testing.Repository.Root, "examples", "EnterpriseChat", "cdk.json")))!["context"]!.AsObject()
                .ToDictionary(entry => entry.Key, entry => (object)entry.Value!.GetValue<bool>());
    }

    [Fact]
    public void Is_as_accepted() => TemplateSnapshot.OfJson(synthesized.Template.Text).ShouldMatch("Snapshots/EnterpriseChat.template.json");

    [Fact]
    public void Is_the_same_every_time() => Synthesized.Synthesize().Text.Should().Be(synthesized.Template.Text);

    [Fact]
    public async Task AWSs_own_schema_has_nothing_against_it()
    {
        var check = await LlmGateway.Testing.NodeModules.RunAsync("schema-check.mjs", [synthesized.Template.File]);
        (check.StandardOutput + check.StandardError).Should().BeEmpty();
    }

    [Fact]
    public async Task Cdk_nag_has_nothing_against_it()
    {
        var check = await LlmGateway.Testing.NodeModules.RunAsync("nag.mjs", [synthesized.Template.File]);
        (check.StandardOutput + check.StandardError).Should().BeEmpty();
    }

    [Theory]
    [InlineData("API_GATEWAY_TYPE=soap", "use rest or websocket")]
    [InlineData("API_GATEWAY_TYP=rest", ".env:1: there is no setting 'API_GATEWAY_TYP'")]
    [InlineData("just words", ".env:1: 'just words' is no NAME=value")]
    [InlineData("DEFAULT_TEMP=hot", "DEFAULT_TEMP is 'hot'")]
    [InlineData("API_GATEWAY_USE_API_KEY=yes", "use true or false")]
    [InlineData("GIT_HUB_CLIENT_ID=x", "GIT_HUB_ALLOW does not say who may sign in")]
    [InlineData("VPC=vpc-1", "VPC_SUBNETS is not")]
    public void A_wrong_setting_is_named(string line, string message)
    {
        var reading = () => Settings.Parse([line], ".env", _ => null);
        reading.Should().Throw<SettingsException>().WithMessage($"*{message}*");
    }

    [Theory]
    [InlineData("API_GATEWAY_TYPE=rest\nAPI_GATEWAY_USE_API_KEY=true", "AWS::ApiGateway::ApiKey", "AWS::Cognito::UserPool")]
    [InlineData("API_GATEWAY_TYPE=websocket\nAPI_GATEWAY_USE_IAM_AUTH=true", "AWS::ApiGatewayV2::Api", "AWS::Cognito::UserPool")]
    [InlineData("API_GATEWAY_TYPE=rest", "AWS::Cognito::UserPool", "AWS::ApiGateway::ApiKey")]
    public void Switches_choose_who_may_come_in(string lines, string there, string absent)
    {
        var app = new App(new AppProps { Outdir = Directory.CreateTempSubdirectory("enterprisechat-").FullName, AnalyticsReporting = false });
        var template = StackTemplate.Of(app, new EnterpriseChatStack(app, "EnterpriseChat", Settings.Parse(lines.Split('\n'), ".env", _ => null)));

        template.All(there).Should().NotBeEmpty();
        template.All(absent).Should().BeEmpty();
    }

    [Fact]
    public void The_template_of_the_settings_is_read_and_all_off() =>
        Settings.Load(Path.Combine(LlmGateway.Testing.Repository.Root, "examples", "EnterpriseChat", "template.env"), _ => null).Should().Match<Settings>(settings =>
            !settings.IsRest && !settings.UsesIam && !settings.UsesApiKey && settings.SamlMetadataUrl == null && settings.GitHubClientId == null && settings.Notes.Count == 0);
}
