using System.Text.Json.Nodes;
using LlmGateway.Core.Answers;
using LlmGateway.Core.Tests.Answers;
using LlmGateway.Shared;

namespace LlmGateway.Tool.Tests.Answers;

/// <summary>What an import takes, what it leaves out, and what it says of both.</summary>
public sealed class ImportTests : IAsyncLifetime
{
    private static readonly QuestionKeys Keys = new(new CacheDocument { Table = "t", Scope = CacheScopes.Shared });

    private readonly AnswersCli _cli = new();

    public Task InitializeAsync() => _cli.InitializeAsync();

    public Task DisposeAsync() => _cli.DisposeAsync();

    [Fact]
    public async Task A_list_of_items_keeps_every_attribute_and_its_type()
    {
        var file = _cli.Write("items.json", """
            [
              {"pk": "a", "key1": "text", "n": 12345678901234567890.5, "yes": true, "none": null, "list": [1, "two", {"three": []}], "": "é\u00e9 \"quoted\""},
              {"pk": "b", "key1": ""}
            ]
            """);

        (await _cli.JsonAsync(0, "import", file))["written"]!.GetValue<int>().Should().Be(2);

        var items = await _cli.ItemsAsync();
        items.Keys.Should().BeEquivalentTo(["a", "b"]);
        var item = items["a"];
        item["key1"].S.Should().Be("text");
        item["n"].N.Should().Be("12345678901234567890.5");
        item["yes"].BOOL.Should().BeTrue();
        item["none"].NULL.Should().BeTrue();
        item["list"].L[0].N.Should().Be("1");
        item["list"].L[2].M["three"].L.Should().BeEmpty();
        item[""].S.Should().Be("éé \"quoted\"");
        item.Should().HaveCount(7, "nothing is added to items");
    }

    [Fact]
    public async Task A_table_of_pairs_gets_the_keys_that_the_handler_looks_under()
    {
        var file = _cli.Write("faq.csv", "\uFEFFanswer,question,scope,model,expires\r\n\"In Zürich,\r\n\"\"downtown\"\".\",Where are you?,,,\r\nBroken.,What is wrong?,node-42,nova-lite,2030-01-01\r\n");

        await _cli.JsonAsync(0, "import", file);

        var items = await _cli.ItemsAsync();
        var first = items[Keys.OfImported("where are YOU", null, null, null)!];
        first["answer"].S.Should().Be("In Zürich,\r\n\"downtown\".");
        first["question"].S.Should().Be("Where are you?");
        first["source"].S.Should().Be("import");
        first.Should().NotContainKeys("expires_at", "model", "scope");
        var second = items[Keys.OfImported("What is wrong?", null, "node-42", "nova-lite")!];
        second["expires_at"].N.Should().Be("1893456000");
        second["model"].S.Should().Be("nova-lite");
    }

    [Fact]
    public async Task Rules_of_the_gateway_and_an_identity_make_other_keys()
    {
        var file = _cli.Write("faq.jsonl", """{"question":"What IS it?","answer":"It.","model":"m"}""");

        await _cli.JsonAsync(0, "import", file, "--subject", "key:ada", "--normalize", "case", "--keyed-by", "none", "--ttl", "2d");

        var rules = new QuestionKeys(new CacheDocument { Table = "t", Scope = CacheScopes.Shared, Normalize = [NormalizationRules.Case], KeyedBy = [] });
        var item = (await _cli.ItemsAsync())[rules.OfImported("what is it?", "key:ada", null, null)!];
        var expires = DateTimeOffset.FromUnixTimeSeconds(long.Parse(item["expires_at"].N, System.Globalization.CultureInfo.InvariantCulture));
        expires.Should().BeCloseTo(TimeProvider.System.GetUtcNow().AddDays(2), TimeSpan.FromMinutes(5));
    }

    [Fact]
    public async Task What_cannot_be_imported_is_named_by_line_and_the_rest_goes_in()
    {
        var long401 = new string('x', 401 * 1024);
        var file = _cli.Write("mixed.jsonl", $$"""
            {"pk":"good","a":1}
            {"pk":"broken","a":

            {"pk":7}
            ["no","object"]
            {"pk":"","a":1}
            {"pk":"large","a":"{{long401}}"}
            {"pk":"digits","n":123456789012345678901234567890123456789}
            {"question":"Only?"}
            {"question":"?!","answer":"nothing is left"}
            {"question":"When?","answer":"Never","expires":"soon"}
            {"pk":"range","n":1e999}
            {"pk":"twice","a":1,"a":2}
            {"pk":"last","a":1}
            """);

        var result = await _cli.JsonAsync(1, "import", file);

        (await _cli.ItemsAsync()).Keys.Should().BeEquivalentTo(["good", "last"]);
        result["rejected"]!.GetValue<int>().Should().Be(11);
        result["rejects"]!.GetValue<string>().Should().Be(file + ".rejects.jsonl");
        var rejects = (await File.ReadAllLinesAsync(file + ".rejects.jsonl")).Select(line => JsonNode.Parse(line)!).ToList();
        rejects.Select(reject => reject["line"]!.GetValue<int>()).Should().BeEquivalentTo([2, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13]);
        string Reason(int line) => rejects.Single(reject => reject["line"]!.GetValue<int>() == line)["reason"]!.GetValue<string>();
        Reason(2).Should().StartWith("is no JSON: ");
        Reason(4).Should().Be("has a pk that is no text");
        Reason(5).Should().Be("is no JSON object");
        Reason(6).Should().Be("has an empty pk");
        Reason(7).Should().Be("is an item of 410632 bytes; DynamoDB takes 409600 at most");
        Reason(8).Should().Be("has a number of 39 digits; DynamoDB keeps 38");
        Reason(9).Should().Be("has no answer");
        Reason(10).Should().Be("has a question of which normalization leaves nothing");
        Reason(11).Should().Be("expires at 'soon', which is no time such as 2027-01-31 or 2027-01-31T12:00:00Z");
        Reason(12).Should().StartWith("is refused by DynamoDB: ");
        rejects[0]["row"]!.GetValue<string>().Should().Be("""{"pk":"broken","a":""");
    }

    [Fact]
    public async Task A_list_goes_on_behind_an_element_that_is_no_JSON()
    {
        var file = _cli.Write("list.json", """
            [
              {"pk": "a"},
              {"pk": "b", "text": "never closed},
              {"pk": "c", "nested": [
                {"x": 1}]},
              7,
              {"pk": "d"}
            ]
            """);

        var result = await _cli.RunAsync("import", file);

        result.ExitCode.Should().Be(1);
        result.StandardError.Should().Contain("list.json, line 3: is no JSON: ").And.Contain("list.json, line 6: is no JSON object");
        (await _cli.ItemsAsync()).Keys.Should().BeEquivalentTo(["a", "c", "d"]);
    }

    [Fact]
    public async Task Of_rows_with_one_key_the_last_counts_and_the_others_are_counted()
    {
        var rows = Enumerable.Range(0, 500).Select(i => $$"""{"pk":"{{i % 40}}","round":{{i / 40}},"i":{{i}}}""");
        var file = _cli.Write("twice.jsonl", string.Join('\n', rows));

        (await _cli.JsonAsync(0, "import", file))["duplicates"]!.GetValue<int>().Should().Be(460);

        (await _cli.ItemsAsync()).Values.Select(item => int.Parse(item["i"].N, System.Globalization.CultureInfo.InvariantCulture)).Should().BeEquivalentTo(Enumerable.Range(460, 40));
    }

    [Fact]
    public async Task A_second_run_of_the_same_file_changes_nothing()
    {
        var file = _cli.Write("faq.csv", "question,answer\nWhy?,Because.\nWhen?,Now.\n");
        await _cli.JsonAsync(0, "import", file);
        var before = Text(await _cli.ItemsAsync());

        await _cli.JsonAsync(0, "import", file);

        Text(await _cli.ItemsAsync()).Should().Be(before);
        Directory.GetFiles(_cli.Folder).Should().Equal(file);

        static string Text(IReadOnlyDictionary<string, Dictionary<string, Amazon.DynamoDBv2.Model.AttributeValue>> items) =>
            string.Join('\n', items.OrderBy(item => item.Key, StringComparer.Ordinal).Select(item => string.Join(',', item.Value.OrderBy(a => a.Key, StringComparer.Ordinal).Select(a => $"{a.Key}={a.Value.S ?? a.Value.N}"))));
    }

    [Fact]
    public async Task A_dry_run_says_what_would_be_and_writes_nothing()
    {
        var file = _cli.Write("faq.csv", "question;answer\nWhy?;Because.\n;Nothing\n");

        var result = await _cli.JsonAsync(1, "import", file, "--dry-run");

        result["rows"]!.GetValue<int>().Should().Be(2);
        result["rejected"]!.GetValue<int>().Should().Be(1);
        (await _cli.ItemsAsync()).Should().BeEmpty();
        Directory.GetFiles(_cli.Folder).Should().Equal(file);
    }

    [Fact]
    public async Task Several_files_are_one_import()
    {
        var one = _cli.Write("one.csv", "question,answer\nWhy?,Because.\n");
        var two = _cli.Write("two.json", """[{"question":"why","answer":"Newer."},{"question":"Who?","answer":"I."}]""");

        (await _cli.JsonAsync(0, "import", one, two))["duplicates"]!.GetValue<int>().Should().Be(1);

        (await _cli.ItemsAsync())[Keys.OfImported("Why?", null, null, null)!]["answer"].S.Should().Be("Newer.");
    }

    [Theory]
    [InlineData("question,reply\nWhy?,So.\n", "line 1 is the head of a table, and names no columns question and answer.")]
    [InlineData("question,answer,colour\nWhy?,So.,red\n", "line 1 is the head of a table, and names a column 'colour'; there are question, answer, scope, model, expires.")]
    public async Task A_table_without_its_columns_is_no_import(string text, string sentence)
    {
        var file = _cli.Write("wrong.csv", text);
        var result = await _cli.RunAsync("import", file);
        result.ExitCode.Should().Be(2);
        result.StandardError.Trim().Should().Be($"{file}, {sentence}");
    }

    [Fact]
    public async Task What_keeps_an_import_from_running_is_one_sentence()
    {
        var file = _cli.Write("faq.csv", "question,answer\nWhy?,Because.\n");
        await ExpectAsync($"There is no file {_cli.PathOf("none.csv")}.", "import", _cli.PathOf("none.csv"), "--table", "answers");
        await ExpectAsync("AWS refused: Requested resource not found: Table: none not found (ResourceNotFoundException).", "import", file, "--table", "none");
        await ExpectAsync("Name the table with --table NAME, or the stack that it is in with --stack NAME.", "import", file);
        await ExpectAsync("--normalize takes unicode,case,spaces,end-punctuation or none, not colour.", "import", file, "--table", "answers", "--normalize", "colour");
        await ExpectAsync("--ttl takes a time such as 90d, 12h or 30m, not soon.", "import", file, "--table", "answers", "--ttl", "soon");
    }

    private async Task ExpectAsync(string sentence, params string[] arguments)
    {
        var result = await CliWrap.Buffered.BufferedCommandExtensions.ExecuteBufferedAsync(_cli.Command(arguments));
        result.StandardError.Trim().Should().Be(sentence);
        result.ExitCode.Should().Be(2);
    }
}
