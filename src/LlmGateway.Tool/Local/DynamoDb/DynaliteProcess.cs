using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace LlmGateway.Tool.Local.DynamoDb;

/// <summary>A DynamoDB in a process of its own (npm dynalite), in memory, on a loopback port, gone when this is disposed.</summary>
internal sealed class DynaliteProcess : IAsyncDisposable
{
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(3);
    private readonly Process _process;

    private DynaliteProcess(Process process, Uri endpoint)
    {
        _process = process;
        Endpoint = endpoint;
    }

    /// <summary>Takes unsigned-for calls: dynalite looks at a signature's form alone, so only the front door may reach it.</summary>
    public Uri Endpoint { get; }

    public int ProcessId => _process.Id;

    /// <summary>Shared by all calls to dynalite.</summary>
    public HttpClient Http { get; } = new(new SocketsHttpHandler { UseCookies = false, UseProxy = false });

    /// <summary>Installs dynalite if that was not done yet, and starts it.</summary>
    /// <exception cref="DynaliteException">It can't be had; the message says what to do.</exception>
    public static async Task<DynaliteProcess> StartAsync(CancellationToken cancellationToken = default)
    {
        var folder = await DynaliteInstallation.EnsureAsync(cancellationToken);
        var process = Launch(Path.Combine(folder, "dynalite-server.mjs"));
        var errors = process.StandardError.ReadToEndAsync(cancellationToken);
        try
        {
            var line = await process.StandardOutput.ReadLineAsync(cancellationToken);
            if (int.TryParse(line, NumberStyles.None, CultureInfo.InvariantCulture, out var port))
                return new DynaliteProcess(process, new Uri($"http://127.0.0.1:{port}/"));
            throw new DynaliteException($"dynalite, the local DynamoDB, did not start: {(await errors).Trim()}");
        }
        catch
        {
            await StopAsync(process);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await StopAsync(_process);
    }

    private static Process Launch(string script)
    {
        var start = new ProcessStartInfo("node")
        {
            ArgumentList = { script },
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
        };
        try
        {
            return Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            throw new DynaliteException("node was not found: the local run's DynamoDB needs Node.js 20 or later on the PATH.");
        }
    }

    private static async Task StopAsync(Process process)
    {
        using (process)
        {
            using var patience = new CancellationTokenSource(StopPatience);
            try
            {
                process.StandardInput.Close();
                await process.WaitForExitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                process.Kill();
            }
        }
    }
}
