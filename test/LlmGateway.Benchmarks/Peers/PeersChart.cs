using System.Globalization;
using System.Text;
using LlmGateway.Testing;

namespace LlmGateway.Benchmarks.Peers;

/// <summary>Throughput as bars: <c>artifacts/benchmarks/peers.svg</c>, which docs/performance.md shows a copy of.</summary>
internal static class PeersChart
{
    private const int Left = 150;
    private const int Widest = 440;
    private const int Row = 26;

    private static readonly (string Name, string Label, string Colour)[] Bars =
        [("yarp", "bare YARP proxy", "#9aa5b1"), ("ours", "llm-gateway serve", "#2f6f4f"), ("portkey", "Portkey 1.15.2", "#b5651d")];

    public static async Task WriteAsync(IReadOnlyList<Measurement> measurements)
    {
        var values = measurements.ToDictionary(one => one.Id, one => one.Value, StringComparer.Ordinal);
        var svg = new StringBuilder();
        var y = 10;
        foreach (var (kind, title) in new[] { ("rps", "whole answers a second, 16 at once"), ("stream.rps", "streamed answers a second, 16 at once") })
        {
            Add($"""<text x="{Left}" y="{y + 14}" font-weight="bold">{title}</text>""");
            y += Row;
            var most = Bars.Max(bar => values[$"peers.{bar.Name}.c16.{kind}"]);
            foreach (var (name, label, colour) in Bars)
            {
                var value = values[$"peers.{name}.c16.{kind}"];
                var width = value / most * Widest;
                Add($"""<text x="{Left - 8}" y="{y + 15}" text-anchor="end">{label}</text>""");
                Add($"""<rect x="{Left}" y="{y + 2}" width="{width:0.#}" height="18" fill="{colour}"/>""");
                Add($"""<text x="{Left + width + 6:0.#}" y="{y + 15}">{value:N0}</text>""");
                y += Row;
            }
            y += 8;
        }
        var file = Path.Combine(Repository.Root, "artifacts", "benchmarks", "peers.svg");
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        await File.WriteAllTextAsync(file, $"""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 680 {y}" font-family="sans-serif" font-size="13">
            <title>Throughput of llm-gateway serve beside YARP and Portkey</title>
            <rect width="680" height="{y}" fill="#ffffff"/>
            {svg}</svg>

            """);

        void Add(FormattableString line) => svg.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
    }
}
