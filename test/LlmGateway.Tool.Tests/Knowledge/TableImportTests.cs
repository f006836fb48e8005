using System.Globalization;
using System.Text;

namespace LlmGateway.Tool.Tests.Knowledge;

/// <summary>Records and documents into a table: what is taken, what is left out, and what is said of both.</summary>
public sealed class TableImportTests
{
    [Fact]
    public async Task Records_become_items_whichever_form_they_have()
    {
        await using var table = await KnowledgeTable.CreateAsync();
        var lines = table.Write("a.jsonl", """
            {"node_id":"node-1","at":"2026-01-01","customers":5,"services":["voice","data"]}
            {"Item":{"node_id":{"S":"node-2"},"at":{"S":"2026-01-02"},"open":{"BOOL":true}}}
            """);
        var list = table.Write("b.json", """[{"at":"2026-01-03","cause":"fibre"}]""");
        var csv = table.Write("c.csv", "node_id,at,cause\nnode-3,2026-01-04,\"cut, twice\"\n");

        var result = await table.JsonAsync(0, lines, list, csv, "--scope", "node-9");

        (result["written"]!.GetValue<int>(), result["table"]!.GetValue<string>()).Should().Be((4, "outages"));
        var items = await table.ItemsAsync();
        items["node-1 2026-01-01"]["customers"].N.Should().Be("5");
        items["node-1 2026-01-01"]["services"].L[1].S.Should().Be("data");
        items["node-2 2026-01-02"]["open"].BOOL.Should().BeTrue();
        items["node-9 2026-01-03"]["cause"].S.Should().Be("fibre");
        items["node-3 2026-01-04"]["cause"].S.Should().Be("cut, twice");
    }

    [Fact]
    public async Task A_document_is_cut_into_items_that_overlap()
    {
        await using var table = await KnowledgeTable.CreateAsync();
        var text = new StringBuilder("# Splicing a fibre\n\n");
        for (var i = 0; i < 60; i++) text.Append(CultureInfo.InvariantCulture, $"Step {i} of the work is described in this sentence. ");
        var file = table.Write("guide.md", text.ToString());

        await table.JsonAsync(0, file, "--scope", "manual", "--chunk-tokens", "100", "--chunk-overlap", "20");

        var chunks = (await table.ItemsAsync()).OrderBy(item => item.Key, StringComparer.Ordinal).Select(item => item.Value).ToList();
        chunks.Should().HaveCountGreaterThan(5).And.OnlyContain(chunk => chunk["title"].S == "Splicing a fibre" && chunk["node_id"].S == "manual");
        chunks[0]["at"].S.Should().Be("guide.md#0000");
        for (var i = 0; i < 60; i++) chunks.Should().Contain(chunk => chunk["text"].S.Contains($"Step {i} of the work is described in this sentence.", StringComparison.Ordinal));
        for (var i = 1; i < chunks.Count; i++) chunks[i - 1]["text"].S.Should().Contain(chunks[i]["text"].S[..20], "each begins with the end of the one before");
    }

    [Fact]
    public async Task What_is_wrong_is_left_out_by_line_and_reason()
    {
        await using var table = await KnowledgeTable.CreateAsync();
        var file = table.Write("rows.jsonl", "{\"node_id\":\"node-1\",\"at\":\"1\"}\n{\"at\":\"2\"}\nnot json\n{\"node_id\":[],\"at\":\"3\"}\n");

        var result = await table.JsonAsync(1, file);

        (result["written"]!.GetValue<int>(), result["rejected"]!.GetValue<int>()).Should().Be((1, 3));
        (await File.ReadAllTextAsync(file + ".rejects.jsonl")).Should().Contain("\"line\":2,\"reason\":\"has no node_id\"").And.Contain("\"line\":3,\"reason\":\"is no JSON").And.Contain("\"line\":4,\"reason\":\"has a node_id that is neither a text nor a number\"");
    }

    [Theory]
    [InlineData("guide.md", "Words.", "is a document, and none says its node_id: name it with --scope")]
    [InlineData("empty.html", "<html><body></body></html>", "is a document, and none says its node_id")]
    public async Task A_document_without_a_scope_is_left_out(string name, string text, string reason)
    {
        await using var table = await KnowledgeTable.CreateAsync();
        var result = await table.RunAsync(table.Write(name, text));
        (result.ExitCode, result.StandardError).Should().Match<(int, string)>(got => got.Item1 == 1 && got.Item2.Contains(reason, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("--chunk-tokens", "5", "--chunk-tokens must be between 20 and 8000.")]
    [InlineData("--chunk-overlap", "300", "--chunk-overlap must be between 0 and half of --chunk-tokens.")]
    [InlineData("--concurrency", "0", "--concurrency must be between 1 and 256.")]
    public async Task A_number_that_can_not_be_is_named(string option, string value, string sentence)
    {
        await using var table = await KnowledgeTable.CreateAsync();
        var result = await table.RunAsync(table.Write("a.jsonl", ""), option, value);
        (result.ExitCode, result.StandardError.Trim()).Should().Be((2, sentence));
    }
}
