using System.Collections.Frozen;
using LlmGateway.Tool.Local.Aws;

namespace LlmGateway.Tool.Local.Bedrock;

/// <summary>Bedrock Runtime's errors: names, statuses and the sentences AWS sends with them.</summary>
internal static class BedrockErrors
{
    private static readonly FrozenDictionary<string, (int Status, string Message)> ByName = new Dictionary<string, (int, string)>
    {
        ["AccessDeniedException"] = (403, "You don't have access to the model with the specified model ID."),
        ["InternalServerException"] = (500, "The system encountered an unexpected error during processing. Try your request again."),
        ["ModelErrorException"] = (424, "The model returned the following errors: the simulator was told to fail."),
        ["ModelNotReadyException"] = (429, "Model is not ready for inference. Wait and try your request again."),
        ["ModelStreamErrorException"] = (424, "The model has timed out in processing the request. Try your request again."),
        ["ModelTimeoutException"] = (408, "The model took too long to respond. Try your request again."),
        ["ResourceNotFoundException"] = (404, "Could not resolve the foundation model from the provided model identifier."),
        ["ServiceQuotaExceededException"] = (400, "Your request exceeds the service quota for your account."),
        ["ServiceUnavailableException"] = (503, "Bedrock is unable to process your request."),
        ["ThrottlingException"] = (429, "Too many requests, please wait before trying again."),
        ["ValidationException"] = (400, "The request is not valid."),
    }.ToFrozenDictionary();

    /// <summary>Exceptions that may come in mid-stream, by their names in the stream.</summary>
    public static IReadOnlyList<string> StreamExceptions { get; } =
    [
        "internalServerException", "modelStreamErrorException", "modelTimeoutException",
        "serviceUnavailableException", "throttlingException", "validationException",
    ];

    public static string Names => string.Join(", ", ByName.Keys.Order(StringComparer.Ordinal));

    public static bool Knows(string type) => ByName.ContainsKey(type);

    /// <summary>The error of this name, with AWS's own status and sentence where none is given.</summary>
    public static AwsError Of(string type, string? message = null, int? status = null)
    {
        var known = ByName.GetValueOrDefault(type, (Status: 500, Message: type));
        return new AwsError(status ?? known.Status, type, message ?? known.Message);
    }

    /// <summary>The plain error of a stream exception: <c>throttlingException</c> is ThrottlingException.</summary>
    public static AwsError OfStream(string exception, string? message = null) =>
        Of(char.ToUpperInvariant(exception[0]) + exception[1..], message);
}
