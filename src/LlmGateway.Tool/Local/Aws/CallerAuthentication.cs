using Microsoft.AspNetCore.Http;

namespace LlmGateway.Tool.Local.Aws;

/// <summary>Who calls: by signature, or on Bedrock by API key.</summary>
internal sealed class CallerAuthentication(SigV4Verifier verifier, AwsFrontDoorOptions options)
{
    /// <exception cref="AwsException">Nobody that the local account knows.</exception>
    public (LocalPrincipal Principal, string Region) Identify(SignedRequest request)
    {
        if (BearerOf(request.Headers) is { } token)
        {
            return options.BedrockApiKeys.TryGetValue(token, out var principal)
                ? (principal, options.Region)
                : throw new AwsException(new AwsError(403, "AccessDeniedException", "Authentication failed: Please make sure your API Key is valid."));
        }
        var verification = verifier.Verify(request);
        return verification.IsAccepted
            ? (verification.Principal, verification.Authorization.Region)
            : throw new AwsException(verification.Error);
    }

    /// <summary>The token of an <c>Authorization: Bearer</c> header.</summary>
    public static string? BearerOf(IHeaderDictionary headers) =>
        headers.Authorization.ToString() is var value && value.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? value["Bearer ".Length..].Trim() : null;
}
