using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using CliWrap;
using CliWrap.Buffered;
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

    [Fact]
    public async Task The_same_in_other_words_has_the_same_answer_and_what_looks_alike_has_its_own()
    {
        ConcurrentQueue<AwsDecision> decisions = [];
        await using var run = await StartAsync(decisions.Enqueue);
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

    [Fact(Skip = "Fails, and not yet understood: after `answers embed` the question in other words is a miss in the local run.")]
    public async Task Imported_answers_are_found_in_other_words_once_they_have_vectors()
    {
        ConcurrentQueue<AwsDecision> decisions = [];
        await using var run = await StartAsync(decisions.Enqueue);
        using var client = QuickStart.CreateClient(run);
        await AskAsync(client, "v1/chat/completions", Chat("Hello?"));
        var table = decisions.First(decision => decision.Action == "dynamodb:BatchGetItem").Resource.Split('/')[^1];
        var file = Path.Combine(semantic.Assembly, "faq.csv");
        await File.WriteAllTextAsync(file, $"question,answer\n{Asked},Press the button.\nWho looks after node 42?,Team Blue.\n");
        (await ToolAsync(run, "answers", "import", file, "--table", table, "--json"))["written"]!.GetValue<int>().Should().Be(2);

        var embedded = await ToolAsync(run, "answers", "embed", "--table", table, "--model", "amazon.titan-embed-text-v2:0", "--dimensions", "256", "--json");
        var again = await ToolAsync(run, "answers", "embed", "--table", table, "--model", "amazon.titan-embed-text-v2:0", "--dimensions", "256", "--json");

        embedded["embedded"]!.GetValue<int>().Should().Be(2);
        again["embedded"]!.GetValue<int>().Should().Be(0);
        (await ToolAsync(run, "answers", "stats", "--table", table, "--json"))["vectors"]!.GetValue<int>().Should().Be(3, "the model's own answer has one, too");
        (await AskAsync(client, "v1/chat/completions", Chat(InOtherWords))).Cache.Should().Be("semantic");
        (await AskAsync(client, "v1/chat/completions", Chat("Please, who is looking after node 42?"))).Cache.Should().Be("semantic");
    }

    [Fact]
    public async Task Each_single_permission_is_needed()
    {
        IReadOnlyList<TemplatePermission> permissions = [];
        await UseAsync(template => permissions = TemplatePermissions.Of(template));
        List<string> unneeded = [];
        foreach (var permission in permissions.Where(each => each.Action is "bedrock:InvokeModel" || each.Action.StartsWith("dynamodb:", StringComparison.Ordinal)))
        {
            var decisions = await UseAsync(template => TemplatePermissions.Remove(template, permission));
            if (!decisions.Any(decision => !decision.Allowed && decision.Action == permission.Action)) unneeded.Add(permission.ToString());
        }
        unneeded.Should().BeEmpty("a permission that nothing misses is one too many");
    }

    private async Task<IReadOnlyCollection<AwsDecision>> UseAsync(Action<JsonObject> changeTemplate)
    {
        ConcurrentQueue<AwsDecision> decisions = [];
        await using var run = await StartAsync(decisions.Enqueue, changeTemplate);
        using var client = QuickStart.CreateClient(run);
        await AskAsync(client, "v1/chat/completions", Chat(Asked));
        await AskAsync(client, "v1/chat/completions", Chat(InOtherWords));
        return decisions;
    }

    private Task<LocalRun> StartAsync(Action<AwsDecision> onDecision, Action<JsonObject>? changeTemplate = null) =>
        LocalRun.StartAsync(new LocalRunOptions { Source = semantic.Assembly, Port = 0, Script = SimulatorScript.Unlimited, OnDecision = onDecision, ChangeTemplate = changeTemplate });

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
