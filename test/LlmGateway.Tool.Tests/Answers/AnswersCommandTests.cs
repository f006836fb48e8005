using System.Text.Json.Nodes;
using Amazon.DynamoDBv2.Model;
using LlmGateway.Core.Tests.Answers;

namespace LlmGateway.Tool.Tests.Answers;

/// <summary>What an operator does with answers that are there.</summary>
public sealed class AnswersCommandTests : IAsyncLifetime
{
    private readonly AnswersCli _cli = new();

    public async Task InitializeAsync()
    {
        await _cli.InitializeAsync();
        var file = _cli.Write("faq.csv", "question,answer,scope,expires\nWhy?,Because.,,\nWhy?,Node 42 broke.,42,\nOld?,Yes.,,2020-01-01\n");
        await _cli.JsonAsync(0, "import", file);
    }

    public Task DisposeAsync() => _cli.DisposeAsync();

    [Fact]
    public async Task What_was_exported_comes_back_as_it_was()
    {
        await _cli.Table.Dynamo.PutItemAsync(DynaliteTable.Name, new Dictionary<string, AttributeValue>
        {
            ["pk"] = new("odd"), ["bytes"] = new() { B = new MemoryStream([1, 2]) }, ["set"] = new() { NS = ["1", "2"] }, ["number"] = new() { N = "1.50" },
        });
        var (file, again) = (_cli.PathOf("export.jsonl"), _cli.PathOf("again.jsonl"));

        (await _cli.RunAsync("export", "--output", file)).ExitCode.Should().Be(0);
        await _cli.Table.EmptyAsync();
        (await _cli.JsonAsync(0, "import", file))["written"]!.GetValue<int>().Should().Be(4);
        await _cli.RunAsync("export", "--output", again);

        (await File.ReadAllLinesAsync(again)).Order(StringComparer.Ordinal).Should().Equal((await File.ReadAllLinesAsync(file)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task An_export_may_be_plain_and_of_one_scope()
    {
        var line = (await _cli.RunAsync("export", "--plain", "--scope", "42")).StandardOutput;
        JsonNode.Parse(line)!["answer"]!.GetValue<string>().Should().Be("Node 42 broke.");
    }

    [Fact]
    public async Task An_answer_is_found_and_deleted_by_its_question()
    {
        (await _cli.JsonAsync(0, "get", "  WHY "))["answer"]!.GetValue<string>().Should().Be("Because.");
        (await _cli.JsonAsync(0, "get", "why", "--scope", "42"))["answer"]!.GetValue<string>().Should().Be("Node 42 broke.");
        (await _cli.RunAsync("get", "why", "--scope", "41")).ExitCode.Should().Be(1);

        await _cli.JsonAsync(0, "delete", "why", "--scope", "42");
        await _cli.JsonAsync(1, "delete", "why", "--scope", "42");

        (await _cli.JsonAsync(0, "get", "why"))["answer"]!.GetValue<string>().Should().Be("Because.");
    }

    [Fact]
    public async Task Clearing_a_scope_leaves_the_others_and_must_be_told_what()
    {
        (await _cli.JsonAsync(0, "clear", "--scope", "42"))["deleted"]!.GetValue<int>().Should().Be(1);
        (await _cli.ItemsAsync()).Should().HaveCount(2);
        var nothing = await _cli.RunAsync("clear");
        nothing.ExitCode.Should().Be(2);
        nothing.StandardError.Trim().Should().Be("Name what is to be deleted: --scope SCOPE, --subject IDENTITY or both; or --all.");
        (await _cli.JsonAsync(0, "clear", "--all"))["deleted"]!.GetValue<int>().Should().Be(2);
    }

    [Fact]
    public async Task Answers_are_counted_by_what_they_are()
    {
        await _cli.Table.Dynamo.PutItemAsync(DynaliteTable.Name, new Dictionary<string, AttributeValue> { ["pk"] = new("m"), ["answer"] = new("Hello"), ["source"] = new("model"), ["hits"] = new() { N = "40" } });
        await _cli.Table.Dynamo.PutItemAsync(DynaliteTable.Name, new Dictionary<string, AttributeValue> { ["pk"] = new("lease"), ["lease_until"] = new() { N = "1" } });

        (await _cli.JsonAsync(0, "stats")).ToJsonString().Should().Be("""{"answers":4,"imported":3,"fromModels":1,"others":0,"expired":1,"hits":40,"textBytes":31,"vectors":0}""");
    }
}
