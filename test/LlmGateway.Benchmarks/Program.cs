using LlmGateway.Benchmarks;

if (args is not [var name] || !BenchmarkSuites.All.TryGetValue(name, out var run))
{
    Console.Error.WriteLine($"Usage: dotnet run -c Release --project test/LlmGateway.Benchmarks -- SUITE. Suites: {string.Join(", ", BenchmarkSuites.All.Keys)}.");
    return 2;
}
return await BenchmarkReport.WriteAsync(name, await run());
