using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using LlmGateway.Testing;
using Spectre.Console;

namespace LlmGateway.Benchmarks;

/// <summary>A table for people, and <c>artifacts/benchmarks/SUITE.json</c> for machines.</summary>
internal static class BenchmarkReport
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <returns>The exit code: 1 when a goal is missed.</returns>
    public static async Task<int> WriteAsync(string suite, IReadOnlyList<Measurement> measurements)
    {
        var table = new Table().AddColumn("figure").AddColumn(new TableColumn("value").RightAligned()).AddColumn("unit").AddColumn("goal");
        foreach (var one in measurements) table.AddRow(one.Id, Number(one.Value), one.Unit, Bound(one));
        AnsiConsole.Write(table);

        var file = Path.Combine(Repository.Root, "artifacts", "benchmarks", $"{suite}.json");
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        var list = new JsonArray([.. measurements.Select(measurement => new JsonObject
        {
            ["id"] = measurement.Id,
            ["value"] = Math.Round(measurement.Value, 3),
            ["unit"] = measurement.Unit,
        })]);
        await File.WriteAllTextAsync(file, list.ToJsonString(Indented) + "\n");
        AnsiConsole.WriteLine($"Written to {Path.GetRelativePath(Repository.Root, file)}.");
        return measurements.Any(measurement => measurement.Misses) ? 1 : 0;
    }

    private static string Bound(Measurement one)
    {
        var bound = one.Goal is { } most ? $"<= {Number(most)}" : one.Floor is { } least ? $">= {Number(least)}" : "";
        return one.Misses ? $"[red]missed: {bound}[/]" : $"[green]{bound}[/]";
    }

    private static string Number(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);
}
