using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace LlmGateway.Tool.Local.Lambda;

/// <summary>A process that runs a function's code.</summary>
internal sealed class HandlerProcess : IDisposable
{
    private readonly Process _process;
    private readonly TaskCompletionSource<int> _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private HandlerProcess(Process process, HandlerLog log)
    {
        _process = process;
        Log = log;
        process.OutputDataReceived += (_, line) => log.Add(line.Data);
        process.ErrorDataReceived += (_, line) => log.Add(line.Data);
    }

    public int Id { get; private set; }

    public HandlerLog Log { get; }

    /// <summary>The exit code, once it has ended and its output is read.</summary>
    public Task<int> Exited => _exited.Task;

    /// <exception cref="LocalRunException">The program can't be started.</exception>
    public static HandlerProcess Start(HandlerLaunch launch, IReadOnlyDictionary<string, string> environment, HandlerLog log)
    {
        var start = new ProcessStartInfo(launch.Program, launch.Arguments)
        {
            WorkingDirectory = launch.TaskRoot,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        start.Environment.Clear();
        foreach (var (name, value) in environment) start.Environment[name] = value;
        var handler = new HandlerProcess(new Process { StartInfo = start, EnableRaisingEvents = true }, log);
        try
        {
            handler._process.Start();
        }
        catch (Win32Exception e)
        {
            handler.Dispose();
            throw new LocalRunException($"{launch.Program} could not be started ({e.Message}); is it on the PATH and executable?");
        }
        handler.Id = handler._process.Id;
        handler._process.BeginOutputReadLine();
        handler._process.BeginErrorReadLine();
        _ = handler.WaitAsync();
        return handler;
    }

    public bool HasExited => _exited.Task.IsCompleted || _process.HasExited;

    /// <summary>Ends it now; nothing happens when it has ended.</summary>
    public void Kill()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It has ended: what was wanted.
        }
    }

    public void Dispose() => _process.Dispose();

    private async Task WaitAsync()
    {
        await _process.WaitForExitAsync();
        _exited.TrySetResult(_process.ExitCode);
    }
}
