using System.Text.Json.Nodes;

namespace LlmGateway.Core.Tests.Corpus;

/// <summary>Each recorded request, to each kind of upstream: what arrives there is what stands beside it.</summary>
public sealed class CorpusTests
{
    private const int Least = 150;

    public static TheoryData<string> Requests => [.. CorpusFile.Names];

    [Fact]
    public void The_corpus_is_large() => CorpusFile.Names.Count().Should().BeGreaterThanOrEqualTo(Least);

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task Reaches_each_upstream_as_expected(string name)
    {
        var (file, gateway, outcomes) = (CorpusFile.Open(name), new CorpusGateway(), new JsonObject());
        foreach (var upstream in CorpusGateway.Upstreams.Keys)
        {
            var outcome = await gateway.RunAsync(file.Route, file.Headers, file.BodyFor(upstream));

            gateway.Failures.Should().BeEmpty(upstream);
            WellFormed.Check(file.Route, outcome.Response, upstream);
            outcomes[upstream] = outcome.ToJson();
        }
        if (Environment.GetEnvironmentVariable(CorpusFile.Update) == "1") file.Expect(outcomes);

        var expected = file.Expected;
        foreach (var (upstream, outcome) in outcomes) outcome!.ToJsonString().Should().Be(expected[upstream]?.ToJsonString(), upstream);
    }
}
