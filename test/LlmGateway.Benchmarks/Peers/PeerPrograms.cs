using CliWrap;
using CliWrap.Buffered;
using LlmGateway.Testing;

namespace LlmGateway.Benchmarks.Peers;

/// <summary>Builds and starts those that are compared: each as its users would run it.</summary>
internal static class PeerPrograms
{
    private const string Key = "key-of-the-benchmark";

    private static string Here => Path.Combine(Repository.Root, "test", "LlmGateway.Benchmarks", "Peers");

    /// <summary>The model server that all stand before.</summary>
    public static async Task<Peer> DirectAsync()
    {
        var process = await PeerProcess.StartAsync("dotnet", [await ServersAsync(), "model-server", "{port}"]);
        return Of("direct", process, []);
    }

    public static async Task<Peer> YarpAsync(Peer direct)
    {
        var process = await PeerProcess.StartAsync("dotnet", [await ServersAsync(), "yarp", "{port}", $"http://127.0.0.1:{direct.Process.Port}"]);
        return Of("yarp", process, []);
    }

    /// <summary><c>llm-gateway serve</c>, with a key to be checked.</summary>
    public static async Task<Peer> OursAsync(Peer direct, string scratch)
    {
        var tool = Path.Combine(await BuildAsync("src/LlmGateway.Tool", "llm-gateway"), "llm-gateway.dll");
        var config = Path.Combine(scratch, "gateway.json");
        await File.WriteAllTextAsync(config, $$"""
            {"name":"peers","models":[{"alias":"{{Peer.Model}}","upstream":"openai","endpoint":"{{direct.Endpoint}}","model":"{{Peer.Model}}"}]}
            """);
        var process = await PeerProcess.StartAsync("dotnet", [tool, "serve", "--config", config, "--key", "bench=BENCH_KEY", "--port", "{port}"], ("BENCH_KEY", Key));
        return Of("ours", process, new() { ["Authorization"] = $"Bearer {Key}" });
    }

    /// <summary>Portkey's gateway from npm, told by headers where to go, as its documentation has it.</summary>
    public static async Task<Peer> PortkeyAsync(Peer direct)
    {
        var folder = await NodeModules.InstallAsync(Path.Combine(Here, "node"), "peers");
        var server = Path.Combine(folder, "node_modules", "@portkey-ai", "gateway", "build", "start-server.js");
        var process = await PeerProcess.StartAsync("node", ["--require", Path.Combine(Here, "node", "force-loopback.cjs"), server, "--headless", "--port={port}"]);
        return Of("portkey", process, new()
        {
            ["Authorization"] = $"Bearer {Key}",
            ["x-portkey-provider"] = "openai",
            ["x-portkey-custom-host"] = direct.Endpoint.AbsoluteUri.TrimEnd('/'),
        });
    }

    private static Peer Of(string name, PeerProcess process, Dictionary<string, string> headers) =>
        new(name, new Uri($"http://127.0.0.1:{process.Port}/v1"), headers, process);

    private static async Task<string> ServersAsync() => Path.Combine(await BuildAsync("test/LlmGateway.Benchmarks/Peers/Servers", "peer-servers"), "PeerServers.dll");

    private static async Task<string> BuildAsync(string project, string name)
    {
        var output = Path.Combine(Repository.Root, "artifacts", "benchmarks", name);
        var built = await Cli.Wrap("dotnet").WithArguments(["build", Path.Combine(Repository.Root, project), "-c", "Release", "-o", output, "--nologo", "-v", "q"])
            .WithValidation(CommandResultValidation.None).ExecuteBufferedAsync();
        return built.ExitCode == 0 ? output : throw new InvalidOperationException($"{project} does not build: {built.StandardOutput}");
    }
}
