using System.Globalization;
using System.Text.Json;

namespace LlmGateway.Benchmarks.Knowledge;

/// <summary>20,000 records of 500 nodes, the same in each store.</summary>
internal static class OutageRecords
{
    public const int Dimensions = 256;
    public const int Count = Nodes * PerNode;
    private const int Nodes = 500;
    private const int PerNode = 40;

    /// <summary>Of one node there are 60 records, each of 2 KB.</summary>
    public const string Large = "large";

    private const int LargeRecords = 60;

    private static readonly string[] Causes = ["power supply", "cut fibre", "flooded basement", "failed radio unit", "broken antenna", "wrong configuration", "lost route"];

    public static string NodeOf(int number) => string.Create(CultureInfo.InvariantCulture, $"node-{number % Nodes}");

    /// <summary>The records of all nodes, as <c>llm-gateway knowledge import</c> takes them.</summary>
    public static Task WriteAsync(string path) => File.WriteAllLinesAsync(path, Enumerable.Range(0, Count).Select(number => Line($"r{number}", NodeOf(number), TextOf(number))));

    /// <summary>Those of the one large node.</summary>
    public static Task WriteLargeAsync(string path) =>
        File.WriteAllLinesAsync(path, Enumerable.Range(0, LargeRecords).Select(number => Line($"l{number}", Large, $"{TextOf(number)} {new string('x', 2000)}")));

    private static string Line(string id, string node, string text) => JsonSerializer.Serialize(new { id, node_id = node, at = id, text });

    private static string TextOf(int number) =>
        string.Create(CultureInfo.InvariantCulture, $"Outage {number}: {Causes[number % Causes.Length]} at {NodeOf(number)}, {number % 90} cells down for {number % 240} minutes, {(number % 3 == 0 ? "open" : "fixed")}.");
}
