using System.Text.Json.Nodes;
using Amazon.CDK;
using LlmGateway.Constructs.Testing;
using TeamChat;

namespace LlmGateway.Constructs.Tests.Examples;

/// <summary>The template of both gateways side by side: read it as a diff in review.</summary>
public sealed class TeamChatTests(TeamChatTests.Synthesized synthesized) : IClassFixture<TeamChatTests.Synthesized>
{
    public sealed class Synthesized
    {
        internal StackTemplate Template { get; } = Synthesize();

        internal static StackTemplate Synthesize()
        {
            var app = new App(new AppProps { Outdir = Directory.CreateTempSubdirectory("teamchat-").FullName, AnalyticsReporting = false, Context = Context() });
            return StackTemplate.Of(app, new TeamChatStack(app, "TeamChat"));
        }

        // As the CDK's command line would pass it on.
        private static Dictionary<string, object> Context() =>
            JsonNode.Parse(File.ReadAllText(Path.Combine(LlmGateway.Testing.Repository.Root, "examples", "TeamChat", "cdk.json")))!["context"]!.AsObject()
                .ToDictionary(entry => entry.Key, entry => (object)entry.Value!.GetValue<bool>());
    }

    [Fact]
    public void Is_as_accepted() => TemplateSnapshot.OfJson(synthesized.Template.Text).ShouldMatch("Snapshots/TeamChat.template.json");

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
}
