using System.Text.Json.Nodes;
using Amazon.CDK;
using LlmGateway.Constructs.Testing;
using NetworkOutageAssistant;
using NetworkOutageAssistant.Data;

namespace LlmGateway.Constructs.Tests.Examples;

/// <summary>The template of the demo: read it as a diff in review.</summary>
public sealed class NetworkOutageAssistantTests(NetworkOutageAssistantTests.Synthesized synthesized) : IClassFixture<NetworkOutageAssistantTests.Synthesized>
{
    private static readonly DateOnly Day = new(2026, 11, 28);

    public sealed class Synthesized
    {
        internal StackTemplate Template { get; } = Synthesize();

        internal static StackTemplate Synthesize(KnowledgeStore store = KnowledgeStore.Table, SearchDomain? domain = null)
        {
            var app = new App(new AppProps { Outdir = Directory.CreateTempSubdirectory("outages-").FullName, AnalyticsReporting = false, Context = Context() });
            return StackTemplate.Of(app, new NetworkOutageAssistantStack(app, "NetworkOutageAssistant", new Settings { Date = Day, Knowledge = store, Domain = domain }));
        }

        // As the CDK's command line would pass it on.
        private static Dictionary<string, object> Context() =>
            JsonNode.Parse(File.ReadAllText(Path.Combine(LlmGateway.Testing.Repository.Root, "examples", "NetworkOutageAssistant", "cdk.json")))!["context"]!.AsObject()
                .ToDictionary(entry => entry.Key, entry => (object)entry.Value!.GetValue<bool>());
    }

    [Fact]
    public void Is_as_accepted() => TemplateSnapshot.OfJson(synthesized.Template.Text).ShouldMatch("Snapshots/NetworkOutageAssistant.template.json");

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

    [Fact]
    public void The_demo_has_500_nodes_and_20000_outages_the_same_for_the_same_day()
    {
        var outages = OutageBook.Of(Day);

        Network.Nodes.Should().HaveCount(500);
        outages.Should().HaveCount(20_000);
        outages.Select(Words).Should().Equal(OutageBook.Of(Day).Select(Words));
        outages.Select(outage => (outage.Node.Number, outage.StartedAt)).Should().OnlyHaveUniqueItems();
        outages.Select(outage => outage.Node.Number).Distinct().Should().HaveCount(500);
        outages.Should().OnlyContain(outage => outage.StartedAt < new DateTime(2026, 11, 28, 6, 0, 0) && !(outage.EndedAt < outage.StartedAt));
    }

    [Fact]
    public void Last_night_is_known_of_the_nodes_that_are_asked_about()
    {
        var outages = OutageBook.Of(Day);

        var night = outages.Where(outage => outage.StartedAt > new DateTime(2026, 11, 27, 18, 0, 0)).ToLookup(outage => outage.Node.Number);
        night[42].Should().ContainSingle().Which.Should().Match<Outage>(outage =>
            outage.Summary.EndsWith("was down from 28 November 2026, 02:14 to 04:51 UTC: mains power failed and the batteries ran empty.") && outage.Resolution.StartsWith("Fixed at 04:51 UTC."));
        night[17].Should().ContainSingle().Which.IsOpen.Should().BeTrue();
        outages.Count(outage => HostileNotes.All.Any(outage.Notes.Contains)).Should().BeInRange(100, 200);
    }

    private static string Words(Outage outage) => $"{outage.Ticket} {outage.StartedAt:O} {outage.EndedAt:O} {outage.Severity} {outage.Customers} {outage.Summary} {outage.Resolution} {outage.Notes}";

    [Fact]
    public void A_day_that_is_none_is_named() =>
        FluentActions.Invoking(() => Settings.Read(_ => "28.11.2026", TimeProvider.System)).Should().Throw<FormatException>().WithMessage("OUTAGE_DATE is '28.11.2026': use a day such as 2026-11-28.");
}
