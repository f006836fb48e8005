using System.Net;
using LlmGateway.Core.Aws;
using LlmGateway.Core.Knowledge;
using LlmGateway.Core.Knowledge.Functions;
using LlmGateway.Core.Knowledge.KnowledgeBases;
using LlmGateway.Core.Knowledge.OpenSearch;
using LlmGateway.Core.Knowledge.S3Vectors;
using LlmGateway.Shared;

namespace LlmGateway.Core.Tests.Knowledge;

/// <summary>What each store is sent, byte by byte, and what becomes of its answers.</summary>
public sealed class StoreTests
{
    private const string Hits = """
        {"hits":{"hits":[{"_id":"a","_score":1.5,"_source":{"text":"A","title":"T","uri":"https://a","node_id":"node-1"}},{"_id":"b","_score":1,"_source":{"text":"B","node_id":"node-1"}}]}}
        """;

    private static readonly PassageFields Fields = new() { Scope = "node_id" };
    private static readonly KnowledgeQuestion Question = new("Is \"it\" fixed?", "node-1", 2);

    [Fact]
    public async Task OpenSearch_is_asked_twice_at_once_and_what_both_find_comes_first()
    {
        var wire = new StoreWire($$$"""{"responses":[{{{Hits}}},{"hits":{"hits":[{"_id":"b","_source":{"text":"B","node_id":"node-1"}},{"_id":"c","_source":{"title":"no text"}}]}}]}""");

        var found = await new OpenSearchPassages(new OpenSearchClient(wire.Aws.OpenSearch("search-x.eu-west-1.es.amazonaws.com", serverless: false)), "notes", Fields, wire.Vectors).FindAsync(Question, CancellationToken.None);

        wire.Request.RequestUri!.AbsoluteUri.Should().Be("https://search-x.eu-west-1.es.amazonaws.com/notes/_msearch");
        wire.Request.Headers.GetValues("Authorization").Single().Should().Contain("/eu-west-1/es/aws4_request");
        wire.Embedded.Should().Equal("Is \"it\" fixed?");
        wire.Body.Should().Be("""
            {}
            {"size":2,"_source":["text","title","uri","node_id"],"query":{"knn":{"vector":{"vector":[0.5,-1],"k":2,"filter":{"term":{"node_id":{"value":"node-1"}}}}}}}
            {}
            {"size":2,"_source":["text","title","uri","node_id"],"query":{"bool":{"must":{"match":{"text":{"query":"Is \"it\" fixed?"}}},"filter":[{"term":{"node_id":{"value":"node-1"}}}]}}}

            """);
        found.Should().Equal(new Passage("B") { Scope = "node-1" }, new Passage("A") { Title = "T", Uri = "https://a", Scope = "node-1" });
    }

    [Fact]
    public async Task A_collection_is_signed_for_with_the_bodys_hash_and_without_a_scope_nothing_filters()
    {
        var wire = new StoreWire("""{"responses":[]}""");

        await new OpenSearchPassages(new OpenSearchClient(wire.Aws.OpenSearch("https://x.eu-west-1.aoss.amazonaws.com", serverless: true)), "notes", new PassageFields(), wire.Vectors).FindAsync(Question with { Scope = null }, CancellationToken.None);

        wire.Request.Headers.GetValues("Authorization").Single().Should().Contain("/eu-west-1/aoss/aws4_request").And.Contain("host;x-amz-content-sha256;x-amz-date");
        wire.Body.Should().NotContain("filter").And.NotContain("node_id");
    }

    [Theory]
    [InlineData("""{"responses":[{"error":{"type":"query_shard_exception"},"status":400}]}""", 200, "SearchFailed (400)*")]
    [InlineData("""{"error":{"type":"index_not_found_exception","reason":"no such index"},"status":404}""", 404, "index_not_found_exception (404)*")]
    [InlineData("""{"Message":"User is not authorized"}""", 403, "OpenSearchError (403)*")]
    [InlineData("no JSON", 502, "OpenSearchError (502)*")]
    public async Task What_OpenSearch_refuses_is_told_to_the_operator(string answer, int status, string message)
    {
        var wire = new StoreWire(answer, (HttpStatusCode)status);

        var find = async () => await new OpenSearchPassages(new OpenSearchClient(wire.Aws.OpenSearch("x", serverless: false)), "notes", Fields, wire.Vectors).FindAsync(Question, CancellationToken.None);

        await find.Should().ThrowAsync<AwsServiceException>().WithMessage(message);
    }

    [Fact]
    public async Task Documents_are_put_in_by_lines_and_those_refused_are_named()
    {
        var wire = new StoreWire("""{"errors":true,"items":[{"index":{"status":201}},{"index":{"status":429,"error":{"type":"rejected"}}}]}""");
        var client = new OpenSearchClient(wire.Aws.OpenSearch("x", serverless: false));

        var refused = await client.PutAsync("notes", [new IndexedDocument("a/1", json => { json.WriteStartObject(); json.WriteString("text", "A"); json.WriteEndObject(); }), new IndexedDocument(null, json => { json.WriteStartObject(); json.WriteEndObject(); })], CancellationToken.None);

        wire.Body.Should().Be("{\"index\":{\"_id\":\"a/1\"}}\n{\"text\":\"A\"}\n{\"index\":{}}\n{}\n");
        refused.Should().ContainSingle().Which.Should().BeEquivalentTo(new { At = 1, Status = 429 });
    }

    [Fact]
    public async Task S3_Vectors_is_asked_with_the_scope_as_an_equal_value()
    {
        var wire = new StoreWire("""{"distanceMetric":"cosine","vectors":[{"key":"a","distance":0.1,"metadata":{"text":"A","node_id":"node-1","title":"T"}},{"key":"b","metadata":{"node_id":"node-1"}}]}""");
        const string arn = "arn:aws:s3vectors:us-east-2:111122223333:bucket/b/index/i";

        var found = await new S3VectorsPassages(new S3VectorsClient(wire.Aws.S3Vectors("us-east-2")), arn, Fields, wire.Vectors).FindAsync(Question, CancellationToken.None);

        wire.Request.RequestUri!.AbsoluteUri.Should().Be("https://s3vectors.us-east-2.api.aws/QueryVectors");
        wire.Request.Headers.GetValues("Authorization").Single().Should().Contain("/us-east-2/s3vectors/aws4_request");
        wire.Body.Should().Be("""{"indexArn":"%","topK":2,"queryVector":{"float32":[0.5,-1]},"returnMetadata":true,"returnDistance":true,"filter":{"node_id":{"$eq":"node-1"}}}""".Replace("%", arn, StringComparison.Ordinal));
        found.Should().Equal(new Passage("A") { Title = "T", Scope = "node-1" });
    }

    [Fact]
    public async Task A_knowledge_base_is_asked_with_the_scope_as_an_equal_value()
    {
        var wire = new StoreWire("""
            {"retrievalResults":[{"content":{"type":"TEXT","text":"A"},"location":{"type":"S3","s3Location":{"uri":"s3://b/a.pdf"}},"metadata":{"node_id":"node-1","title":"T"}},
             {"content":{"type":"IMAGE","byteContent":"data:…"}},{"content":{"text":"W"},"location":{"type":"WEB","webLocation":{"url":"https://w"}},"metadata":{"node_id":7}}]}
            """);

        var found = await new KnowledgeBasePassages(wire.Aws.KnowledgeBases(), new KnowledgeBaseSourceDocument { Id = "ABCDE12345", ScopeField = "node_id" }).FindAsync(Question, CancellationToken.None);

        wire.Request.RequestUri!.AbsoluteUri.Should().Be("https://bedrock-agent-runtime.eu-west-1.amazonaws.com/knowledgebases/ABCDE12345/retrieve");
        wire.Request.Headers.GetValues("Authorization").Single().Should().Contain("/eu-west-1/bedrock/aws4_request");
        wire.Body.Should().Be("""{"retrievalQuery":{"text":"Is \"it\" fixed?"},"retrievalConfiguration":{"vectorSearchConfiguration":{"numberOfResults":2,"filter":{"equals":{"key":"node_id","value":"node-1"}}}}}""");
        found.Should().Equal(new Passage("A") { Title = "T", Uri = "s3://b/a.pdf", Scope = "node-1" }, new Passage("W") { Uri = "https://w" });
    }

    [Fact]
    public async Task A_function_is_asked_by_its_ARN_and_vouches_for_the_scope_it_was_told()
    {
        var wire = new StoreWire("""{"passages":[{"text":"A","title":"T"},{"text":"B","scope":"node-2"},{"title":"no text"},7]}""");

        var found = await new FunctionPassages(wire.Aws.Lambda(), new FunctionSourceDocument { Arn = "arn:aws:lambda:eu-west-1:111122223333:function:find" }).FindAsync(Question, CancellationToken.None);

        wire.Request.RequestUri!.OriginalString.Should().Be("https://lambda.eu-west-1.amazonaws.com/2015-03-31/functions/arn%3Aaws%3Alambda%3Aeu-west-1%3A111122223333%3Afunction%3Afind/invocations");
        wire.Body.Should().Be("""{"question":"Is \"it\" fixed?","scope":"node-1","limit":2}""");
        found.Should().Equal(new Passage("A") { Title = "T", Scope = "node-1" }, new Passage("B") { Scope = "node-2" });
    }

    [Fact]
    public async Task A_function_that_failed_or_says_something_else_is_told_to_the_operator()
    {
        var failed = new StoreWire("""{"errorMessage":"boom"}""") { Header = ("x-amz-function-error", "Unhandled") };
        var strange = new StoreWire("""["A"]""");
        Func<StoreWire, Task> find = wire => new FunctionPassages(wire.Aws.Lambda(), new FunctionSourceDocument { Arn = "arn" }).FindAsync(Question, CancellationToken.None);

        await find.Invoking(call => call(failed)).Should().ThrowAsync<InvalidDataException>().WithMessage("*Unhandled*boom*");
        await find.Invoking(call => call(strange)).Should().ThrowAsync<InvalidDataException>().WithMessage("*no list 'passages'*");
    }

    [Fact]
    public async Task A_long_question_is_found_by_its_beginning()
    {
        var wire = new StoreWire("""{"vectors":[]}""");

        await new S3VectorsPassages(new S3VectorsClient(wire.Aws.S3Vectors(null)), "arn", Fields, wire.Vectors).FindAsync(Question with { Text = new string('x', 7999) + "😀 and more" }, CancellationToken.None);

        wire.Embedded.Single().Should().HaveLength(7999);
    }
}
