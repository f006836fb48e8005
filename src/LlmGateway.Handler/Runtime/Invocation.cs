namespace LlmGateway.Handler.Runtime;

/// <summary>One piece of work from Lambda. Its memory goes back to the pool when it is disposed.</summary>
internal sealed class Invocation(Reply reply) : IDisposable
{
    /// <summary>Lambda's id of this invocation.</summary>
    public string Id { get; } = reply.Head.RequestId
        ?? throw new RuntimeApiException("The Runtime API gave an invocation without Lambda-Runtime-Aws-Request-Id.");

    /// <summary>When Lambda stops the process. Null: it did not say.</summary>
    public DateTimeOffset? Deadline { get; } = reply.Head.DeadlineMs is { } milliseconds ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) : null;

    /// <summary>The X-Ray trace that this invocation belongs to.</summary>
    public string? TraceId => reply.Head.TraceId;

    public string? FunctionArn => reply.Head.FunctionArn;

    /// <summary>The event, as JSON in UTF-8. The handler may write into it: nobody else reads it.</summary>
    public Memory<byte> Event => reply.Body.Memory;

    public void Dispose() => reply.Dispose();
}
