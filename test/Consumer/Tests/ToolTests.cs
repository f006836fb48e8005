using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.RegularExpressions;

namespace Consumer.Tests;

/// <summary>The tool as it is installed from the feed, in a folder that has nothing but a <c>cdk.out</c>.</summary>
public sealed class ToolTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly string folder = Directory.CreateTempSubdirectory("consumer-tool-").FullName;

    [Fact]
    public async Task It_runs_a_cdk_out_and_answers()
    {
        await RunAsync("dotnet", ["tool", "install", "LlmGateway.Tool", "--tool-path", ToolPath, "--prerelease", "--add-source", PackedFeed()]);
        await RunAsync("dotnet", [Path.Combine(AppContext.BaseDirectory, "App.dll")], ("CDK_OUTDIR", Path.Combine(Workplace, "cdk.out")), ("TMPDIR", Scratch));
        Directory.GetFileSystemEntries(Workplace).Should().ContainSingle("the folder has a cdk.out and nothing else");

        // A shell in the background has all that it starts ignore Ctrl+C.
        using var run = Process.Start(Start("env", ["--default-signal=INT", Path.Combine(ToolPath, "llm-gateway"), "local", "cdk.out", "--stack", "Platform", "--port", "0"]))!;
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            var (curl, said) = await CurlLineAsync(run, patience.Token);
            said.Should().Contain("Report").And.Contain("does not run here");
            var url = Regex.Match(curl, "http://127[^ '\"]+").Value;
            using var client = new HttpClient();
            using var request = new HttpRequestMessage(HttpMethod.Post, url)
            {
                Content = JsonContent.Create(new { model = "nova-lite", messages = new[] { new { role = "user", content = "What is a gateway?" } } }),
            };
            request.Headers.Add("x-api-key", Regex.Match(curl, "x-api-key: ([^'\"]+)").Groups[1].Value);
            var response = await client.SendAsync(request, patience.Token);
            var body = await response.Content.ReadAsStringAsync(patience.Token);
            response.IsSuccessStatusCode.Should().BeTrue(body);
            body.Should().Contain("chat.completion").And.Contain("gateway");
        }
        finally
        {
            // Ctrl+C stops all that the tool started; that it ends at all is part of the promise.
            using var interrupt = Process.Start("kill", ["-INT", $"{run.Id}"]);
            await run.WaitForExitAsync(patience.Token);
        }
        run.ExitCode.Should().Be(0);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private string ToolPath => Path.Combine(folder, "tool");

    private string Workplace => Directory.CreateDirectory(Path.Combine(folder, "work")).FullName;

    private string Scratch => Directory.CreateDirectory(Path.Combine(folder, "tmp")).FullName;

    private static string PackedFeed()
    {
        for (var parent = new DirectoryInfo(AppContext.BaseDirectory); parent is not null; parent = parent.Parent)
            if (Directory.Exists(Path.Combine(parent.FullName, "artifacts", "packages"))) return Path.Combine(parent.FullName, "artifacts", "packages");
        throw new InvalidOperationException("No artifacts/packages: run eng/pack.sh first.");
    }

    private async Task RunAsync(string program, string[] arguments, params (string Name, string Value)[] environment)
    {
        var start = Start(program, arguments);
        foreach (var (name, value) in environment) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        process.ExitCode.Should().Be(0, output);
    }

    private ProcessStartInfo Start(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, WorkingDirectory = Workplace };
        start.Environment["JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION"] = "20";
        // Extracted packages of the tool stay in the test's folder: the same version may be packed again.
        start.Environment["NUGET_PACKAGES"] = Path.Combine(folder, "packages");
        return start;
    }

    private static async Task<(string Curl, string Said)> CurlLineAsync(Process run, CancellationToken cancellationToken)
    {
        var said = "";
        while (await run.StandardOutput.ReadLineAsync(cancellationToken) is { } line)
        {
            said += line + "\n";
            if (line.Contains("curl ", StringComparison.Ordinal)) return (line, said);
        }
        throw new InvalidOperationException($"The tool ended: {said}");
    }
}
