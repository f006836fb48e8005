using System.Globalization;
using System.Text;
using System.Text.Json;
using LlmGateway.Tool.Local.Bedrock;

namespace LlmGateway.Tool.Tests.Knowledge;

/// <summary>Records and documents into OpenSearch and S3 Vectors, on their real wires, with no right beyond what that takes.</summary>
public sealed class VectorImportTests
{
    private const string Records = """
        {"id":"t1","node_id":"node-1","title":"Fibre","text":"The fibre was cut at noon.","uri":"https://tickets.example.com/1"}
        {"id":"t2","node_id":"node-2","cause":"power","customers":5}
        """;

    [Fact]
    public async Task OpenSearch_gets_an_index_and_records_with_the_vectors_of_their_texts()
    {
        await using var stores = await VectorStores.CreateAsync();

        var report = await stores.ImportAsync(0, [stores.Write("a.jsonl", Records), .. VectorStores.ToDomain]);

        (report["written"]!.GetValue<int>(), report["index"]!.GetValue<string>()).Should().Be((2, $"{VectorStores.Domain}/outages"));
        var found = await stores.DocumentsAsync();
        found.Keys.Should().BeEquivalentTo("t1", "t2");
        Members(found["t1"]).Should().Equal(("text", "The fibre was cut at noon."), ("title", "Fibre"), ("uri", "https://tickets.example.com/1"), ("node_id", "node-1"));
        Members(found["t2"]).Should().Equal(("text", "cause: power\ncustomers: 5"), ("node_id", "node-2"));
        found["t1"].GetProperty("vector").EnumerateArray().Select(part => part.GetSingle()).Should().Equal(SimulatedVector.Of("Fibre\nThe fibre was cut at noon.", 256));
        stores.Aws.Decisions.Should().OnlyContain(decision => decision.Allowed);
    }

    [Fact]
    public async Task A_serverless_collection_names_its_documents_itself()
    {
        await using var stores = await VectorStores.CreateAsync();

        await stores.ImportAsync(0, [stores.Write("a.jsonl", Records), .. VectorStores.ToCollection]);

        (await stores.DocumentsAsync(VectorStores.Collection)).Should().HaveCount(2).And.NotContainKeys("t1", "t2");
    }

    [Fact]
    public async Task S3_Vectors_gets_vectors_with_texts_beside_them()
    {
        await using var stores = await VectorStores.CreateAsync();

        await stores.ImportAsync(0, [stores.Write("a.jsonl", Records), .. VectorStores.ToS3]);

        stores.Vectors.Vectors.Keys.Should().BeEquivalentTo("t1", "t2");
        var (data, metadata) = stores.Vectors.Vectors["t1"];
        data.Should().Equal(SimulatedVector.Of("Fibre\nThe fibre was cut at noon.", 256));
        metadata.ToJsonString().Should().Be("""{"text":"The fibre was cut at noon.","title":"Fibre","uri":"https://tickets.example.com/1","node_id":"node-1"}""");
        stores.Aws.Decisions.Should().OnlyContain(decision => decision.Allowed);
    }

    [Fact]
    public async Task Texts_that_are_too_long_for_one_vector_become_several_that_overlap()
    {
        await using var stores = await VectorStores.CreateAsync();
        var text = new StringBuilder();
        for (var i = 0; i < 60; i++) text.Append(CultureInfo.InvariantCulture, $"Step {i} of the work is described in this sentence. ");
        var guide = stores.Write("guide.md", "# Splicing\n\n" + text);
        var record = stores.Write("b.jsonl", JsonSerializer.Serialize(new { id = "long", node_id = "node-1", text = text.ToString() }));

        await stores.ImportAsync(0, [guide, record, "--scope", "manual", "--chunk-tokens", "100", "--chunk-overlap", "20", .. VectorStores.ToDomain]);

        var found = await stores.DocumentsAsync();
        foreach (var (start, scope) in new[] { ("manual/guide.md#", "manual"), ("long#", "node-1") })
        {
            var parts = found.Where(each => each.Key.StartsWith(start, StringComparison.Ordinal)).OrderBy(each => each.Key, StringComparer.Ordinal).Select(each => each.Value).ToList();
            parts.Should().HaveCountGreaterThan(5).And.OnlyContain(part => part.GetProperty("node_id").GetString() == scope);
            for (var i = 0; i < 60; i++) parts.Should().Contain(part => TextOf(part).Contains($"Step {i} of the work is described in this sentence.", StringComparison.Ordinal));
            for (var i = 1; i < parts.Count; i++) TextOf(parts[i - 1]).Should().Contain(TextOf(parts[i])[..20], "each begins with the end of the one before");
        }
        found["manual/guide.md#0000"].GetProperty("title").GetString().Should().Be("Splicing");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_second_import_replaces_what_the_first_one_put_in(bool openSearch)
    {
        await using var stores = await VectorStores.CreateAsync();
        var file = stores.Write("a.csv", "node_id,at,cause\nnode-1,1,fibre\nnode-1,2,power\n");
        string[] target = openSearch ? VectorStores.ToDomain : VectorStores.ToS3;

        await stores.ImportAsync(0, [file, "--id", "node_id,at", .. target]);
        stores.Write("a.csv", "node_id,at,cause\nnode-1,1,fibre\nnode-1,2,water\n");
        await stores.ImportAsync(0, [file, "--id", "node_id,at", .. target]);

        var texts = openSearch ? (await stores.DocumentsAsync()).ToDictionary(each => each.Key, each => TextOf(each.Value)) : stores.Vectors.Vectors.ToDictionary(each => each.Key, each => each.Value.Metadata["text"]!.ToString());
        texts.Should().BeEquivalentTo(new Dictionary<string, string> { ["node-1/1"] = "at: 1\ncause: fibre", ["node-1/2"] = "at: 2\ncause: water" });
    }

    [Fact]
    public async Task Throttles_are_waited_out_and_no_vector_is_made_twice()
    {
        await using var stores = await VectorStores.CreateAsync();
        var throttle = new SimulatorRule { Error = new ScriptedError { Type = "ThrottlingException" } };
        stores.Aws.Door.Bedrock.Script = new SimulatorScript { Rules = [new SimulatorRule { Times = 40 }, throttle with { Times = 3 }] };

        var report = await stores.ImportAsync(0, [stores.Write("many.jsonl", Many(300)), .. VectorStores.ToS3]);

        (report["written"]!.GetValue<int>(), report["rejected"]!.GetValue<int>()).Should().Be((300, 0));
        report["retries"]!.GetValue<int>().Should().BePositive();
        stores.Vectors.Vectors.Should().HaveCount(300);
        // A turn of eight is all that a refusal may cost.
        stores.Aws.Door.Bedrock.Calls.Count.Should().BeInRange(303, 303 + (3 * 8));
    }

    [Fact]
    public async Task An_import_that_was_cut_off_goes_on_where_it_was()
    {
        await using var stores = await VectorStores.CreateAsync();
        string[] command = [stores.Write("many.jsonl", Many(900)), "--concurrency", "2", .. VectorStores.ToS3];
        stores.Aws.Door.Bedrock.Script = new SimulatorScript { Rules = [new SimulatorRule { Times = 450 }, new SimulatorRule { Error = new ScriptedError { Type = "AccessDeniedException" } }] };

        var (code, _, error) = await stores.RunAsync(command);

        (code, error).Should().Match<(int, string)>(got => got.Item1 == 2 && got.Item2.Contains("amazon.titan-embed-text-v2:0 makes no vectors", StringComparison.Ordinal) && got.Item2.Contains("the same command goes on from there", StringComparison.Ordinal), error);
        stores.Vectors.Vectors.Count.Should().BeInRange(100, 500);
        stores.Aws.Door.Bedrock.Script = SimulatorScript.Unlimited;
        stores.Aws.Door.Bedrock.Calls.Clear();
        var report = await stores.ImportAsync(0, command);

        report["resumed"]!.GetValue<bool>().Should().BeTrue();
        (report["skipped"]!.GetValue<int>() + report["written"]!.GetValue<int>()).Should().Be(900);
        stores.Aws.Door.Bedrock.Calls.Count.Should().Be(report["written"]!.GetValue<int>()).And.BeLessThan(900);
        stores.Vectors.Vectors.Should().HaveCount(900);
        File.Exists(command[0] + ".checkpoint").Should().BeFalse();
    }

    [Fact]
    public async Task What_a_store_or_a_model_refuses_is_left_out_by_line_and_reason_and_the_rest_goes_in()
    {
        await using var stores = await VectorStores.CreateAsync();
        var rows = Enumerable.Range(1, 120).Select(row => row switch
        {
            7 => """{"text":"of no node"}""",
            50 => JsonSerializer.Serialize(new { id = "50", node_id = "node-50", title = new string('t', 3000), text = "A long title." }),
            90 => "not json",
            _ => JsonSerializer.Serialize(new { id = $"{row}", node_id = "node-1", text = $"Ticket {row}." }),
        });
        var file = stores.Write("rows.jsonl", string.Join('\n', rows));

        var report = await stores.ImportAsync(1, [file, .. VectorStores.ToS3]);

        (report["written"]!.GetValue<int>(), report["rejected"]!.GetValue<int>(), stores.Vectors.Vectors.Count).Should().Be((117, 3, 117));
        (await File.ReadAllTextAsync(file + ".rejects.jsonl")).Should().Contain("\"line\":7,\"reason\":\"has no node_id; --scope names one for all\"")
            .And.Contain("\"line\":50,\"reason\":\"is refused by S3 Vectors: Filterable metadata has").And.Contain("\"line\":90,\"reason\":\"is no JSON");
    }

    [Fact]
    public async Task Who_may_not_fill_a_store_is_told_what_is_missing()
    {
        await using var stores = await VectorStores.CreateAsync("""{"Effect":"Allow","Action":"bedrock:InvokeModel","Resource":"arn:aws:bedrock:us-east-1::foundation-model/amazon.titan-embed-text-v2:0"}""");

        var (code, _, error) = await stores.RunAsync([stores.Write("a.jsonl", Records), .. VectorStores.ToS3]);

        (code, error).Should().Match<(int, string)>(got => got.Item1 == 2 && got.Item2.Contains("s3vectors:PutVectors", StringComparison.Ordinal), error);
        stores.Vectors.Vectors.Should().BeEmpty();
        stores.Aws.Decisions.Should().Contain(decision => !decision.Allowed && decision.Action == "s3vectors:PutVectors");
    }

    [Fact]
    public async Task A_dry_run_writes_nothing_and_asks_no_model()
    {
        await using var stores = await VectorStores.CreateAsync();

        var report = await stores.ImportAsync(0, [stores.Write("a.jsonl", Records), "--dry-run", .. VectorStores.ToDomain]);

        report["rows"]!.GetValue<int>().Should().Be(2);
        stores.Aws.Decisions.Should().BeEmpty();
    }

    [Theory]
    [InlineData("Name one store: --stack NAME, --table NAME, --opensearch HOST with --index NAME, or --s3-vectors ARN.")]
    [InlineData("Name one store: --stack NAME, --table NAME, --opensearch HOST with --index NAME, or --s3-vectors ARN.", "--table", "t", "--s3-vectors", VectorStores.IndexArn)]
    [InlineData("--opensearch and --index go together.", "--opensearch", VectorStores.Domain)]
    [InlineData("Vectors of amazon.titan-embed-text-v2:0 have 256, 512, 1024 dimensions, not 300.", "--s3-vectors", VectorStores.IndexArn, "--dimensions", "300")]
    [InlineData("amazon.nova-lite-v1:0 makes no vectors; use a model such as amazon.titan-embed-text-v2:0.", "--s3-vectors", VectorStores.IndexArn, "--embedding-model", "amazon.nova-lite-v1:0")]
    public async Task What_can_not_be_is_named_before_anything_is_written(string sentence, params string[] arguments)
    {
        await using var stores = await VectorStores.CreateAsync();
        var (code, _, error) = await stores.RunAsync([stores.Write("a.jsonl", Records), .. arguments]);
        (code, error).Should().Be((2, sentence));
    }

    private static string Many(int rows) => string.Join('\n', Enumerable.Range(0, rows).Select(row => JsonSerializer.Serialize(new { id = $"{row}", node_id = $"node-{row % 10}", text = $"Ticket {row} of many." })));

    private static IEnumerable<(string, string?)> Members(JsonElement source) => source.EnumerateObject().Where(member => member.Name != "vector").Select(member => (member.Name, member.Value.GetString()));

    private static string TextOf(JsonElement source) => source.GetProperty("text").GetString()!;
}
