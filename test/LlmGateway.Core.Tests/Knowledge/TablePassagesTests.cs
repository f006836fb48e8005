using Amazon.DynamoDBv2.Model;
using LlmGateway.Core.Aws;
using LlmGateway.Core.Knowledge;
using LlmGateway.Core.Knowledge.Tables;
using LlmGateway.Core.Tests.Requests;
using LlmGateway.Shared;

namespace LlmGateway.Core.Tests.Knowledge;

/// <summary>Records in DynamoDB, on its real wire.</summary>
public sealed class TablePassagesTests(RecordsTable table) : IClassFixture<RecordsTable>
{
    private readonly string _node = $"node-{Guid.NewGuid():N}";

    private static readonly TableSourceDocument Settings = new() { Table = RecordsTable.Name, Key = "pk" };

    [Fact]
    public async Task The_newest_come_first_whole_and_as_people_would_write_them()
    {
        await PutAsync("2026-01-01", new() { ["status"] = Item.Text("open"), ["users"] = Item.Number(40), ["major"] = new AttributeValue { BOOL = true }, ["cells"] = Item.Texts(["a", "b"]) });
        await PutAsync("2026-01-02", new() { ["status"] = Item.Text("closed") });

        var found = await FindAsync(Settings);

        found.Select(passage => passage.Text).Should().Equal($"pk: {_node}\nsk: 2026-01-02\nstatus: closed", $"cells: a, b\nmajor: true\npk: {_node}\nsk: 2026-01-01\nstatus: open\nusers: 40");
        found.Should().OnlyContain(passage => passage.Scope == _node);
    }

    [Fact]
    public async Task Only_the_wanted_fields_of_the_wanted_records_are_read()
    {
        for (var day = 1; day <= 9; day++)
            await PutAsync($"2026-01-0{day}", new() { ["status"] = Item.Text(day % 3 == 0 ? "open" : "closed"), ["size"] = Item.Number(day), ["secret"] = Item.Text("x"), ["title"] = Item.Text($"Outage {day}"), ["link"] = Item.Text($"https://noc/{day}") });

        var found = await FindAsync(Settings with { Where = new Dictionary<string, string> { ["status"] = "open" }, Fields = ["size", "status"], TitleField = "title", UriField = "link" }, limit: 2);

        found.Select(passage => (passage.Title, passage.Uri, passage.Text)).Should().Equal(
            ("Outage 9", "https://noc/9", "size: 9\nstatus: open"), ("Outage 6", "https://noc/6", "size: 6\nstatus: open"), ("Outage 3", "https://noc/3", "size: 3\nstatus: open"));
    }

    [Fact]
    public async Task The_oldest_come_first_where_that_is_wanted()
    {
        await PutAsync("2026-01-01", []);
        await PutAsync("2026-01-02", []);

        (await FindAsync(Settings with { OldestFirst = true }, limit: 1)).Should().ContainSingle().Which.Text.Should().EndWith("2026-01-01");
    }

    [Theory]
    [InlineData("{\"$ne\":null}")]
    [InlineData("{\"S\":\"x\"}")]
    [InlineData(":key OR attribute_exists(#key)")]
    [InlineData("x\" OR \"1\"=\"1")]
    [InlineData("*")]
    [InlineData("node-")]
    public async Task A_scope_is_a_value_and_nothing_else(string scope)
    {
        await PutAsync("2026-01-01", []);
        var finder = new TablePassages(table.Dynamo, Settings);

        (await finder.FindAsync(new KnowledgeQuestion("Is it fixed?", scope, 8), CancellationToken.None)).Should().BeEmpty();
    }

    private Task<IReadOnlyList<Passage>> FindAsync(TableSourceDocument settings, int limit = 8) =>
        new TablePassages(table.Dynamo, settings).FindAsync(new KnowledgeQuestion("Is it fixed?", _node, limit), CancellationToken.None);

    private Task PutAsync(string at, Dictionary<string, AttributeValue> item) =>
        table.Dynamo.PutItemAsync(RecordsTable.Name, new(item) { ["pk"] = Item.Text(_node), ["sk"] = Item.Text(at) });
}
