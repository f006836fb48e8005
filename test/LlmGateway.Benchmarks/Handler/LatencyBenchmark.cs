using System.Diagnostics;
using System.Text;
using LlmGateway.Testing.RuntimeApi;

namespace LlmGateway.Benchmarks.Handler;

/// <summary>What the handler adds to a model that answers at once: warm, one request after the other, whole and streamed.</summary>
internal static class LatencyBenchmark
{
    private const int WarmUp = 300;
    private const int Requests = 1_000;

    public static async Task<IReadOnlyList<Measurement>> RunAsync(HandlerProgram program)
    {
        using var bedrock = new RawBedrock();
        using var runtimeApi = new RawRuntimeApi();
        await using var process = HandlerProcess.Start(program, runtimeApi.Endpoint, BenchmarkGateway.Environment(bedrock.Url));
        await runtimeApi.FirstPollAsync();
        using var handler = new SocketsHttpHandler();
        using var client = new HttpClient(handler, disposeHandler: false);

        var whole = RestEvents.Chat(BenchmarkGateway.ChatBody(stream: false)).ToJsonString();
        var streamed = RestEvents.Chat(BenchmarkGateway.ChatBody(stream: true)).ToJsonString();
        var direct = await MeasureAsync(() => CallAsync(client, bedrock.Url, "converse", untilFirstByte: false));
        var through = await MeasureAsync(async () => Checked(await runtimeApi.InvokeAsync(whole)).Whole);
        var directFirst = await MeasureAsync(() => CallAsync(client, bedrock.Url, "converse-stream", untilFirstByte: true));
        var throughFirst = await MeasureAsync(async () => Checked(await runtimeApi.InvokeAsync(streamed)).FirstByte);
        var resident = await StartBenchmark.ResidentAsync(process.Id);
        return
        [
            .. Added("handler.added", through, direct),
            .. Added("handler.ttft.added", throughFirst, directFirst),
            new("handler.direct.p50", Percentiles.Of(direct, 50), "ms"),
            new("handler.direct.ttft.p50", Percentiles.Of(directFirst, 50), "ms"),
            new("handler.warm.rss", resident, "MB"),
        ];
    }

    private static IEnumerable<Measurement> Added(string id, IReadOnlyCollection<double> through, IReadOnlyCollection<double> direct) =>
        new[] { 50, 99 }.Select(percent => new Measurement($"{id}.p{percent}", Percentiles.Of(through, percent) - Percentiles.Of(direct, percent), "ms"));

    private static async Task<List<double>> MeasureAsync(Func<Task<TimeSpan>> once)
    {
        for (var i = 0; i < WarmUp; i++) await once();
        var times = new List<double>(Requests);
        for (var i = 0; i < Requests; i++) times.Add((await once()).TotalMilliseconds);
        return times;
    }

    /// <summary>The same call without a gateway: HttpClient, as the handler uses it, with nothing to sign or translate.</summary>
    private static async Task<TimeSpan> CallAsync(HttpClient client, Uri bedrock, string operation, bool untilFirstByte)
    {
        var start = Stopwatch.GetTimestamp();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(bedrock, $"/model/{Uri.EscapeDataString(BenchmarkGateway.Model)}/{operation}"))
        {
            Content = new ByteArrayContent(Encoding.UTF8.GetBytes("""{"messages":[{"role":"user","content":[{"text":"Since when?"}]}]}""")),
        };
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        await using var body = await response.Content.ReadAsStreamAsync();
        var buffer = new byte[16 * 1024];
        var read = await body.ReadAsync(buffer);
        var first = Stopwatch.GetElapsedTime(start);
        while (read > 0) read = await body.ReadAsync(buffer);
        return untilFirstByte ? first : Stopwatch.GetElapsedTime(start);
    }

    private static RawRuntimeApi.Answer Checked(RawRuntimeApi.Answer answer) =>
        answer.Text.Contains("\"statusCode\":200", StringComparison.Ordinal) && answer.Text.Contains("Since", StringComparison.Ordinal)
            ? answer
            : throw new InvalidOperationException($"The handler did not answer: {answer.Text}");
}
