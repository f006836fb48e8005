using System.Runtime.InteropServices;

namespace LlmGateway.Tool.Asking;

/// <summary>Ctrl+C in a chat: it ends the answer that is running. Where none is, the first says how to leave, and the second leaves.</summary>
internal sealed class AnswerInterrupt : IDisposable
{
    private readonly PosixSignalRegistration _registration;
    private readonly Action _explain;
    private readonly Lock _gate = new();
    private CancellationTokenSource? _answer;
    private bool _explained;

    /// <param name="explain">Says how to leave.</param>
    public AnswerInterrupt(Action explain)
    {
        _explain = explain;
        _registration = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => signal.Cancel = Press());
    }

    /// <summary>An answer runs until the result is disposed; its token says that no more of it is wanted.</summary>
    public CancellationTokenSource Begin()
    {
        lock (_gate)
        {
            _explained = false;
            return _answer = new CancellationTokenSource();
        }
    }

    public void End()
    {
        lock (_gate)
        {
            _answer?.Dispose();
            _answer = null;
        }
    }

    public void Dispose() => _registration.Dispose();

    /// <returns>False: the program may end.</returns>
    private bool Press()
    {
        lock (_gate)
        {
            if (_answer is { } running)
            {
                running.Cancel();
                return true;
            }
            if (_explained) return false;
            _explained = true;
        }
        _explain();
        return true;
    }
}
