using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using LlmGateway.Tool.Local;

namespace LlmGateway.Benchmarks.Knowledge;

/// <summary>What knowledge adds to an answer: time to the first byte against the same gateway without it, and memory of a handler that shows fifty passages.</summary>
internal static class AnswerBenchmark
{
    private const int WarmUp = 30;
    private const int Answers = 200;

    /// <summary>An answer that takes so long never comes; the suite says where instead of waiting on.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    public static async Task<IReadOnlyList<Measurement>> RunAsync(LocalRun run)
    {
        List<Measurement> figures = [];
        var plain = await TimesAsync(run, "Plain");
        // At once: processes that have nothing to do are ended.
        figures.Add(new("knowledge.plain.rss", ResidentOf(run, "Plain"), "MB"));
        foreach (var (id, name) in new[] { ("Table", "table"), ("Search", "opensearch"), ("Vectors", "s3vectors") })
        {
            var times = await TimesAsync(run, id);
            figures.Add(new($"knowledge.ttft.added.{name}.p50", Percentiles.Of(times, 50) - Percentiles.Of(plain, 50), "ms"));
            figures.Add(new($"knowledge.ttft.added.{name}.p99", Percentiles.Of(times, 99) - Percentiles.Of(plain, 99), "ms"));
        }
        await TimesAsync(run, "Fifty", OutageRecords.Large);
        figures.Add(new("knowledge.fifty.rss", ResidentOf(run, "Fifty"), "MB"));
        return figures;
    }

    private static async Task<List<double>> TimesAsync(LocalRun run, string id, string? node = null)
    {
        using var http = new HttpClient(new SocketsHttpHandler { ConnectCallback = LoopbackNames.ConnectAsync }) { BaseAddress = run.Apis.Single(api => api.Name.EndsWith(id, StringComparison.Ordinal)).Url };
        http.DefaultRequestHeaders.Add("x-api-key", run.ApiKeys.Single(key => key.Name.Contains(id, StringComparison.Ordinal)).Value);
        var buffer = new byte[1];
        List<double> times = [];
        for (var number = 0; number < WarmUp + Answers; number++)
        {
            var body = new JsonObject { ["prompt"] = "Why did the power supply fail, and is it fixed?", ["stream"] = true, ["parameters"] = new JsonObject { ["node_id"] = node ?? OutageRecords.NodeOf(number) } };
            using var request = new HttpRequestMessage(HttpMethod.Post, "v1/prompt") { Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json") };
            var began = TimeProvider.System.GetTimestamp();
            using var patience = new CancellationTokenSource(Patience);
            try
            {
                using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token);
                response.EnsureSuccessStatusCode();
                await using var stream = await response.Content.ReadAsStreamAsync(patience.Token);
                await stream.ReadExactlyAsync(buffer, patience.Token);
                if (number >= WarmUp) times.Add(TimeProvider.System.GetElapsedTime(began).TotalMilliseconds);
                await stream.CopyToAsync(Stream.Null, patience.Token);
            }
            catch (OperationCanceledException late) when (patience.IsCancellationRequested)
            {
                var calls = run.Bedrock.Calls.TakeLast(3).Select(call => string.Create(CultureInfo.InvariantCulture, $"{call.ReceivedAt:HH:mm:ss.fff} {call.Target} {call.Outcome}"));
                throw new InvalidOperationException($"Answer {number} of {id} did not come in {Patience.TotalSeconds} s; now it is {TimeProvider.System.GetUtcNow():HH:mm:ss.fff}, and Bedrock was last asked: {string.Join("; ", calls)}.", late);
            }
        }
        return times;
    }

    private static double ResidentOf(LocalRun run, string id)
    {
        var line = File.ReadLines($"/proc/{run.HandlerProcessIdsOf(id).Single().ToString(CultureInfo.InvariantCulture)}/status").Single(each => each.StartsWith("VmRSS:", StringComparison.Ordinal));
        return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
    }
}
