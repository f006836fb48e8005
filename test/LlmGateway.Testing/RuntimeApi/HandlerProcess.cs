using System.Diagnostics;
using System.Text.Json.Nodes;
using System.Threading.Channels;

namespace LlmGateway.Testing.RuntimeApi;

/// <summary>A real handler process. It ends with the test.</summary>
public sealed class HandlerProcess : IAsyncDisposable
{
    private readonly Process process;
    private readonly List<string> lines = [];
    private readonly Channel<string> arriving = Channel.CreateUnbounded<string>();
    private readonly Task reading;
    private readonly Task<string> errors;

    private HandlerProcess(Process process)
    {
        this.process = process;
        reading = ReadAsync();
        errors = process.StandardError.ReadToEndAsync();
    }

    public int Id => process.Id;

    /// <summary>All lines of standard output so far.</summary>
    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (lines) return [.. lines];
        }
    }

    /// <summary>Starts <paramref name="program"/> with nothing of the test's environment but the path.</summary>
    public static HandlerProcess Start(HandlerProgram program, string runtimeApi, IEnumerable<KeyValuePair<string, string>> environment)
    {
        var start = new ProcessStartInfo(program.File, program.Arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment.Clear();
        foreach (var name in new[] { "PATH", "DOTNET_ROOT", "HOME" })
            if (Environment.GetEnvironmentVariable(name) is { } value) start.Environment[name] = value;
        start.Environment["AWS_LAMBDA_RUNTIME_API"] = runtimeApi;
        start.Environment["AWS_REGION"] = "eu-west-1";
        start.Environment["AWS_ACCESS_KEY_ID"] = "AKIDEXAMPLE";
        start.Environment["AWS_SECRET_ACCESS_KEY"] = "not-a-real-secret";
        // No credentials or regions of the machine that the tests run on.
        start.Environment["AWS_EC2_METADATA_DISABLED"] = "true";
        foreach (var (name, value) in environment) start.Environment[name] = value;
        return new HandlerProcess(Process.Start(start)!);
    }

    /// <summary>The next line of standard output that is a JSON object for which <paramref name="wanted"/> holds, from the beginning.</summary>
    public async Task<JsonObject> LineAsync(Func<JsonObject, bool> wanted, TimeSpan? atMost = null)
    {
        using var patience = new CancellationTokenSource(atMost ?? TimeSpan.FromSeconds(60));
        foreach (var line in Lines)
            if (JsonNode.Parse(line) is JsonObject json && wanted(json)) return json;
        await foreach (var line in arriving.Reader.ReadAllAsync(patience.Token))
            if (JsonNode.Parse(line) is JsonObject json && wanted(json)) return json;
        throw new InvalidOperationException("The handler ended without the line.");
    }

    /// <summary>Asks the process to end, as Lambda does.</summary>
    public void Terminate()
    {
        using var kill = Process.Start("kill", ["-TERM", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    public void Kill() => process.Kill();

    /// <summary>Waits for the end and gives the exit code.</summary>
    public async Task<int> ExitAsync(TimeSpan? atMost = null)
    {
        using var patience = new CancellationTokenSource(atMost ?? TimeSpan.FromSeconds(60));
        await process.WaitForExitAsync(patience.Token);
        await reading;
        return process.ExitCode;
    }

    /// <summary>Standard error, once the process has ended.</summary>
    public Task<string> ErrorsAsync() => errors;

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited) process.Kill();
        await process.WaitForExitAsync();
        await Task.WhenAll(reading, errors);
        process.Dispose();
    }

    private async Task ReadAsync()
    {
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            lock (lines) lines.Add(line);
            arriving.Writer.TryWrite(line);
        }
        arriving.Writer.TryComplete();
    }
}
