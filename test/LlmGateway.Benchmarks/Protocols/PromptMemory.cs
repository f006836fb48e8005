using System.Text.Json.Nodes;
using LlmGateway.Benchmarks.Handler;
using LlmGateway.Testing.RuntimeApi;

namespace LlmGateway.Benchmarks.Protocols;

/// <summary>What the handler holds at most while it takes prompts of 50,000 tokens, one after the other.</summary>
internal static class PromptMemory
{
    // Of English text, a token has some five characters with its space.
    private const int Words = 50_000;
    private const int Requests = 20;

    public static async Task<IReadOnlyList<Measurement>> RunAsync()
    {
        var program = HandlerProgram.Native(await NativeHandler.EnsureAsync());
        using var bedrock = new RawBedrock();
        using var runtimeApi = new RawRuntimeApi();
        await using var process = HandlerProcess.Start(program, runtimeApi.Endpoint, BenchmarkGateway.Environment(bedrock.Url));
        await runtimeApi.FirstPollAsync();
        var body = new JsonObject
        {
            ["model"] = "claude",
            ["stream"] = true,
            ["messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = string.Concat(Enumerable.Range(0, Words).Select(number => $"{number % 9_000 + 1_000} ")) }),
        };
        var sent = RestEvents.Chat(body.ToJsonString()).ToJsonString();
        for (var i = 0; i < Requests; i++)
            if (!(await runtimeApi.InvokeAsync(sent)).Text.Contains("\"statusCode\":200", StringComparison.Ordinal)) throw new InvalidOperationException("The handler refused the prompt.");
        return [new("protocols.prompt50k.rss", await StartBenchmark.MemoryAsync(process.Id, "VmHWM"), "MB", Goal: 80)];
    }
}
