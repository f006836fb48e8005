using System.Runtime.InteropServices;
using LlmGateway.Handler.Runtime;
using LlmGateway.Handler.Telemetry;

namespace LlmGateway.Handler.Hosting;

/// <summary>The life of a handler process: start the role, serve invocations, end when told to.</summary>
internal sealed class LambdaHost(HandlerEnvironment environment, JsonLog log)
{
    public const int Stopped = 0;
    public const int Failed = 1;
    public const int NoRuntimeApi = 2;

    /// <returns>The exit code: 0 only after a signal to stop.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken = default)
    {
        RuntimeApiEndpoint endpoint;
        try
        {
            endpoint = RuntimeApiEndpoint.Parse(environment.RuntimeApi);
        }
        catch (RuntimeApiException missing)
        {
            await Console.Error.WriteLineAsync(missing.Message);
            return NoRuntimeApi;
        }
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var terminate = StopOn(PosixSignal.SIGTERM, stopping);
        using var interrupt = StopOn(PosixSignal.SIGINT, stopping);
        try
        {
            return await StartAsync(endpoint, stopping.Token) is { } handler ? await ServeAsync(endpoint, handler, stopping) : Failed;
        }
        catch (RuntimeApiException broken)
        {
            log.Write(LogLevel.Error, broken.Message);
            return Failed;
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return Stopped;
        }
    }

    private static PosixSignalRegistration StopOn(PosixSignal signal, CancellationTokenSource stopping) =>
        PosixSignalRegistration.Create(signal, context =>
        {
            // The process ends by itself, after the loops have.
            context.Cancel = true;
            stopping.Cancel();
        });

    /// <returns>Null when the role could not start; Lambda has been told.</returns>
    private async Task<IInvocationHandler?> StartAsync(RuntimeApiEndpoint endpoint, CancellationToken stopping)
    {
        RuntimeError error;
        try
        {
            return await Roles.StartAsync(environment, log, stopping);
        }
        catch (StartException mistake)
        {
            log.Write(LogLevel.Error, mistake.Message, mistake.InnerException);
            error = new RuntimeError(mistake.Type, mistake.Message);
        }
#pragma warning disable CA1031 // Whatever keeps the process from starting, Lambda must hear of it.
        catch (Exception unexpected) when (unexpected is not OperationCanceledException)
#pragma warning restore CA1031
        {
            log.Write(LogLevel.Error, "the handler cannot start", unexpected);
            error = new RuntimeError($"Runtime.{unexpected.GetType().Name}", unexpected.Message);
        }
        using var client = new RuntimeApiClient(endpoint);
        await client.ReportInitErrorAsync(error, stopping);
        return null;
    }

    private async Task<int> ServeAsync(RuntimeApiEndpoint endpoint, IInvocationHandler handler, CancellationTokenSource stopping)
    {
        var loops = new Task[environment.Concurrency];
        for (var i = 0; i < loops.Length; i++) loops[i] = new InvocationLoop(endpoint, handler, log, alone: loops.Length == 1).RunAsync(stopping.Token);
        // The first loop to end ends all: it was told to, or there is no Runtime API any more.
        await Task.WhenAny(loops);
        await stopping.CancelAsync();
        await Task.WhenAll(loops);
        return Stopped;
    }
}
