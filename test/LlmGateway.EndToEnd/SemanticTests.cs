using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using Amazon.DynamoDBv2;
using Amazon.Runtime;
using CliWrap;
using CliWrap.Buffered;
using LlmGateway.Core.Answers.Near;
using LlmGateway.Core.Aws;
using LlmGateway.Core.Knowledge.OpenSearch;
using LlmGateway.Core.Knowledge.S3Vectors;
using LlmGateway.EndToEnd.Knowledge;
using LlmGateway.Shared;
using LlmGateway.Tool.Local;
using LlmGateway.Tool.Local.Aws;
using LlmGateway.Tool.Local.Bedrock;

namespace LlmGateway.EndToEnd;

/// <summary>Questions in other words, from the CDK app to the client, each call checked against the role.</summary>
public sealed class SemanticTests(SemanticTests.Semantic semantic) : IClassFixture<SemanticTests.Semantic>
{
    private const string Asked = "How do I restart the router of node 42?";
    private const string InOtherWords = "How can I restart the router in node 42, please?";

    public sealed class Semantic : IAsyncLifetime
    {
        public string Assembly { get; } = Directory.CreateTempSubdirectory("llm-gateway-semantic-").FullName;

        public Task InitializeAsync() => BuiltApp.SynthesizeAsync("test/LlmGateway.EndToEnd/SemanticApp", Assembly);

        public Task DisposeAsync()
        {
            Directory.Delete(Assembly, recursive: true);
            return Task.CompletedTask;
        }
    }

    public static TheoryData<string> Stacks => ["Table", "Vectors", "Search"];

    [Theory]
    [MemberData(nameof(Stacks))]
    public async Task The_same_in_other_words_has_the_same_answer_and_what_looks_alike_has_its_own(string stack)
    {
        ConcurrentQueue<AwsDecision> decisions = [];
        await using var run = await StartAsync(stack, decisions.Enqueue);
        using var client = QuickStart.CreateClient(run);
        (await AskAsync(client, "v1/chat/completions", Chat(Asked))).Cache.Should().Be("miss");
        run.Bedrock.Calls.Clear();

        foreach (var (path, body) in new[] { ("v1/chat/completions", Chat(InOtherWords)), ("v1/chat/completions", Chat(InOtherWords, stream: true)), ("v1/messages", Chat(InOtherWords)), ("v1/messages", Chat(InOtherWords, stream: true)), ("v1/prompt", $$"""{"prompt":"{{InOtherWords}}"}"""), ("v1/prompt", $$"""{"prompt":"{{InOtherWords}}","stream":true}""") })
        {
            var (cache, response) = await AskAsync(client, path, body);
            cache.Should().Be("semantic", path);
            Uri.UnescapeDataString(response["x-llm-gateway-cache-question"]).Should().Be(Asked);
            response["x-llm-gateway-cache-distance"].Should().StartWith("0.");
        }
        run.Bedrock.Calls.Should().NotBeEmpty().And.OnlyContain(call => call.Target.EndsWith("/invoke", StringComparison.Ordinal), "only vectors were asked for");

        (await AskAsync(client, "v1/chat/completions", Chat("How do I restart the router of node 41?"))).Cache.Should().Be("miss");
        decisions.Should().OnlyContain(decision => decision.Allowed).And.Contain(decision => decision.Action == "bedrock:InvokeModel" && decision.Resource.EndsWith("amazon.titan-embed-text-v2:0"));
    }

    [Theory]
    [MemberData(nameof(Stacks))]
    public async Task Seeded_answers_are_found_in_other_words_from_the_first_question_on(string stack)
    {
        ConcurrentQueue<AwsDecision> decisions = [];
        await using var run = await StartAsync(stack, decisions.Enqueue);
        using var client = QuickStart.CreateClient(run);

        // Too slow for the first question may be what a cold process does on a busy machine.
        await AskAsync(client, "v1/chat/completions", Chat("Good morning?"));

        (await AskAsync(client, "v1/chat/completions", Chat("When, please, does the maintenance window on node 7 begin?"))).Cache.Should().Be("semantic");
        (await AskAsync(client, "v1/chat/completions", Chat("When, please, did the maintenance window on node 8 begin?"))).Cache.Should().Be("miss", "that answer has expired");
        decisions.Should().OnlyContain(decision => decision.Allowed);
    }

    [Theory]
    [InlineData("Table", 2, 0)]
    [InlineData("Vectors", 3, 3)]
    [InlineData("Search", 3, 3)]
    public async Task Imported_answers_are_found_in_other_words_once_they_have_vectors(string stack, int embeddedFirst, int embeddedThen)
    {
        await using var run = await StartAsync(stack, _ => { });
        using var client = QuickStart.CreateClient(run);
        var table = await TableOfAsync(run);
        var file = Path.Combine(semantic.Assembly, "faq.csv");
        await File.WriteAllTextAsync(file, $"question,answer\n{Asked},Press the button.\nWho looks after node 42?,Team Blue.\n");
        (await ToolAsync(run, "answers", "import", file, "--table", table, "--json"))["written"]!.GetValue<int>().Should().Be(2);

        // A process that knows the vectors of a scope asks for new ones once a minute: none has asked yet.
        (await EmbedAsync(run, stack, table))["embedded"]!.GetValue<int>().Should().Be(embeddedFirst);
        (await EmbedAsync(run, stack, table))["embedded"]!.GetValue<int>().Should().Be(embeddedThen, "only the table tells for less than a vector which questions have one");

        (await AskAsync(client, "v1/chat/completions", Chat(InOtherWords))).Cache.Should().Be("semantic");
        (await AskAsync(client, "v1/chat/completions", Chat("Please, who looks after node 42?"))).Cache.Should().Be("semantic");
    }

    [Theory]
    [InlineData("Vectors")]
    [InlineData("Search")]
    public async Task What_has_expired_is_found_no_more_and_taken_out(string stack)
    {
        await using var run = await StartAsync(stack, _ => { });
        using var http = Connections.Create();
        var aws = KnowledgeFiller.ServicesOf(run, http);
        INearStore store = stack == "Vectors"
            ? new NearS3Vectors(new S3VectorsClient(aws.S3Vectors(null)), run.VectorIndexes.Single().Arn, TimeProvider.System)
            : new NearOpenSearch(new OpenSearchClient(aws.OpenSearch(run.SearchHosts.Single().Host, serverless: false)), "questions", choosesIds: false, TimeProvider.System);
        var vector = UnitVector.Of(SimulatedVector.Of(Asked, 256));
        await store.AddAsync("ours", new NearEntry("old", Asked, vector), expiresAt: 1, default);
        await store.AddAsync("ours", new NearEntry("new", Asked, vector), expiresAt: null, default);
        await store.AddAsync("ours", new NearEntry("new", Asked, vector), expiresAt: null, default);
        await store.AddAsync("theirs", new NearEntry("other", Asked, vector), expiresAt: null, default);

        (await store.FindAsync(["ours", "empty"], vector, 0.3, default)).Select(near => (near.Family, near.Entry.AnswerKey)).Should().Equal(("ours", "new"));
        (await store.FindAsync(["ours"], UnitVector.Of(SimulatedVector.Of("Nothing like it at all", 256)), 0.3, default)).Should().BeEmpty();
        var left = stack == "Vectors" ? run.VectorIndexes.Single().Vectors.Count : (int)await new OpenSearchClient(aws.OpenSearch(run.SearchHosts.Single().Host, serverless: false)).CountAsync("questions", default);
        left.Should().Be(2 + 1, "the seed brought one that is not expired");
    }

    [Theory]
    [MemberData(nameof(Stacks))]
    public async Task Each_single_permission_is_needed(string stack)
    {
        IReadOnlyList<TemplatePermission> permissions = [];
        await UseAsync(stack, template => permissions = TemplatePermissions.Of(template));
        List<string> unneeded = [];
        foreach (var permission in permissions.Where(IsOurs))
        {
            var decisions = await UseAsync(stack, template => TemplatePermissions.Remove(template, permission));
            if (!decisions.Any(decision => !decision.Allowed && decision.Action == permission.Action)) unneeded.Add(permission.ToString());
        }
        unneeded.Should().BeEmpty("a permission that nothing misses is one too many");
    }

    /// <summary>Of the gateway itself: what the seed's function may is tried by its own tests. What takes expired vectors out waits for some to expire.</summary>
    private static bool IsOurs(TemplatePermission permission) => permission.LogicalId.Contains("Gateway", StringComparison.Ordinal)
        && (permission.Action is "bedrock:InvokeModel" || permission.Action.Split(':')[0] is "dynamodb" or "es" or "s3vectors") && !permission.Action.Contains("Delete", StringComparison.Ordinal);

    private async Task<IReadOnlyCollection<AwsDecision>> UseAsync(string stack, Action<JsonObject> changeTemplate)
    {
        ConcurrentQueue<AwsDecision> decisions = [];
        await using var run = await StartAsync(stack, decisions.Enqueue, template =>
        {
            // Vectors of seeds would make the index.
            var resources = template["Resources"]!.AsObject();
            foreach (var seed in resources.Where(each => each.Value!["Type"]!.ToString() == HandlerContract.Seeds.ResourceType).ToList()) resources.Remove(seed.Key);
            changeTemplate(template);
        });
        using var client = QuickStart.CreateClient(run);
        await AskAsync(client, "v1/chat/completions", Chat(Asked));
        await AskAsync(client, "v1/chat/completions", Chat(InOtherWords));
        return decisions;
    }

    private static Task<JsonNode> EmbedAsync(LocalRun run, string stack, string table) => stack == "Table"
        ? ToolAsync(run, "answers", "embed", "--table", table, "--model", "amazon.titan-embed-text-v2:0", "--dimensions", "256", "--json")
        : ToolAsync(run, "answers", "embed", "--stack", stack, "--json");

    private static async Task<string> TableOfAsync(LocalRun run)
    {
        using var dynamo = new AmazonDynamoDBClient(
            new BasicAWSCredentials(run.Developer.AccessKeyId, run.Developer.SecretAccessKey), new AmazonDynamoDBConfig { ServiceURL = run.Endpoint.ToString(), AuthenticationRegion = run.Environment.Region });
        return (await dynamo.ListTablesAsync()).TableNames.Single();
    }

    private Task<LocalRun> StartAsync(string stack, Action<AwsDecision> onDecision, Action<JsonObject>? changeTemplate = null) =>
        LocalRun.StartAsync(new LocalRunOptions { Source = semantic.Assembly, Stack = stack, Port = 0, Script = SimulatorScript.Unlimited, OnDecision = onDecision, ChangeTemplate = changeTemplate });

    private static string Chat(string question, bool stream = false) =>
        $$"""{"model":"nova-lite","max_tokens":4096,"stream":{{(stream ? "true" : "false")}},"messages":[{"role":"user","content":"{{question}}"}]}""";

    private static async Task<(string Cache, Dictionary<string, string> Headers)> AskAsync(HttpClient client, string path, string body)
    {
        using var response = await client.PostAsync(path, new StringContent(body, Encoding.UTF8, "application/json"));
        await response.Content.ReadAsStringAsync();
        var headers = response.Headers.ToDictionary(header => header.Key, header => string.Join(',', header.Value), StringComparer.OrdinalIgnoreCase);
        return (headers.GetValueOrDefault("x-llm-gateway-cache", "none"), headers);
    }

    private static async Task<JsonNode> ToolAsync(LocalRun run, params string[] arguments)
    {
        var result = await Cli.Wrap("dotnet").WithArguments([Path.Combine(AppContext.BaseDirectory, "llm-gateway.dll"), .. arguments, "--endpoint-url", run.Endpoint.ToString()])
            .WithEnvironmentVariables(environment => environment.Set("AWS_ACCESS_KEY_ID", run.Developer.AccessKeyId).Set("AWS_SECRET_ACCESS_KEY", run.Developer.SecretAccessKey).Set("AWS_REGION", run.Environment.Region))
            .WithValidation(CommandResultValidation.None).ExecuteBufferedAsync();
        result.ExitCode.Should().Be(0, result.StandardError);
        return JsonNode.Parse(result.StandardOutput)!;
    }
}
