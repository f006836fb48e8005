using System.Text.Json;
using System.Text.Json.Nodes;

namespace LlmGateway.EndToEnd.Outages;

/// <summary>The technician's question, answered from passages that were found by vectors.</summary>
public abstract class VectorStoreTests(VectorDemo demo, string action, string resource)
{
    private const string Question = "What happened on node 42 last night, and is it fixed?";

    [Fact]
    public void All_records_are_in() => (demo.Report["written"]!.GetValue<int>(), demo.Report["rejected"]!.GetValue<int>()).Should().Be((20_000, 0));

    [Fact]
    public async Task What_happened_on_node_42_last_night_is_told_over_HTTP()
    {
        demo.Decisions.Clear();

        var (status, _, body) = await demo.AskAsync(demo.West, OutageDemo.Prompt(Question, 42));

        status.Should().Be(200, body.ToJsonString());
        AssertLastNight(body);
        demo.Decisions.Where(decision => decision.Action == action).Should().ContainSingle().Which.Resource.Should().Contain(resource);
        demo.Decisions.Should().OnlyContain(decision => decision.Allowed);
    }

    [Fact]
    public async Task And_over_a_WebSocket()
    {
        using var socket = await SocketClient.ConnectAsync(demo.Run, key: null, token: demo.West);
        await socket.SendAsync(JsonSerializer.Serialize(new { action = "sendmessage", prompt = Question, parameters = new { node_id = "node-42" }, invalidate_cache = "true" }));
        var frames = await socket.ReadAnswerAsync();

        frames[^1]["completion"] = string.Concat(frames.Select(frame => frame["completion"]!.GetValue<string>()));
        AssertLastNight(frames[^1]);
    }

    [Fact]
    public async Task A_technician_of_another_region_reads_nothing_of_it()
    {
        demo.Run.Bedrock.Calls.Clear();

        var (status, _, body) = await demo.AskAsync(demo.North, OutageDemo.Prompt(Question, 42));

        (status, body["error"]!["code"]!.GetValue<string>(), demo.Run.Bedrock.Calls.Count).Should().Be((403, "scope_not_allowed", 0));
    }

    [Theory]
    [InlineData("node-4*")]
    [InlineData("node-42\" OR node_id:\"node-17")]
    [InlineData("{\"$ne\": \"node-42\"}")]
    public async Task A_scope_that_is_an_operator_finds_nothing(string scope)
    {
        var (status, _, body) = await demo.AskAsync(demo.Operations, new { prompt = Question, parameters = new { node_id = scope }, invalidate_cache = true });

        status.Should().Be(200, body.ToJsonString());
        (body["citations"]?.AsArray().Count ?? 0).Should().Be(0);
    }

    private void AssertLastNight(JsonNode body)
    {
        var last = demo.Records[42].Last();
        demo.Records.AssertFacts(body["completion"]!.GetValue<string>(), 42, last.Summary, "02:14 to 04:51 UTC: mains power failed", "Fixed at 04:51 UTC. The rectifier module was replaced");
        body["citations"]!.AsArray().Select(citation => citation!["title"]!.GetValue<string>()).Should().HaveCountGreaterThan(8)
            .And.BeSubsetOf(demo.Records[42].Select(outage => $"{outage.Ticket}, node 42, {outage.Cause}")).And.Contain($"{last.Ticket}, node 42, {last.Cause}");
    }
}

[Collection(OutageStack.Collection)]
public sealed class OpenSearchTests(OpenSearchDemo demo) : VectorStoreTests(demo, "es:ESHttpPost", "/outages/_msearch"), IClassFixture<OpenSearchDemo>;

[Collection(OutageStack.Collection)]
public sealed class S3VectorsTests(S3VectorsDemo demo) : VectorStoreTests(demo, "s3vectors:QueryVectors", "/index/outages"), IClassFixture<S3VectorsDemo>;
