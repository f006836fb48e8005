using System.Globalization;
using System.Text;
using LlmGateway.Testing;

namespace LlmGateway.Benchmarks.Peers;

/// <summary>The figures as a page shows them: <c>artifacts/benchmarks/peers.md</c>.</summary>
internal static class PeersTable
{
    private static readonly string[] Names = ["direct", "yarp", "ours", "portkey"];

    private static readonly (string Label, string[] Figures, string Format)[] Rows =
    [
        .. new[] { 1, 16, 64 }.SelectMany(each => new (string, string[], string)[]
        {
            ($"whole answers a second, {each} at once", [$"c{each}.rps"], "N0"),
            ("median, 99th percentile, ms", [$"c{each}.p50", $"c{each}.p99"], "0.00"),
        }),
        .. new[] { 1, 16, 64 }.SelectMany(each => new (string, string[], string)[]
        {
            ($"streamed answers a second, {each} at once", [$"c{each}.stream.rps"], "N0"),
            ("first token: median, 99th percentile, ms", [$"c{each}.stream.ttft.p50", $"c{each}.stream.ttft.p99"], "0.00"),
        }),
        ("resident memory after all that, MB", ["rss"], "N0"),
    ];

    private static readonly (string Id, string Label, string Format)[] Goals =
    [
        ("peers.ratio.c16", "whole answers a second, 16 at once, over Portkey's", "0.0 ×"),
        ("peers.ratio.yarp.c16", "the same over the bare proxy's", "0.00 ×"),
        ("peers.added.p50", "added to the model's own time, one at once, median", "0.000 ms"),
        ("peers.added.p99", "the same, 99th percentile", "0.000 ms"),
        ("peers.added.ttft.p99", "added to the time to the first token, one at once, 99th percentile", "0.000 ms"),
    ];

    public static async Task WriteAsync(IReadOnlyList<Measurement> measurements)
    {
        var byId = measurements.ToDictionary(one => one.Id, StringComparer.Ordinal);
        var page = new StringBuilder("| | the model alone | bare YARP | `llm-gateway serve` | Portkey 1.15.2 |\n|---|---|---|---|---|\n");
        foreach (var (label, figures, format) in Rows)
        {
            page.Append("| ").Append(label);
            foreach (var name in Names)
                page.Append(" | ").AppendJoin(", ", figures.Select(figure => Text(byId[$"peers.{name}.{figure}"].Value, format)));
            page.Append(" |\n");
        }
        page.Append("\n| `llm-gateway serve` | measured | goal | |\n|---|---|---|---|\n");
        foreach (var (id, label, format) in Goals)
        {
            var one = byId[id];
            var bound = one.Floor is { } least ? $"at least {Text(least, format)}" : $"at most {Text(one.Goal!.Value, format)}";
            page.Append(CultureInfo.InvariantCulture, $"| `{id}`: {label} | {Text(one.Value, format)} | {bound} | {Verdict(one)} |\n");
        }
        page.Append(CultureInfo.InvariantCulture, $"\nMeasured on {TimeProvider.System.GetUtcNow():yyyy-MM-dd} on {await Machine.DescribeAsync()}.\n");
        var file = Path.Combine(Repository.Root, "artifacts", "benchmarks", "peers.md");
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        await File.WriteAllTextAsync(file, page.ToString());
    }

    // A gateway adds no less than nothing: then the machine's own tail is larger than what was to be measured.
    private static string Verdict(Measurement one) => one.Value < 0 ? "can't be told: lost in the machine's own tail" : one.Misses ? "missed" : "met";

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
