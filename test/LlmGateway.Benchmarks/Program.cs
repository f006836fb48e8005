using LlmGateway.Benchmarks;

if (args is not [var name, .. var rest] || rest is not ([] or ["--docs"]) || !BenchmarkSuites.All.TryGetValue(name, out var run))
{
    Console.Error.WriteLine($"Usage: dotnet run -c Release --project test/LlmGateway.Benchmarks -- SUITE [--docs]. Suites: {string.Join(", ", BenchmarkSuites.All.Keys)}; --docs takes the figures into docs/performance.md.");
    return 2;
}
var code = await BenchmarkReport.WriteAsync(name, await run());
if (rest.Length > 0) await BenchmarkPage.UpdateAsync(name);
return code;
