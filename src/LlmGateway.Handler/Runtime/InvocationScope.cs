namespace LlmGateway.Handler.Runtime;

/// <summary>What belongs to the invocation that the current code works for, however deep: for log lines.</summary>
internal static class InvocationScope
{
    private static readonly AsyncLocal<string?> Trace = new();

    /// <summary>The X-Ray trace; null: not traced.</summary>
    public static string? TraceId => Trace.Value;

    /// <summary>Begins an invocation. The AWS SDK reads the trace from the environment, which is one for all: it is set only where invocations run one at a time.</summary>
    public static void Enter(Invocation invocation, bool alone)
    {
        if (Trace.Value != invocation.TraceId) Trace.Value = invocation.TraceId;
        if (alone) Environment.SetEnvironmentVariable("_X_AMZN_TRACE_ID", invocation.TraceId);
    }
}
