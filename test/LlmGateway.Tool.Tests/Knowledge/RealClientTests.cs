using System.Text.Json.Nodes;
using LlmGateway.Testing;
using LlmGateway.Tool.Local.KnowledgeBases;
using LlmGateway.Tool.Local.Search;
using LlmGateway.Tool.Local.Vectors;
using LlmGateway.Tool.Tests.Aws;

namespace LlmGateway.Tool.Tests.Knowledge;

/// <summary>The clients of OpenSearch, S3 Vectors and Bedrock's knowledge bases judge the wires that the local run plays.</summary>
public sealed class RealClientTests(RealClientTests.Judgement judgement) : IClassFixture<RealClientTests.Judgement>
{
    private const string Arn = $"arn:aws:s3vectors:us-east-1:{LocalAws.Account}:bucket/vectors/index/tickets";

    private JsonNode Vectors => judgement.Report["vectors"]!;
    private JsonNode Base => judgement.Report["knowledgeBase"]!;

    [Theory]
    [InlineData("es")]
    [InlineData("aoss")]
    public void An_index_is_made_filled_counted_and_dropped(string service)
    {
        var report = judgement.Report[service]!;
        report["create"]!["acknowledged"]!.GetValue<bool>().Should().BeTrue(report["create"]!.ToJsonString());
        report["twice"]!["error"]!.GetValue<string>().Should().Be("resource_already_exists_exception");
        report["exists"]!.GetValue<bool>().Should().BeTrue();
        report["bulk"]!["errors"]!.GetValue<bool>().Should().BeTrue("one vector is too long");
        report["bulk"]!["items"]!.AsArray().Select(item => item!["index"]!["status"]!.GetValue<int>()).Should().Equal(201, 201, 201, 400);
        report["get"]!["_source"]!["text"]!.GetValue<string>().Should().Be("a spare part");
        report["count"]!.GetValue<int>().Should().Be(4);
        report["deleted"]!.GetValue<string>().Should().Be("deleted");
        report["deletedTwice"]!["status"]!.GetValue<int>().Should().Be(404);
        report["gone"]!["error"]!.GetValue<string>().Should().Be("index_not_found_exception");
    }

    [Theory]
    [InlineData("near", """[["a",1],["c",0.998]]""")]
    [InlineData("nearOfOne", """[["c",0.55]]""")]
    [InlineData("words", """["c","a"]""")]
    [InlineData("both", """["a"]""")]
    [InlineData("hybrid", """["a","b","c"]""")]
    [InlineData("terms", """["c","e"]""")]
    [InlineData("star", "[]")]
    [InlineData("many", """[4,"index_not_found_exception"]""")]
    public void Searches_find_what_OpenSearch_would(string search, string found)
    {
        foreach (var service in new[] { "es", "aoss" }) judgement.Report[service]![search]!.ToJsonString().Should().Be(found, service);
    }

    [Theory]
    [InlineData("operator", "parsing_exception")]
    [InlineData("unknown", "parsing_exception")]
    [InlineData("wrongLength", "query_shard_exception")]
    public void What_OpenSearch_refuses_is_refused(string search, string type)
    {
        var refused = judgement.Report["es"]![search]!;
        (refused["error"]!.GetValue<string>(), refused["status"]!.GetValue<int>()).Should().Be((type, 400));
    }

    [Fact]
    public void Vectors_are_kept_found_listed_and_taken_out()
    {
        KeysOf("query").Should().Equal("a", "c");
        Vectors["query"]!["distanceMetric"]!.GetValue<string>().Should().Be("cosine");
        Vectors["query"]!["vectors"]![1]!["distance"]!.GetValue<double>().Should().BeApproximately(0.005, 0.001);
        Vectors["query"]!["vectors"]![1]!["metadata"]!.ToJsonString().Should().Be("""{"node_id":"node-2","text":"down again","age":3}""");
        KeysOf("one").Should().Equal("a", "b");
        KeysOf("plain").Should().Equal("c");
        KeysOf("older").Should().Equal("c");
        Vectors["get"]!["vectors"]!.AsArray().Should().ContainSingle().Which!["data"]!["float32"]!.AsArray().Should().HaveCount(2);
        KeysOf("list").Should().Equal("a", "b");
        Vectors["list"]!["nextToken"].Should().NotBeNull();
        KeysOf("left").Should().Equal("b");
    }

    [Theory]
    [InlineData("hidden")]
    [InlineData("operator")]
    [InlineData("wrongLength")]
    [InlineData("large")]
    public void What_S3_Vectors_refuses_is_refused(string input) =>
        (Vectors[input]!["error"]!.GetValue<string>(), Vectors[input]!["status"]!.GetValue<int>()).Should().Be(("ValidationException", 400));

    [Fact]
    public void A_knowledge_base_gives_passages_with_their_places()
    {
        Base["all"]!.AsArray().Select(result => result!["content"]!["text"]!.GetValue<string>()).Should().StartWith("The link is down");
        Base["one"]!.ToJsonString().Should().Contain("""{"type":"WEB","webLocation":{"url":"https://example.com/b"}}""").And.NotContain("down");
        Base["both"]!.AsArray().Should().ContainSingle().Which!["location"]!["s3Location"]!["uri"]!.GetValue<string>().Should().Be("s3://manuals/a.pdf");
        Base["none"]!["error"]!.GetValue<string>().Should().Be("ResourceNotFoundException");
    }

    private IEnumerable<string> KeysOf(string name) => Vectors[name]!["vectors"]!.AsArray().Select(vector => vector!["key"]!.GetValue<string>());

    public sealed class Judgement : IAsyncLifetime
    {
        public JsonNode Report { get; private set; } = new JsonObject();

        public async Task InitializeAsync()
        {
            // Exactly what these calls take.
            var role = LocalAws.Role($$"""
                {"Effect":"Allow","Action":["es:ESHttpGet","es:ESHttpHead","es:ESHttpPost","es:ESHttpPut","es:ESHttpDelete"],"Resource":"arn:aws:es:us-east-1:{{LocalAws.Account}}:domain/notes/*"},
                {"Effect":"Allow","Action":"aoss:APIAccessAll","Resource":"arn:aws:aoss:us-east-1:{{LocalAws.Account}}:collection/notes"},
                {"Effect":"Allow","Action":["s3vectors:PutVectors","s3vectors:QueryVectors","s3vectors:GetVectors","s3vectors:ListVectors","s3vectors:DeleteVectors"],"Resource":"{{Arn}}"},
                {"Effect":"Allow","Action":"bedrock:Retrieve","Resource":"arn:aws:bedrock:us-east-1:{{LocalAws.Account}}:knowledge-base/*"}
                """);
            await using var aws = await LocalAws.StartAsync(options => options with
            {
                Principals = [role],
                SearchHosts = [new LocalSearchHost("d.example.com", $"arn:aws:es:us-east-1:{LocalAws.Account}:domain/notes", IsServerless: false), new LocalSearchHost("c.example.com", $"arn:aws:aoss:us-east-1:{LocalAws.Account}:collection/notes", IsServerless: true)],
                VectorIndexes = [new LocalVectorIndex(Arn, "vectors", "tickets", 2, IsCosine: true, ["text"])],
                KnowledgeBases = [new LocalKnowledgeBase("MANUALS123",
                [
                    new LocalPassage("The link is down", "s3://manuals/a.pdf", new JsonObject { ["node_id"] = "node-1", ["title"] = "Manual" }),
                    new LocalPassage("Spare parts are in the cellar", "https://example.com/b", new JsonObject { ["node_id"] = "node-2" }),
                ])],
            });
            var result = await NodeModules.RunAsync("knowledge-judge.mjs", [], new Dictionary<string, string?>
            {
                ["AWS_REGION"] = "us-east-1", ["JUDGE_ENDPOINT"] = aws.Url, ["JUDGE_INDEX"] = Arn, ["JUDGE_BASE"] = "MANUALS123",
                ["JUDGE_KEY"] = role.AccessKeyId, ["JUDGE_SECRET"] = role.SecretAccessKey, ["JUDGE_SESSION"] = role.SessionToken,
            });
            result.ExitCode.Should().Be(0, result.StandardError);
            Report = JsonNode.Parse(result.StandardOutput)!;
        }

        public Task DisposeAsync() => Task.CompletedTask;
    }
}
