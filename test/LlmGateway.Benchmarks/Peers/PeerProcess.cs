using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace LlmGateway.Benchmarks.Peers;

/// <summary>A server in a process of its own, on a loopback port; it ends with this object.</summary>
internal sealed class PeerProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Process _process;

    private PeerProcess(Process process, int port) => (_process, Port) = (process, port);

    public int Port { get; }

    /// <summary>Resident memory, in MB.</summary>
    public double ResidentMegabytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64 / 1e6;
        }
    }

    /// <param name="program">What to start.</param>
    /// <param name="arguments"><c>{port}</c> in them becomes the port.</param>
    /// <param name="environment">More than what this process has.</param>
    public static async Task<PeerProcess> StartAsync(string program, IEnumerable<string> arguments, params (string Name, string Value)[] environment)
    {
        var port = FreePort();
        var start = new ProcessStartInfo(program, arguments.Select(argument => argument.Replace("{port}", port.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)))
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        var process = new Process { StartInfo = start };
        var said = new List<string>();
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var started = new PeerProcess(process, port);
        try
        {
            await started.ListensAsync();
            return started;
        }
        catch (Exception late) when (late is OperationCanceledException or InvalidOperationException)
        {
            await started.DisposeAsync();
            lock (said) throw new InvalidOperationException($"{program} {string.Join(' ', start.ArgumentList)} does not listen on port {port}: {string.Join('\n', said)}", late);
        }

        void Keep(string? line)
        {
            lock (said)
                if (line is not null && said.Count < 50) said.Add(line);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private async Task ListensAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        using var again = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (await again.WaitForNextTickAsync(patience.Token))
        {
            if (_process.HasExited) throw new InvalidOperationException($"It ended with exit code {_process.ExitCode}.");
            using var client = new TcpClient();
            try
            {
                await client.ConnectAsync(IPAddress.Loopback, Port, patience.Token);
                return;
            }
            catch (SocketException)
            {
                // Not yet.
            }
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
