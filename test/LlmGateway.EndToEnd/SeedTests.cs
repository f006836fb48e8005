using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using LlmGateway.Tool.Local;
using LlmGateway.Tool.Local.Aws;
using LlmGateway.Tool.Local.Bedrock;

namespace LlmGateway.EndToEnd;

/// <summary>Answers that are deployed with a stack: from the CDK app to the client.</summary>
public sealed class SeedTests(SeedTests.Seeded seeded) : IClassFixture<SeedTests.Seeded>
{
    public sealed class Seeded : IAsyncLifetime
    {
        public string Assembly { get; } = Directory.CreateTempSubdirectory("llm-gateway-seed-").FullName;

        public Task InitializeAsync() => BuiltApp.SynthesizeAsync("test/LlmGateway.EndToEnd/SeededApp", Assembly);

        public Task DisposeAsync()
        {
            Directory.Delete(Assembly, recursive: true);
            return Task.CompletedTask;
        }
    }

    [Fact]
    public async Task A_seeded_answer_is_there_before_anybody_asks()
    {
        ConcurrentQueue<AwsDecision> decisions = [];
        await using var run = await StartAsync(seeded.Assembly, decisions.Enqueue);
        using var client = QuickStart.CreateClient(run);
        // A first look at the table may take longer than a question waits for it, where a cold process shares its machine with others.
        await AskAsync(client, "v1/prompt", """{"prompt":"Good morning?"}""");
        run.Bedrock.Calls.Clear();

        var (cache, text) = await AskAsync(client, "v1/chat/completions", """{"model":"nova-lite","messages":[{"role":"user","content":"who runs node 42"}]}""");
        cache.Should().Be("hit");
        JsonNode.Parse(text)!["choices"]![0]!["message"]!["content"]!.GetValue<string>().Should().Be("Team Blue.");
        (cache, text) = await AskAsync(client, "v1/prompt", """{"prompt":"What is wrong, please?","parameters":{"node_id":"node-42"}}""");
        cache.Should().Be("hit");
        text.Should().Contain("Its fan.");

        run.Bedrock.Calls.Count.Should().Be(0);
        decisions.Should().OnlyContain(decision => decision.Allowed).And.Contain(decision => decision.Action == "s3:GetObject").And.Contain(decision => decision.Action == "dynamodb:BatchWriteItem");
    }

    [Theory]
    [InlineData("question,answer\nWhy?,Because.\nWhen?,\n", "faq.csv, line 3 has no answer. Nothing was imported.")]
    [InlineData("question,reply\nWhy?,Because.\n", "faq.csv, line 1 is the head of a table, and names no columns question and answer.")]
    public async Task A_wrong_row_fails_the_deployment_by_line_and_reason(string text, string sentence)
    {
        var copy = Directory.CreateTempSubdirectory("llm-gateway-wrong-").FullName;
        try
        {
            foreach (var file in Directory.GetFiles(seeded.Assembly)) File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
            foreach (var folder in Directory.GetDirectories(seeded.Assembly)) Directory.CreateSymbolicLink(Path.Combine(copy, Path.GetFileName(folder)), folder);
            await File.WriteAllTextAsync(Directory.GetFiles(copy, "asset.*.csv").Single(), text);

            var start = async () => await StartAsync(copy, _ => { });

            (await start.Should().ThrowAsync<LocalRunException>()).Which.Message.Should().EndWith($": {sentence}");
        }
        finally
        {
            Directory.Delete(copy, recursive: true);
        }
    }

    private static Task<LocalRun> StartAsync(string assembly, Action<AwsDecision> onDecision) =>
        LocalRun.StartAsync(new LocalRunOptions { Source = assembly, Port = 0, Script = SimulatorScript.Unlimited, OnDecision = onDecision });

    private static async Task<(string Cache, string Text)> AskAsync(HttpClient client, string path, string body)
    {
        using var response = await client.PostAsync(path, new StringContent(body, Encoding.UTF8, "application/json"));
        return (response.Headers.GetValues("x-llm-gateway-cache").Single(), await response.Content.ReadAsStringAsync());
    }
}
