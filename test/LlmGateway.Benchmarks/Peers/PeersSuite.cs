namespace LlmGateway.Benchmarks.Peers;

/// <summary>The gateway beside Portkey's and a bare YARP proxy: the same model server behind all, the same load before them.</summary>
internal static class PeersSuite
{
    private static readonly int[] Concurrencies = [1, 16, 64];

    private const int WarmUpSeconds = 3;
    private const int Seconds = 6;
    private const int StreamedRequests = 2_000;

    public static async Task<IReadOnlyList<Measurement>> RunAsync()
    {
        var scratch = Directory.CreateTempSubdirectory("llm-gateway-peers-");
        try
        {
            List<Measurement> measurements = [];
            var direct = await PeerPrograms.DirectAsync();
            await using (direct.Process)
            {
                measurements.AddRange(await MeasureAsync(direct));
                // One after the other: none takes from the others.
                foreach (var start in new[] { PeerPrograms.YarpAsync, peer => PeerPrograms.OursAsync(peer, scratch.FullName), PeerPrograms.PortkeyAsync })
                {
                    var peer = await start(direct);
                    await using (peer.Process) measurements.AddRange(await MeasureAsync(peer));
                }
            }
            measurements.AddRange(Compare(measurements));
            await PeersChart.WriteAsync(measurements);
            await PeersTable.WriteAsync(measurements);
            return measurements;
        }
        finally
        {
            scratch.Delete(recursive: true);
        }
    }

    private static async Task<IReadOnlyList<Measurement>> MeasureAsync(Peer peer)
    {
        List<Measurement> measurements = [];
        foreach (var stream in new[] { false, true }) await Wrk.RunAsync(peer, connections: 16, WarmUpSeconds, stream);
        foreach (var connections in Concurrencies)
        {
            var id = $"peers.{peer.Name}.c{connections}";
            foreach (var stream in new[] { false, true })
            {
                var load = await Wrk.RunAsync(peer, connections, Seconds, stream);
                var kind = stream ? ".stream" : "";
                measurements.Add(new($"{id}{kind}.rps", load.RequestsPerSecond, "1/s"));
                measurements.Add(new($"{id}{kind}.p50", load.P50, "ms"));
                measurements.Add(new($"{id}{kind}.p99", load.P99, "ms"));
            }
            var first = await FirstBytes.MeasureAsync(peer, connections, StreamedRequests);
            measurements.Add(new($"{id}.stream.ttft.p50", Percentiles.Of(first, 50), "ms"));
            measurements.Add(new($"{id}.stream.ttft.p99", Percentiles.Of(first, 99), "ms"));
        }
        measurements.Add(new($"peers.{peer.Name}.rss", peer.Process.ResidentMegabytes, "MB"));
        return measurements;
    }

    private static IEnumerable<Measurement> Compare(IReadOnlyList<Measurement> measured)
    {
        var values = measured.ToDictionary(one => one.Id, one => one.Value, StringComparer.Ordinal);
        double Over(string figure) => values[$"peers.ours.{figure}"] - values[$"peers.direct.{figure}"];
        yield return new("peers.ratio.c16", values["peers.ours.c16.rps"] / values["peers.portkey.c16.rps"], "x", Floor: 10);
        yield return new("peers.ratio.yarp.c16", values["peers.ours.c16.rps"] / values["peers.yarp.c16.rps"], "x", Floor: 0.7);
        yield return new("peers.added.p50", Over("c1.p50"), "ms", Goal: 0.15);
        yield return new("peers.added.p99", Over("c1.p99"), "ms", Goal: 1);
        yield return new("peers.added.ttft.p99", Over("c1.stream.ttft.p99"), "ms", Goal: 1);
    }
}
