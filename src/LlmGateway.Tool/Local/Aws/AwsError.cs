namespace LlmGateway.Tool.Local.Aws;

/// <summary>An error as AWS names it; each service wraps it in its own shape.</summary>
/// <param name="Status">HTTP status of REST services; DynamoDB and its kind answer 400 for all client errors.</param>
/// <param name="Code">With its <c>Exception</c> ending.</param>
/// <param name="Message">AWS's own sentence.</param>
internal sealed record AwsError(int Status, string Code, string Message)
{
    public static AwsError UnknownOperation(string message) => new(404, "UnknownOperationException", message);

    public static AwsError Validation(string message) => new(400, "ValidationException", message);

    /// <summary>The sentence of AWS's request validation.</summary>
    public static AwsError Constraint(string value, string member, string constraint) =>
        Validation($"1 validation error detected: Value '{value}' at '{member}' failed to satisfy constraint: {constraint}");

    public static AwsError Serialization(string message) => new(400, "SerializationException", message);

    public static AwsError NotFound(string message) => new(404, "ResourceNotFoundException", message);

    public static AwsError AccessDenied(string message) => new(403, "AccessDeniedException", message);
}

/// <summary>Ends a call with an <see cref="AwsError"/>.</summary>
internal sealed class AwsException(AwsError error) : Exception($"{error.Code}: {error.Message}")
{
    public AwsError Error { get; } = error;
}
