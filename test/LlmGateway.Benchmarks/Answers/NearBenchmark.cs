using System.Text.Json.Nodes;
using LlmGateway.Benchmarks.Handler;
using LlmGateway.Core.Answers;
using LlmGateway.Core.Answers.Near;
using LlmGateway.Core.Tests.Answers;
using LlmGateway.Shared;
using LlmGateway.Testing.RuntimeApi;
using LlmGateway.Tool.Local.Bedrock;

namespace LlmGateway.Benchmarks.Answers;

/// <summary>A hit by a question in other words, among two thousand, with an embedding model that answers at once: what is left is the way there, the search and the second look.</summary>
internal static class NearBenchmark
{
    private const int Questions = 2_000;
    private const int Dimensions = 256;

    public static async Task<IReadOnlyList<Measurement>> RunAsync(HandlerProgram program)
    {
        await using var table = await DynaliteTable.CreateAsync();
        using var bedrock = new RawBedrock();
        using var runtimeApi = new RawRuntimeApi();
        var near = new NearDocument
        {
            Model = new ModelDocument { Alias = "titan", Upstream = UpstreamKinds.Bedrock, Model = "amazon.titan-embed-text-v2:0" },
            Dimensions = Dimensions, Threshold = 0.6, MostQuestions = Questions, RefreshSeconds = 60,
        };
        var rules = new CacheDocument { Table = DynaliteTable.Name, Scope = CacheScopes.Shared, TtlSeconds = 3600, Near = near };
        await FillAsync(table, rules);
        var environment = BenchmarkGateway.Environment(bedrock.Url);
        var document = JsonNode.Parse(environment["LLM_GATEWAY_CONFIG"])!;
        document["cache"] = JsonNode.Parse(System.Text.Json.JsonSerializer.Serialize(rules, GatewayDocumentJson.Default.CacheDocument));
        environment["LLM_GATEWAY_CONFIG"] = document.ToJsonString();
        environment["AWS_ENDPOINT_URL_DYNAMODB"] = table.Endpoint.ToString();
        await using var process = HandlerProcess.Start(program, runtimeApi.Endpoint, environment);
        await runtimeApi.FirstPollAsync();

        // The first question reads all vectors, and may be asked of the model before they are here.
        for (var i = 0; i < 3; i++) await runtimeApi.InvokeAsync(RestEvents.Chat($$"""{"model":"claude","messages":[{"role":"user","content":"Good morning {{i}}"}]}""").ToJsonString());
        var hits = await HitBenchmark.MeasureAsync(runtimeApi, i => FormattableString.Invariant($"How can I restart router r{i % Questions} in node {i % Questions}, please?"), "semantic");
        return
        [
            new("answers.semantic.p50", Percentiles.Of(hits, 50), "ms"),
            new("answers.semantic.p99", Percentiles.Of(hits, 99), "ms"),
        ];
    }

    private static async Task FillAsync(DynaliteTable table, CacheDocument rules)
    {
        var keys = new QuestionKeys(rules);
        var (store, family) = (new NearTable(table.Dynamo, DynaliteTable.Name, rules.Near!, TimeProvider.System), keys.FamilyOfImported(null, null, null));
        for (var i = 0; i < Questions; i++)
        {
            var question = FormattableString.Invariant($"How do I restart router r{i} of node {i}?");
            var key = keys.OfImported(question, null, null, null)!;
            await table.Dynamo.PutItemAsync(DynaliteTable.Name, new() { ["pk"] = new(key), ["answer"] = new("Press the button."), ["source"] = new("import") });
            await store.AddAsync(family, new NearEntry(key, question, SimulatedVector.Of(question, Dimensions)), null, CancellationToken.None);
        }
    }
}
