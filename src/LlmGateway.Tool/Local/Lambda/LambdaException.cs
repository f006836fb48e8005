namespace LlmGateway.Tool.Local.Lambda;

/// <summary>An invocation that failed, as Lambda would tell its caller.</summary>
/// <param name="errorType">For example <c>Runtime.ExitError</c>.</param>
/// <param name="message">Lambda's sentence, or the function's own.</param>
internal sealed class LambdaException(string errorType, string message) : Exception(message)
{
    public string ErrorType { get; } = errorType;

    public static LambdaException TimedOut(string requestId, TimeSpan limit) =>
        new("Sandbox.Timedout", FormattableString.Invariant($"RequestId: {requestId} Error: Task timed out after {limit.TotalSeconds:0.00} seconds"));

    public static LambdaException Exited(string requestId, int? code) =>
        new("Runtime.ExitError", $"RequestId: {requestId} Error: Runtime exited{(code is null ? "" : FormattableString.Invariant($" with exit status {code}"))} without providing a reason");

    public static LambdaException BrokenOff(string requestId) =>
        new("Runtime.TruncatedResponse", $"RequestId: {requestId} Error: the response ended before it was complete");

    public static LambdaException InitFailed(string requestId, string? reason) =>
        new("Runtime.InitError", $"RequestId: {requestId} Error: {reason ?? "the runtime exited during its initialization"}");
}
