using System.Text.Json.Nodes;
using LlmGateway.Benchmarks.Handler;
using LlmGateway.Core.Tests.Answers;
using LlmGateway.Testing.RuntimeApi;

namespace LlmGateway.Benchmarks.Answers;

/// <summary>A hit at the handler beside a miss, with a model that answers at once: what is left is the cache's own.</summary>
internal static class HitBenchmark
{
    private const int WarmUp = 200;
    private const int Requests = 1_000;

    public static async Task<IReadOnlyList<Measurement>> RunAsync(HandlerProgram program)
    {
        await using var table = await DynaliteTable.CreateAsync();
        using var bedrock = new RawBedrock();
        using var runtimeApi = new RawRuntimeApi();
        var environment = BenchmarkGateway.Environment(bedrock.Url);
        var document = JsonNode.Parse(environment["LLM_GATEWAY_CONFIG"])!;
        document["cache"] = new JsonObject { ["table"] = DynaliteTable.Name, ["scope"] = "identity", ["ttlSeconds"] = 3600, ["waitSeconds"] = 15, ["countHits"] = 0.05 };
        environment["LLM_GATEWAY_CONFIG"] = document.ToJsonString();
        environment["AWS_ENDPOINT_URL_DYNAMODB"] = table.Endpoint.ToString();
        await using var process = HandlerProcess.Start(program, runtimeApi.Endpoint, environment);
        await runtimeApi.FirstPollAsync();

        var misses = await MeasureAsync(runtimeApi, i => FormattableString.Invariant($"What is node {i}?"), "miss");
        var hits = await MeasureAsync(runtimeApi, i => FormattableString.Invariant($"what is NODE {i % Requests}"), "hit");
        return
        [
            new("answers.hit.p50", Percentiles.Of(hits, 50), "ms"),
            new("answers.hit.p99", Percentiles.Of(hits, 99), "ms"),
            new("answers.miss.p50", Percentiles.Of(misses, 50), "ms"),
            new("answers.miss.p99", Percentiles.Of(misses, 99), "ms"),
        ];
    }

    public static async Task<List<double>> MeasureAsync(RawRuntimeApi runtimeApi, Func<int, string> question, string cache)
    {
        var times = new List<double>(Requests);
        for (var i = 0; i < WarmUp + Requests; i++)
        {
            var body = new JsonObject { ["model"] = "claude", ["messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = question(i) }) };
            var answer = await runtimeApi.InvokeAsync(RestEvents.Chat(body.ToJsonString()).ToJsonString());
            if (!answer.Text.Contains($"\"x-llm-gateway-cache\":\"{cache}\"", StringComparison.Ordinal)) throw new InvalidOperationException($"'{question(i)}' is no {cache}: {answer.Text}");
            if (i >= WarmUp) times.Add(answer.Whole.TotalMilliseconds);
        }
        return times;
    }
}
