using LlmGateway.Core.Aws;
using LlmGateway.Core.Conversation;
using LlmGateway.Core.Governance;

namespace LlmGateway.Core.Upstreams.Bedrock;

/// <summary>Bedrock's exceptions as rows of wire.md's error table: https://docs.aws.amazon.com/bedrock/latest/userguide/troubleshooting-api-error-codes.html.</summary>
internal static class BedrockErrors
{
    public static GatewayException Translate(AwsServiceException error, CatalogModel asked)
    {
        var model = asked.Alias;
        var (kind, message) = error.Type switch
        {
            "ThrottlingException" or "ServiceQuotaExceededException" or "TooManyRequestsException" =>
                (ErrorKind.Throttled, $"Bedrock is throttling '{model}'; try again."),
            "ValidationException" when IsTooLong(error.Detail) =>
                // Its own sentence has the numbers by which agents compact.
                (ErrorKind.ContextTooLong, error.Detail!),
            "ValidationException" when error.Detail?.Contains("on-demand throughput", StringComparison.OrdinalIgnoreCase) == true =>
                (ErrorKind.UpstreamFailed, OnlyByProfile(asked)),
            "ValidationException" when error.Detail?.Contains("model identifier is invalid", StringComparison.OrdinalIgnoreCase) == true =>
                (ErrorKind.UpstreamFailed, $"Bedrock does not know '{model}' in this region: the gateway's operator should check the catalog."),
            // Bedrock speaks of the caller's own request here: its words are the best there are.
            "ValidationException" => (ErrorKind.InvalidRequest, error.Detail ?? $"Bedrock refused the request to '{model}'."),
            "AccessDeniedException" or "UnrecognizedClientException" or "ExpiredTokenException" or "InvalidSignatureException" =>
                (ErrorKind.UpstreamFailed, $"The gateway may not use '{model}' in Bedrock: its operator should check model access and the function's role."),
            "ResourceNotFoundException" => (ErrorKind.UpstreamFailed, $"Bedrock does not know '{model}' in this region: the gateway's operator should check the catalog."),
            "ModelTimeoutException" => (ErrorKind.Timeout, $"'{model}' took too long."),
            "ModelNotReadyException" or "ServiceUnavailableException" => (ErrorKind.Overloaded, $"'{model}' is not available at the moment; try again."),
            _ when error.Status == 503 => (ErrorKind.Overloaded, $"'{model}' is not available at the moment; try again."),
            _ => (ErrorKind.UpstreamFailed, $"Bedrock failed to answer for '{model}'."),
        };
        return new GatewayException(new GatewayError(kind, message, error.RetryAfter), error);
    }

    // The caller can do nothing about it, so the words are for who reads them to the operator.
    private static string OnlyByProfile(CatalogModel asked) =>
        $"Bedrock answers for '{asked.Alias}' only through an inference profile. The gateway's operator should change its catalog: "
        + $"replace BedrockModel.Of(\"{asked.UpstreamModel}\") by BedrockModel.CrossRegion(\"us.{asked.UpstreamModel}\"), with eu., apac., jp., au. or global. for us. by where prompts may be processed.";

    private static bool IsTooLong(string? detail) => detail is not null &&
        (detail.Contains("too long", StringComparison.OrdinalIgnoreCase)
        || detail.Contains("context window", StringComparison.OrdinalIgnoreCase)
        || detail.Contains("context length", StringComparison.OrdinalIgnoreCase)
        || detail.Contains("maximum number of input tokens", StringComparison.OrdinalIgnoreCase)
        || detail.Contains("too many input tokens", StringComparison.OrdinalIgnoreCase)
        || detail.Contains("exceeds the maximum", StringComparison.OrdinalIgnoreCase) && detail.Contains("token", StringComparison.OrdinalIgnoreCase));
}
