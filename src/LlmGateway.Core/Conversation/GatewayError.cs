namespace LlmGateway.Core.Conversation;

/// <summary>What went wrong, in the words of wire.md's error table. Its message is safe to send to a client.</summary>
/// <param name="Kind">The row of the table.</param>
/// <param name="Message">Names the input and the way out; never an exception's text.</param>
/// <param name="RetryAfter">When trying again may help.</param>
/// <param name="Field">The request field at fault.</param>
/// <param name="Code">A code that client libraries act on: OpenAI's <c>error.code</c>, Anthropic's <c>error.details.error_code</c>. Default: the row's code.</param>
public sealed record GatewayError(ErrorKind Kind, string Message, TimeSpan? RetryAfter = null, string? Field = null, string? Code = null)
{
    /// <summary>
    /// The message without words of a caller or of a model server, which may quote a prompt: what logs may hold. Null: nothing of it, since it names the input.
    /// </summary>
    public string? Log { get; init; } = Kind is ErrorKind.UpstreamFailed or ErrorKind.Overloaded or ErrorKind.Timeout or ErrorKind.Throttled or ErrorKind.Internal or ErrorKind.Unauthenticated
        ? Message : null;
}

/// <summary>The rows of the error table.</summary>
public enum ErrorKind
{
    InvalidRequest,
    Unauthenticated,
    OverBudget,
    ModelNotAllowed,
    ScopeNotAllowed,
    UnknownModel,
    UnknownRoute,
    WrongMethod,
    TooLarge,
    UnknownEncoding,
    Throttled,
    ContextTooLong,
    UpstreamFailed,
    Overloaded,
    Timeout,
    Internal,
}

/// <summary>Ends a request with a <see cref="GatewayError"/>, before or in the middle of its answer.</summary>
public sealed class GatewayException(GatewayError error, Exception? cause = null) : Exception(error.Log ?? error.Kind.ToString(), cause)
{
    public GatewayError Error { get; } = error;
}
