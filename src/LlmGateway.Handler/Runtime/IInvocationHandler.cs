namespace LlmGateway.Handler.Runtime;

/// <summary>What a role does with an invocation.</summary>
internal interface IInvocationHandler
{
    /// <summary>Answers through <paramref name="response"/>. Called for several invocations at once where the environment allows it.</summary>
    /// <param name="invocation">The event; valid until this completes.</param>
    /// <param name="response">The way back.</param>
    /// <param name="cancellationToken">Nobody waits for the answer any more, or the process is told to stop.</param>
    Task HandleAsync(Invocation invocation, InvocationResponse response, CancellationToken cancellationToken);
}
