using System.Diagnostics;
using System.Net;
using System.Text;
using CliWrap;
using LlmGateway.Testing;

namespace LlmGateway.Tool.Tests.Serve;

/// <summary>The command as a process of its own, told to stop as container hosts do.</summary>
public sealed class ServeProcessTests
{
    private const string Key = "a-key-for-the-tests";
    private const string Question = """{"model":"MODEL","messages":[{"role":"user","content":"Hello?"}]}""";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task It_answers_and_lets_a_running_answer_end_before_it_does()
    {
        await using var models = await FakeModelServer.StartAsync();
        var folder = Directory.CreateTempSubdirectory("llm-gateway-serve-");
        using var process = await StartAsync(folder, models);
        try
        {
            using var handler = new SocketsHttpHandler();
            using var client = new HttpClient(handler) { BaseAddress = await EndpointAsync(process) };
            client.DefaultRequestHeaders.Add("x-api-key", Key);
            using var whole = await PostAsync(client, "quick");
            whole.StatusCode.Should().Be(HttpStatusCode.OK);

            var running = PostAsync(client, "meet");
            await models.ArrivedAsync("meet");
            await Cli.Wrap("kill").WithArguments(["-TERM", $"{process.Id}"]).ExecuteAsync();
            await RefusedAsync(client.BaseAddress!.Port);
            models.Go.Release();

            using var answer = await running.WaitAsync(Patience);
            (await answer.Content.ReadAsStringAsync()).Should().Contain("Hello there");
            await process.WaitForExitAsync().WaitAsync(Patience);
            process.ExitCode.Should().Be(0);
            (await process.StandardError.ReadToEndAsync()).Should().BeEmpty();
        }
        finally
        {
            if (!process.HasExited) process.Kill();
            await process.WaitForExitAsync();
            folder.Delete(recursive: true);
        }
    }

    private static async Task<Process> StartAsync(DirectoryInfo folder, FakeModelServer models)
    {
        var file = Path.Combine(folder.FullName, "gateway.json");
        await File.WriteAllTextAsync(file, $$"""
            {"name":"test","models":[{"alias":"quick","upstream":"openai","model":"quick","endpoint":"{{models.Url}}"},{"alias":"meet","upstream":"openai","model":"meet","endpoint":"{{models.Url}}"}]}
            """);
        return Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "llm-gateway.dll"), "serve", "--config", file, "--key", "tests=TESTS_KEY", "--port", "0"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["TESTS_KEY"] = Key },
        })!;
    }

    /// <summary>From the first line that it says.</summary>
    private static async Task<Uri> EndpointAsync(Process process)
    {
        const string mark = "base URL ";
        var line = await process.StandardOutput.ReadLineAsync().WaitAsync(Patience) ?? throw new InvalidOperationException(await process.StandardError.ReadToEndAsync());
        var from = line.IndexOf(mark, StringComparison.Ordinal) + mark.Length;
        return new Uri(new Uri(line[from..line.IndexOf(',', from)]), "/");
    }

    private static Task<HttpResponseMessage> PostAsync(HttpClient client, string model) => client.PostAsync(
        new Uri("v1/chat/completions", UriKind.Relative), new StringContent(Question.Replace("MODEL", model, StringComparison.Ordinal), Encoding.UTF8, "application/json"));

    /// <summary>Stopping begins with the port.</summary>
    private static async Task RefusedAsync(int port)
    {
        using var patience = new CancellationTokenSource(Patience);
        using var again = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (await again.WaitForNextTickAsync(patience.Token))
        {
            using var socket = new System.Net.Sockets.TcpClient();
            try
            {
                await socket.ConnectAsync(IPAddress.Loopback, port, patience.Token);
            }
            catch (System.Net.Sockets.SocketException)
            {
                return;
            }
        }
    }
}
