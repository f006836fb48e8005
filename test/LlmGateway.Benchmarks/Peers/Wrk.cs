using System.Globalization;
using System.Text.Json;
using CliWrap;
using CliWrap.Buffered;
using LlmGateway.Testing;

namespace LlmGateway.Benchmarks.Peers;

/// <summary>Throughput and latency by wrk, which costs the machine less than any load that .NET could make: https://github.com/wg/wrk.</summary>
internal static class Wrk
{
    private static string Script => Path.Combine(Repository.Root, "test", "LlmGateway.Benchmarks", "Peers", "load.lua");

    /// <param name="peer">Who is asked.</param>
    /// <param name="connections">Requests under way at any time.</param>
    /// <param name="seconds">How long.</param>
    /// <param name="stream">Whether answers are streamed; they are read to their end.</param>
    public static async Task<Load> RunAsync(Peer peer, int connections, int seconds, bool stream)
    {
        BufferedCommandResult result;
        try
        {
            result = await Cli.Wrap("wrk")
                .WithArguments(["-t", "1", "-c", $"{connections}", "-d", $"{seconds}s", "--timeout", "10s", "-s", Script, peer.ChatCompletions.AbsoluteUri])
                .WithEnvironmentVariables(new Dictionary<string, string?>
                {
                    ["LOAD_BODY"] = Peer.Body(stream),
                    ["LOAD_HEADERS"] = string.Join('\n', peer.Headers.Select(header => $"{header.Key}={header.Value}")),
                })
                .WithValidation(CommandResultValidation.None).ExecuteBufferedAsync();
        }
        catch (System.ComponentModel.Win32Exception missing)
        {
            throw new InvalidOperationException("The suite needs wrk: apt-get install wrk.", missing);
        }
        var line = result.StandardOutput.Split('\n').FirstOrDefault(line => line.StartsWith("FIGURES ", StringComparison.Ordinal))
            ?? throw new InvalidOperationException($"wrk gave no figures: {result.StandardOutput}{result.StandardError}");
        using var figures = JsonDocument.Parse(line["FIGURES ".Length..]);
        double Number(string name) => figures.RootElement.GetProperty(name).GetDouble();
        if (Number("errors") > 0) throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"{peer.Name} failed {Number("errors")} of {Number("requests")} requests."));
        return new Load(Number("requests") / Number("seconds"), Number("p50"), Number("p99"));
    }
}

/// <summary>What a load came to.</summary>
/// <param name="RequestsPerSecond">All connections together.</param>
/// <param name="P50">Whole request, in ms.</param>
/// <param name="P99">Whole request, in ms.</param>
internal sealed record Load(double RequestsPerSecond, double P50, double P99);
